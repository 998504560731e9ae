//! Each rule of docs/forms.md has a test that is named after its number.

use std::fs;
use std::path::Path;

/// Where tests of rules are, besides this folder.
const ELSEWHERE: [&str; 4] = [
    "crates/form/src/draft.rs",
    "crates/validate/tests/problems.rs",
    "e2e/drawn-anew.spec.mjs",
    "e2e/long-lists.spec.mjs",
];

#[test]
fn each_rule_has_a_test_of_its_number() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let mut tests = ELSEWHERE.map(read).concat();
    for entry in fs::read_dir(root.join("crates/form/tests/form")).unwrap() {
        tests.push_str(&fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let rules = read("docs/forms.md");
    let numbers: Vec<&str> = rules.lines().filter_map(number).collect();
    assert!(numbers.len() > 70, "{numbers:?}");
    let is_untested = |number: &&str| {
        let in_rust = format!("fn {}_", number.to_lowercase());
        // In a browser it stands before what the test says.
        !tests.contains(&in_rust) && !tests.contains(&format!("\"{number}: "))
    };
    let untested: Vec<&str> = numbers.into_iter().filter(is_untested).collect();
    assert!(untested.is_empty(), "no test is named after {untested:?}");
}

/// The number that a line of a table of rules begins with.
fn number(line: &str) -> Option<&str> {
    let cell = line.strip_prefix("| ")?.split(" |").next()?;
    let digits = cell.strip_prefix(|letter: char| letter.is_ascii_uppercase())?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(cell)
}
