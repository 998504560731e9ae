//! Search in choices: every word typed must be found, anywhere and with gaps.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// What a word that stands there without gaps counts more.
const WHOLE: i64 = 1_000;

/// Scores choices by what was typed.
#[derive(Default)]
pub(crate) struct Matcher(SkimMatcherV2);

impl Matcher {
    /// How well a choice fits; `None` = not at all. Letters count alike in any case.
    pub(crate) fn score(&self, typed: &str, choice: &str) -> Option<i64> {
        let choice = choice.to_lowercase();
        let score = |word: &str| {
            let word = word.to_lowercase();
            let whole = if choice.contains(&word) { WHOLE } else { 0 };
            self.0.fuzzy_match(&choice, &word).map(|score| score + whole)
        };
        typed.split_whitespace().map(score).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::Matcher;

    #[test]
    fn every_word_counts_in_any_order() {
        let matcher = Matcher::default();
        let name = "infra-test-tracker-db-stage-1";
        for (typed, found) in [
            ("test stage", true),
            ("stage TEST", true),
            ("trkr", true),
            ("", true),
            ("test prod", false),
            ("zzz", false),
        ] {
            assert_eq!(matcher.score(typed, name).is_some(), found, "{typed}");
        }
        assert!(matcher.score("stage", name) > matcher.score("stage", "s-t-a-g-e"));
    }
}
