//! "Did you mean".

/// The candidate that was probably meant.
pub(crate) fn closest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let word = plain(word);
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &plain(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The file that was probably meant, by its name; the folder says which of two files of one name.
pub(crate) fn closest_file<'a>(
    path: &str,
    candidates: impl IntoIterator<Item = &'a String>,
) -> Option<&'a str> {
    let mut candidates: Vec<&str> = candidates.into_iter().map(String::as_str).collect();
    candidates.sort_unstable();
    let (folder, wanted) = split(path);
    let near = closest(wanted, candidates.iter().map(|path| split(path).1))?;
    candidates.retain(|path| split(path).1 == near);
    let beside = candidates.iter().copied().find(|path| split(path).0 == folder);
    beside.or(candidates.first().copied())
}

/// Folder and name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// "Did you mean …?", else another sentence.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match closest(word, candidates) {
        Some(candidate) => format!("Did you mean {candidate:?}?"),
        None => otherwise.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn near_words_only() {
        let keys = ["name", "namespace", "nexus_endpoint"];
        for (word, expect) in [
            ("nmae", Some("name")),
            ("Namespace", Some("namespace")),
            ("nexus-endpoint", Some("nexus_endpoint")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(closest(word, keys), expect, "{word}");
        }
    }
}
