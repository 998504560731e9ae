//! What somebody looks for, and which workflows its filters let through.

use portico_contract::http::Card;

use crate::address::Address;

/// What somebody looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words, in any order.
    pub text: String,
    /// Any of these teams; empty = all.
    pub teams: Vec<String>,
    /// All of these tags.
    pub tags: Vec<String>,
    /// A further choice.
    pub show: Show,
}

/// The choices beside teams and tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// No further choice.
    #[default]
    All,
    /// What is starred in this browser.
    Favourites,
    /// What the caller may start here and now.
    Startable,
    /// What runs without anybody's approval.
    NoApproval,
}

impl Show {
    /// Every choice, and how the address spells it.
    const NAMES: [(Self, &str); 4] = [
        (Self::All, ""),
        (Self::Favourites, "favourites"),
        (Self::Startable, "startable"),
        (Self::NoApproval, "no-approval"),
    ];

    /// How the address spells it.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(show, _)| *show == self).map_or("", |(_, name)| name)
    }

    /// What an address says; anything unknown is no choice.
    pub fn named(name: &str) -> Self {
        Self::NAMES.iter().find(|(_, known)| *known == name).map_or(Self::All, |(show, _)| *show)
    }
}

impl Query {
    /// What an address asks for.
    pub fn of(address: &Address) -> Self {
        Self {
            text: address.query("q").pop().unwrap_or_default(),
            teams: address.query("team"),
            tags: address.query("tag"),
            show: Show::named(&address.query("show").pop().unwrap_or_default()),
        }
    }

    /// Whether everything is wanted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The filters alone.
    pub fn filters(&self) -> Self {
        Self { text: String::new(), ..self.clone() }
    }

    /// Whether the filters let a workflow through.
    pub fn admits(
        &self,
        card: &Card,
        is_blocked: bool,
        is_favourite: impl FnOnce() -> bool,
    ) -> bool {
        (self.teams.is_empty() || self.teams.contains(&card.team))
            && self.tags.iter().all(|tag| card.tags.contains(tag))
            && match self.show {
                Show::All => true,
                Show::Favourites => is_favourite(),
                Show::Startable => !is_blocked,
                Show::NoApproval => card.approvals.unwrap_or(0) == 0,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_narrow() {
        let card = |team: &str, tags: &[&str], approvals| Card {
            team: team.into(),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            approvals,
            ..Card::default()
        };
        let cards = [
            card("ops", &["aws", "database"], None),
            card("ops", &["aws"], Some(1)),
            card("data", &["database"], None),
        ];
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        for (teams, tags, show, expected) in [
            (&[][..], &[][..], Show::All, &[0, 1, 2][..]),
            (&["data"], &[], Show::All, &[2]),
            (&["data", "ops"], &["aws"], Show::All, &[0, 1]),
            (&[], &["aws", "database"], Show::All, &[0]),
            (&[], &["aws"], Show::Startable, &[1]),
            (&[], &[], Show::NoApproval, &[0, 2]),
            (&["ops"], &[], Show::Favourites, &[1]),
        ] {
            let query = Query { text: "?".into(), teams: list(teams), tags: list(tags), show };
            let admitted: Vec<usize> = (0..cards.len())
                .filter(|at| query.admits(&cards[*at], *at == 0, || *at > 0))
                .collect();
            assert_eq!(admitted, expected, "{query:?}");
        }
    }

    #[test]
    fn choices_are_spelled_and_read() {
        for (show, name) in Show::NAMES {
            assert_eq!((show.name(), Show::named(name)), (name, show));
        }
        assert_eq!(Show::named("nonsense"), Show::All);
    }
}
