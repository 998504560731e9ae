//! What is found, and in which order.

use portico_contract::http::Card;
use portico_search::{Finder, Gather, Guides, Index};

fn card(name: &str, team: &str, tags: &[&str], description: &str) -> Card {
    Card {
        namespace: team.into(),
        workflow_type: name.replace(' ', ""),
        name: name.into(),
        description: Some(description.into()),
        team: team.into(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..Card::default()
    }
}

const GUIDES: [&str; 4] = [
    "Ask whoever reads the table. A snapshot (\"final\") is kept.",
    "The class changes at night.\nRuns `aws rds modify-db-instance`.",
    "Force-unlock, as terraform would.",
    "Needs a snapshot; see the runbook…",
];

fn catalog() -> Vec<Card> {
    let aws = ["aws", "database"];
    vec![
        card("Delete DynamoDB Table", "cloud-ops", &aws, "Backs up, then deletes"),
        card("Resize RDS", "cloud-ops", &aws, "Waits before it changes the table class"),
        card("Unlock Terraform", "cloud-ops", &["terraform"], "Releases a lock"),
        card("Restore Table", "data-eng", &["database"], "From a backup 🚀 שלום"),
    ]
}

fn index(cards: &[Card]) -> Index {
    let mut index = Index::default();
    cards.iter().for_each(|card| index.add(card));
    index
}

/// The words of guides as they are written and read.
fn guides(cards: &[Card], texts: &[&str]) -> Guides {
    let (index, mut gather) = (index(cards), Gather::default());
    for (row, text) in texts.iter().enumerate() {
        gather.add(&index, row as u32, text);
    }
    let mut guides = Guides::default();
    for (word, gaps) in gather.words() {
        assert!(guides.add(&word, &gaps, cards.len()), "{word}: {gaps:?}");
    }
    guides
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let cards = catalog();
    let mut finder = Finder::new(index(&cards));
    finder.read(guides(&cards, &GUIDES));
    let found = finder.find(text);
    let names: Vec<&str> = found.iter().map(|row| cards[*row as usize].name.as_str()).collect();
    assert_eq!(names, expected, "{text:?}");
}

#[test]
fn words_are_found_in_any_order_and_names_come_first() {
    check("", &["Delete DynamoDB Table", "Resize RDS", "Unlock Terraform", "Restore Table"]);
    check(" . ", &["Delete DynamoDB Table", "Resize RDS", "Unlock Terraform", "Restore Table"]);
    check("table", &["Delete DynamoDB Table", "Restore Table", "Resize RDS"]);
    check("TABLE delete", &["Delete DynamoDB Table"]);
    check("cloud-ops database", &["Delete DynamoDB Table", "Resize RDS"]);
    check("data_eng/", &["Restore Table"]);
    check("backup 🚀", &["Restore Table"]);
    check("שלום", &["Restore Table"]);
    check("nothing", &[]);
}

#[test]
fn guides_are_found_by_how_their_words_begin() {
    check("snap", &["Delete DynamoDB Table", "Restore Table"]);
    check("final", &["Delete DynamoDB Table"]);
    check("runbook", &["Restore Table"]);
    check("db-instance", &["Resize RDS"]);
    check("force unlock", &["Unlock Terraform"]);
    check("apshot", &[]);
    // The description has the word too, and counts more.
    check("class", &["Resize RDS"]);
}

#[test]
fn a_word_that_the_card_has_is_not_kept_of_its_guide() {
    let cards = catalog();
    let mut gather = Gather::default();
    gather.add(&index(&cards), 2, "Unlock: force unlock, let terraform unlock.");
    let words: Vec<(String, Vec<u32>)> = gather.words().collect();
    let expected = [("force", 2), ("let", 2)];
    assert_eq!(words, expected.map(|(word, row)| (word.to_owned(), vec![row])));
}

#[test]
fn what_cannot_be_a_word_is_refused() {
    let mut guides = Guides::default();
    assert!(guides.add("backup", &[0, 2], 3));
    for (word, gaps) in [
        ("backup", &[0][..]),
        ("apple", &[0]),
        ("class", &[]),
        ("class", &[1, 0]),
        ("class", &[0, 3]),
        ("class", &[u32::MAX, 1]),
    ] {
        assert!(!guides.clone().add(word, gaps, 3), "{word} {gaps:?}");
    }
    assert!(guides.add("class", &[2], 3));
}
