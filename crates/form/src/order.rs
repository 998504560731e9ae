//! The order of fields.

use std::collections::HashSet;

/// What is wrong with an order of `names`; `None` for nothing. It is drawn all the same: what it leaves out
/// comes last.
pub fn order_fault(names: &[String], order: &[String]) -> Option<String> {
    let stars = order.iter().filter(|name| *name == "*").count();
    if stars > 1 {
        return Some("has * more than once; it stands for all that is not named".into());
    }
    let twice = order.iter().enumerate().find(|(at, name)| order[..*at].contains(name));
    if let Some((_, name)) = twice {
        return Some(format!("names {name} twice"));
    }
    let left_out: Vec<&str> =
        names.iter().filter(|name| !order.contains(name)).map(String::as_str).collect();
    (stars == 0 && !left_out.is_empty())
        .then(|| format!("leaves out {}; add * where they belong", left_out.join(", ")))
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
