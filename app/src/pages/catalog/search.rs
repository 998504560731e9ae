//! Search as you type: every word must be found somewhere; a name counts more than a tag, a tag more than a text.

use portico_contract::http::Card;

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
    /// What the caller may start here and now.
    Startable,
    /// What runs without anybody's approval.
    NoApproval,
}

impl Show {
    /// Every choice, and how the address spells it.
    const NAMES: [(Self, &str); 3] =
        [(Self::All, ""), (Self::Startable, "startable"), (Self::NoApproval, "no-approval")];

    /// How the address spells it.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(show, _)| *show == self).map_or("", |(_, name)| name)
    }

    /// What an address says; anything unknown is no choice.
    pub fn named(name: &str) -> Self {
        Self::NAMES.iter().find(|(_, known)| *known == name).map_or(Self::All, |(show, _)| *show)
    }
}

/// The searched texts of a list of cards, folded once; each begins with a space, as every word in it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    name: String,
    labels: String,
    text: String,
}

impl Index {
    /// Folds what is searched.
    pub fn new(cards: &[Card]) -> Self {
        let rows = cards
            .iter()
            .map(|card| Row {
                name: fold(&card.name),
                labels: fold(&format!(
                    "{} {} {} {}",
                    card.tags.join(" "),
                    card.team,
                    card.team_name.as_deref().unwrap_or_default(),
                    card.workflow_type
                )),
                text: fold(card.description.as_deref().unwrap_or_default()),
            })
            .collect();
        Self { rows }
    }

    /// Positions of the cards that fit, best first, else in the catalog's order.
    pub fn find(
        &self,
        cards: &[Card],
        query: &Query,
        hidden: &[bool],
        blocked: &[bool],
    ) -> Vec<usize> {
        let folded = fold(&query.text);
        let words: Vec<String> = folded.split_whitespace().map(|word| format!(" {word}")).collect();
        let mut hits: Vec<(u32, usize)> = (0..self.rows.len().min(cards.len()))
            .filter(|i| !hidden[*i] && fits(&cards[*i], query, || blocked[*i]))
            .filter_map(|i| Some((self.rows[i].score(&words)?, i)))
            .collect();
        hits.sort_unstable_by_key(|(score, i)| (std::cmp::Reverse(*score), *i));
        hits.into_iter().map(|(_, i)| i).collect()
    }
}

impl Row {
    fn score(&self, words: &[String]) -> Option<u32> {
        words.iter().map(|word| self.word(word)).sum()
    }

    /// How well a word fits that begins with a space: without it, it may stand inside another word.
    fn word(&self, word: &str) -> Option<u32> {
        let inside = word.trim_start();
        if self.name.contains(inside) {
            Some(if self.name.contains(word) { 16 } else { 8 })
        } else if self.labels.contains(inside) {
            Some(if self.labels.contains(word) { 6 } else { 4 })
        } else {
            self.text.contains(inside).then(|| if self.text.contains(word) { 2 } else { 1 })
        }
    }
}

fn fits(card: &Card, query: &Query, blocked: impl Fn() -> bool) -> bool {
    (query.teams.is_empty() || query.teams.contains(&card.team))
        && query.tags.iter().all(|tag| card.tags.contains(tag))
        && match query.show {
            Show::All => true,
            Show::Startable => !blocked(),
            Show::NoApproval => card.approvals.unwrap_or(0) == 0,
        }
}

/// Small letters after a space, and the characters that join words are spaces.
fn fold(text: &str) -> String {
    let letters = text.chars().flat_map(char::to_lowercase);
    let joined = letters.map(|c| if "-_/.".contains(c) { ' ' } else { c });
    std::iter::once(' ').chain(joined).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(name: &str, team: &str, tags: &[&str], description: &str) -> Card {
        Card {
            namespace: team.into(),
            workflow_type: name.replace(' ', ""),
            name: name.into(),
            description: Some(description.into()),
            team: team.into(),
            team_name: None,
            tags: tags.iter().map(|t| (*t).to_owned()).collect(),
            destructive: false,
            approvals: None,
            file: String::new(),
        }
    }

    fn catalog() -> Vec<Card> {
        vec![
            card(
                "Delete DynamoDB Table",
                "cloud-ops",
                &["aws", "database"],
                "Backs up, then deletes",
            ),
            card(
                "Resize RDS",
                "cloud-ops",
                &["aws", "database"],
                "Waits before it changes the table class",
            ),
            card("Unlock Terraform", "cloud-ops", &["terraform"], "Releases a lock"),
            card("Restore Table", "data-eng", &["database"], "From a backup 🚀 שלום"),
        ]
    }

    #[track_caller]
    fn check(query: &Query, expected: &[&str]) {
        let cards = catalog();
        let found =
            Index::new(&cards).find(&cards, query, &[false; 4], &[false, true, false, false]);
        let names: Vec<&str> = found.iter().map(|i| cards[*i].name.as_str()).collect();
        assert_eq!(names, expected, "{query:?}");
    }

    fn text(text: &str) -> Query {
        Query { text: text.into(), ..Query::default() }
    }

    #[test]
    fn words_in_any_order_and_names_first() {
        check(
            &text(""),
            &["Delete DynamoDB Table", "Resize RDS", "Unlock Terraform", "Restore Table"],
        );
        check(&text("table"), &["Delete DynamoDB Table", "Restore Table", "Resize RDS"]);
        check(&text("TABLE delete"), &["Delete DynamoDB Table"]);
        check(&text("cloud-ops database"), &["Delete DynamoDB Table", "Resize RDS"]);
        check(&text("data_eng/"), &["Restore Table"]);
        check(&text("backup 🚀"), &["Restore Table"]);
        check(&text("שלום"), &["Restore Table"]);
        check(&text("nothing"), &[]);
    }

    #[test]
    fn filters_narrow() {
        let with = |teams: &[&str], tags: &[&str], show| Query {
            text: String::new(),
            teams: teams.iter().map(|t| (*t).to_owned()).collect(),
            tags: tags.iter().map(|t| (*t).to_owned()).collect(),
            show,
        };
        check(&with(&["data-eng"], &[], Show::All), &["Restore Table"]);
        check(&with(&["data-eng", "cloud-ops"], &["terraform"], Show::All), &["Unlock Terraform"]);
        check(
            &with(&[], &["aws", "database"], Show::All),
            &["Delete DynamoDB Table", "Resize RDS"],
        );
        check(&with(&[], &["aws"], Show::Startable), &["Delete DynamoDB Table"]);
    }

    #[test]
    fn hidden_workflows_are_never_found() {
        let cards = catalog();
        let found = Index::new(&cards).find(
            &cards,
            &text("table"),
            &[true, false, false, true],
            &[false; 4],
        );
        assert_eq!(found, [1]);
    }
}
