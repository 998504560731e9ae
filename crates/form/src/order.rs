//! The order of fields.

use std::collections::HashSet;

/// What is wrong with an order; `None` for nothing. Names it leaves out come last.
pub fn order_fault(order: &[String]) -> Option<String> {
    let stars = order.iter().filter(|name| *name == "*").count();
    if stars > 1 {
        return Some("has * more than once; it stands for all that is not named".into());
    }
    let twice = order.iter().enumerate().find(|(at, name)| order[..*at].contains(name));
    twice.map(|(_, name)| format!("names {name} twice"))
}

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
