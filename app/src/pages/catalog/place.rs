//! Which part of the catalog a page shows.

use portico_contract::http::Card;

use super::query::Query;
use crate::paths::{self, Route};

/// All of the catalog, or what shares a team or a tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// `/`
    #[default]
    All,
    /// `/teams/{team}`, by the team's folder.
    Team(String),
    /// `/tags/{tag}`
    Tag(String),
}

impl Place {
    /// The place an address names.
    pub fn of(route: &Route) -> Option<Self> {
        match route {
            Route::Catalog => Some(Self::All),
            Route::Team { team } => Some(Self::Team(team.clone())),
            Route::Tag { tag } => Some(Self::Tag(tag.clone())),
            _ => None,
        }
    }

    /// Whether a workflow is shown here.
    pub fn has(&self, card: &Card) -> bool {
        match self {
            Self::All => true,
            Self::Team(team) => card.team == *team,
            Self::Tag(tag) => card.tags.contains(tag),
        }
    }

    /// The address of what somebody looks for here.
    pub fn address(&self, query: &Query) -> String {
        let base = match self {
            Self::All => paths::CATALOG.to_owned(),
            Self::Team(team) => paths::team(team),
            Self::Tag(tag) => paths::tag(tag),
        };
        paths::searched(&base, &query.text, query.show.name(), &query.teams, &query.tags)
    }
}
