//! "Did you mean": names like the one that was not found.

/// At most three of `names` that resemble `wanted`, best first.
pub(crate) fn similar<'a>(wanted: &str, names: &'a [String]) -> Vec<&'a str> {
    let mut scored: Vec<(f64, &str)> = names
        .iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(wanted, name), name.as_str()))
        .filter(|(score, _)| *score > 0.8)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

/// The end of a message about a name that was not found: the names it may have meant, or what to check.
pub(crate) fn hint(similar: &[&str]) -> String {
    match similar {
        [] => "check the name, the account and the region".to_owned(),
        names => format!("did you mean {}?", names.join(" or ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{hint, similar};

    #[test]
    fn the_closest_names_come_first_and_strangers_not_at_all() {
        let names = ["tracker-session", "tracker-sessions", "orders-events"].map(str::to_owned);
        assert_eq!(similar("tracker-sesions", &names), ["tracker-sessions", "tracker-session"]);
        assert!(similar("media", &names).is_empty());
        assert_eq!(hint(&["a", "b"]), "did you mean a or b?");
    }
}
