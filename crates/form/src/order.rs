//! The order of fields.

use std::collections::HashSet;

/// Names in the order a hint asks for; `*` stands for all it does not name.
pub(crate) fn ordered(names: Vec<String>, order: &[String]) -> Vec<String> {
    if order.is_empty() {
        return names;
    }
    let known: HashSet<String> = names.iter().cloned().collect();
    let mut rest: Vec<String> = names.into_iter().filter(|name| !order.contains(name)).collect();
    let mut sorted = Vec::with_capacity(known.len());
    for entry in order {
        if entry == "*" {
            sorted.append(&mut rest);
        } else if known.contains(entry) {
            sorted.push(entry.clone());
        }
    }
    sorted.append(&mut rest);
    sorted
}
