//! What a list of runs is asked for: the pairs of the address, which are those of the gateway's API.

/// Starting times that are offered: words, key, value.
pub const PRESETS: [(&str, &str, &str); 5] = [
    ("In the last hour", AFTER, "1h"),
    ("In the last 24 hours", AFTER, "24h"),
    ("In the last 7 days", AFTER, "7d"),
    ("In the last 30 days", AFTER, "30d"),
    ("More than 30 days ago", BEFORE, "30d"),
];

const AFTER: &str = "started_after";
const BEFORE: &str = "started_before";
const MINE: &str = "mine";
const CURSOR: &str = "cursor";

/// The pairs in the order of the address. What the portal does not know stays among them: the gateway refuses it, and
/// says what was meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunsQuery(Vec<(String, String)>);

/// When runs were started, as the filters beside the list show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    /// At any time.
    AnyTime,
    /// One of [`PRESETS`].
    Preset(usize),
    /// What somebody wrote into the address, in words.
    Other(String),
}

impl RunsQuery {
    /// What an address asks for.
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Everybody's runs of one workflow.
    pub fn of_workflow(namespace: &str, workflow_type: &str) -> Self {
        Self::default()
            .with(MINE, Some("false"))
            .with("namespace", Some(namespace))
            .with("workflow_type", Some(workflow_type))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// The same list with another value of a filter, from its newest run on; `None` = without that filter.
    pub fn with(&self, key: &str, value: Option<&str>) -> Self {
        let mut value = value.map(str::to_owned);
        let others = self.0.iter().filter(|(known, _)| known != CURSOR);
        let mut pairs: Vec<_> = others
            .filter_map(|(known, before)| {
                let now = if known == key { value.take()? } else { before.clone() };
                Some((known.clone(), now))
            })
            .collect();
        pairs.extend(value.map(|value| (key.to_owned(), value)));
        Self(pairs)
    }

    /// Only the caller's own runs.
    pub fn is_mine(&self) -> bool {
        self.get(MINE) != Some("false")
    }

    /// The caller's own runs, or everybody's.
    pub fn with_mine(&self, mine: bool) -> Self {
        self.with(MINE, (!mine).then_some("false"))
    }

    /// Whether this status is among those that are wanted by name.
    pub fn has_status(&self, status: &str) -> bool {
        self.get("status").is_some_and(|list| list.split(',').any(|known| known == status))
    }

    /// The same with or without a status.
    pub fn with_status(&self, status: &str, wanted: bool) -> Self {
        let listed = self.get("status").unwrap_or_default().split(',');
        let mut statuses: Vec<&str> =
            listed.filter(|known| !known.is_empty() && *known != status).collect();
        if wanted {
            statuses.push(status);
        }
        let list = statuses.join(",");
        self.with("status", Some(list.as_str()).filter(|list| !list.is_empty()))
    }

    /// When the runs were started.
    pub fn started(&self) -> Started {
        match (self.get(AFTER), self.get(BEFORE)) {
            (None, None) => Started::AnyTime,
            (after, before) => {
                let asked = [(AFTER, after), (BEFORE, before)];
                let is_asked = |(_, key, value): &(_, &str, &str)| {
                    asked.iter().all(|(known, given)| *given == (known == key).then_some(*value))
                };
                PRESETS
                    .iter()
                    .position(is_asked)
                    .map_or_else(|| Started::Other(in_words(after, before)), Started::Preset)
            }
        }
    }

    /// The same with one of [`PRESETS`]; `None` = started at any time.
    pub fn with_started(&self, preset: Option<usize>) -> Self {
        let any = self.with(AFTER, None).with(BEFORE, None);
        match preset.and_then(|preset| PRESETS.get(preset)) {
            Some((_, key, value)) => any.with(key, Some(value)),
            None => any,
        }
    }

    /// The page of this list that a cursor leads to.
    pub fn at(&self, cursor: &str) -> Self {
        let Self(mut pairs) = self.newest();
        pairs.push((CURSOR.to_owned(), cursor.to_owned()));
        Self(pairs)
    }

    /// The first page of this list.
    pub fn newest(&self) -> Self {
        self.with(CURSOR, None)
    }

    /// A page after the first.
    pub fn is_later_page(&self) -> bool {
        self.get(CURSOR).is_some()
    }

    /// The same people's runs without any filter.
    pub fn unfiltered(&self) -> Self {
        Self::default().with_mine(self.is_mine())
    }

    /// How many filters leave runs out.
    pub fn filters(&self) -> usize {
        self.0.iter().filter(|(key, _)| key != MINE && key != CURSOR).count()
    }

    /// The pairs for an address.
    pub fn pairs(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
    }

    /// The pairs for the gateway, which lists everybody's runs unless it is asked for the caller's.
    pub fn asked(&self) -> Vec<(&str, &str)> {
        let mut pairs = self.pairs();
        if self.get(MINE).is_none() {
            pairs.insert(0, (MINE, "true"));
        }
        pairs
    }
}

fn in_words(after: Option<&str>, before: Option<&str>) -> String {
    match (after, before) {
        (Some(after), Some(before)) => format!("From {after} to {before}"),
        (Some(after), None) => format!("Since {after}"),
        (None, before) => format!("Before {}", before.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> RunsQuery {
        RunsQuery::of(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn a_filter_is_changed_in_its_place_and_leads_to_the_newest_run() {
        let before = query(&[("status", "failed"), ("odd", "1"), ("cursor", "c"), ("status", "x")]);
        assert_eq!(
            before.with("status", Some("running")),
            query(&[("status", "running"), ("odd", "1")])
        );
        assert_eq!(before.with("status", None), query(&[("odd", "1")]));
        assert_eq!(
            query(&[]).with("search", Some("abc")).with_mine(false),
            query(&[("search", "abc"), ("mine", "false")])
        );
    }

    #[test]
    fn statuses_are_one_list() {
        let one = query(&[]).with_status("failed", true);
        let two = one.with_status("running", true);
        assert_eq!(two, query(&[("status", "failed,running")]));
        assert!(two.has_status("running") && !two.has_status("run"));
        assert_eq!(two.with_status("running", true), two);
        assert_eq!(two.with_status("failed", false).with_status("running", false), query(&[]));
    }

    #[test]
    fn times_are_presets_or_words() {
        for (at, (_, key, value)) in PRESETS.iter().enumerate() {
            let preset = query(&[(key, value)]);
            assert_eq!(preset.started(), Started::Preset(at));
            assert_eq!(query(&[("started_after", "9d")]).with_started(Some(at)), preset);
        }
        assert_eq!(query(&[]).started(), Started::AnyTime);
        let other = query(&[("started_after", "30d"), ("started_before", "7d")]);
        assert_eq!(other.started(), Started::Other("From 30d to 7d".into()));
        assert_eq!(other.with_started(None), query(&[]));
    }

    #[test]
    fn the_gateway_is_asked_for_mine_unless_the_address_says_otherwise() {
        assert_eq!(query(&[("x", "1")]).asked(), [("mine", "true"), ("x", "1")]);
        assert_eq!(query(&[("mine", "false")]).asked(), [("mine", "false")]);
        // The gateway says what is wrong with it.
        assert_eq!(query(&[("mine", "maybe")]).asked(), [("mine", "maybe")]);
    }

    #[test]
    fn pages_of_a_list() {
        let list = RunsQuery::of_workflow("n", "T");
        assert_eq!(list.filters(), 2);
        let later = list.at("c1").at("c2");
        assert_eq!((later.get("cursor"), later.newest()), (Some("c2"), list.clone()));
        assert!(later.is_later_page() && !list.is_later_page());
        assert_eq!(later.unfiltered(), query(&[("mine", "false")]));
    }
}
