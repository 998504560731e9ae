//! A long list of fields in portions. Each is drawn in one go and laid out by itself, so that a key pressed in one field
//! costs as much among a thousand as among ten.

use std::collections::HashMap;

use portico_form::field::Field;

/// Fields of a portion, unless others come between them later: whole rows of two or of three columns.
const SIZE: usize = 60;

/// Fields that are drawn together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Portion {
    /// Its place among the portions; there may be gaps.
    pub(super) at: usize,
    /// Its fields, at least one.
    pub(super) fields: Vec<Field>,
}

/// Parts a list. Fields that were there before keep their portion, and so their elements and the focus.
pub(super) fn parted(fields: Vec<Field>, before: &[Portion]) -> Vec<Portion> {
    let held = before.iter().flat_map(|portion| {
        portion.fields.iter().map(move |field| (field.signature(), portion.at))
    });
    let names: Vec<String> = fields.iter().map(Field::signature).collect();
    let mut portions: Vec<Portion> = Vec::new();
    for (field, at) in fields.into_iter().zip(places(&names, &held.collect())) {
        match portions.last_mut().filter(|last| last.at == at) {
            Some(last) => last.fields.push(field),
            None => portions.push(Portion { at, fields: vec![field] }),
        }
    }
    portions
}

/// The portion of each name, in their order; `before` has those of some.
fn places(names: &[String], before: &HashMap<String, usize>) -> Vec<usize> {
    let mut follows = None;
    let mut known: Vec<(Option<usize>, Option<usize>)> = names
        .iter()
        .rev()
        .map(|name| {
            let own = before.get(name).copied();
            follows = own.or(follows);
            (own, follows)
        })
        .collect();
    known.reverse();
    let (mut at, mut count) = (0, 0);
    known
        .into_iter()
        .map(|(own, follows)| {
            let place = match own {
                Some(own) => own,
                None if count < SIZE => at,
                // A new one fills no portion beyond that of the next field that stays.
                None => follows.unwrap_or(usize::MAX).min(at + 1),
            };
            if place > at {
                (at, count) = (place, 0);
            }
            count += 1;
            at
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(range: std::ops::Range<usize>) -> Vec<String> {
        range.map(|number| format!("f{number}")).collect()
    }

    fn known(names: &[String], places: Vec<usize>) -> HashMap<String, usize> {
        names.iter().cloned().zip(places).collect()
    }

    #[test]
    fn a_long_list_is_parted() {
        let places = places(&names(0..150), &HashMap::new());
        let counts = [0, 1, 2].map(|at| places.iter().filter(|place| **place == at).count());
        assert_eq!(counts, [60, 60, 30]);
        assert!(places.is_sorted());
    }

    #[test]
    fn fields_keep_their_portion_whatever_comes_or_goes_around_them() {
        let old = names(0..150);
        let before = known(&old, places(&old, &HashMap::new()));
        for (from, until, with) in [
            (0, 0, 3),
            (10, 10, 100),
            (60, 60, 1),
            (59, 61, 0),
            (0, 60, 0),
            (0, 150, 5),
            (150, 150, 70),
        ] {
            let mut new = old.clone();
            new.splice(from..until, names(1_000..1_000 + with));
            let after = places(&new, &before);
            assert!(after.is_sorted(), "{from}..{until} {with}");
            for (name, place) in new.iter().zip(after) {
                assert!(before.get(name).is_none_or(|before| *before == place), "{name}");
            }
        }
    }

    #[test]
    fn fields_that_change_places_stay_in_order() {
        let turned: Vec<String> = names(0..150).into_iter().rev().collect();
        let old = names(0..150);
        let before = known(&old, places(&old, &HashMap::new()));
        assert!(places(&turned, &before).is_sorted());
    }
}
