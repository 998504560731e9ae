//! Whatever is typed, letter by letter: the same is found as by a search of its own, and by one without any art.

use portico_contract::http::Card;
use portico_search::{Finder, Gather, Guides, Index};
use proptest::prelude::*;

/// Few letters, so that words meet; a joiner and a letter of two bytes among them.
const TEXT: &str = "[abcé -]{0,12}";

fn card() -> impl Strategy<Value = (Card, String)> {
    let tags = proptest::collection::vec(TEXT, 0..3);
    (TEXT, tags, TEXT, "[abcé -]{0,40}").prop_map(|(name, tags, description, guide)| {
        let card = Card {
            name,
            description: Some(description),
            team: "x".into(),
            tags,
            ..Card::default()
        };
        (card, guide)
    })
}

fn finder(catalog: &[(Card, String)]) -> Finder {
    let mut index = Index::default();
    catalog.iter().for_each(|(card, _)| index.add(card));
    let mut gather = Gather::default();
    for (row, (_, guide)) in catalog.iter().enumerate() {
        gather.add(&index, row as u32, guide);
    }
    let mut guides = Guides::default();
    for (word, gaps) in gather.words() {
        assert!(guides.add(&word, &gaps, catalog.len()));
    }
    let mut finder = Finder::new(index);
    finder.read(guides);
    finder
}

fn words(text: &str) -> Vec<&str> {
    text.split([' ', '-']).filter(|word| !word.is_empty()).collect()
}

/// Whether a workflow has a word: its card anywhere, its guide at the beginning of a word of two letters or more.
fn has(word: &str, (card, guide): &(Card, String)) -> bool {
    let texts = [&card.name, card.description.as_ref().unwrap_or(&card.name), &card.team];
    texts.into_iter().chain(&card.tags).any(|text| words(text).iter().any(|w| w.contains(word)))
        || words(guide).iter().any(|w| w.chars().count() > 1 && w.starts_with(word))
}

proptest! {
    #[test]
    fn typing_on_finds_what_a_new_search_finds(
        catalog in proptest::collection::vec(card(), 0..12),
        typed in "[abcé -]{0,10}",
        erased in 0_usize..4,
    ) {
        let mut typing = finder(&catalog);
        let letters: Vec<char> = typed.chars().collect();
        let until = letters.len().saturating_sub(erased);
        let lengths = (0..=letters.len()).chain((until..letters.len()).rev());
        for length in lengths {
            let text: String = letters[..length].iter().collect();
            let found = typing.find(&text);
            prop_assert_eq!(&found, &finder(&catalog).find(&text), "{}", text);
            let mut rows = found.to_vec();
            rows.sort_unstable();
            let expected: Vec<u32> = (0..catalog.len())
                .filter(|row| words(&text).iter().all(|word| has(word, &catalog[*row])))
                .map(|row| row as u32)
                .collect();
            prop_assert_eq!(rows, expected, "{}", text);
        }
    }
}
