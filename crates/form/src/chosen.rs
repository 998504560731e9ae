//! Which branches are drawn, so that the validator speaks of no others.

use serde_json::Value;

use crate::applied::{Branches, UnionAt};
use crate::defaults::MOST;
use crate::field::{Field, Kind};
use crate::worker::Chosen;
use crate::{Form, pointer};

impl Form {
    /// The branch that is drawn for each choice between schemas, of the values there are.
    pub fn drawn_branches(&self) -> Vec<Chosen> {
        self.branches(|_| true)
    }

    /// Those that data or a person decided on.
    pub fn told_branches(&self) -> Vec<Chosen> {
        self.branches(|union| union.is_told)
    }

    fn branches(&self, is_wanted: fn(&UnionAt) -> bool) -> Vec<Chosen> {
        let mut found = Vec::new();
        if self.document.has_shapes() {
            self.collect_branches(&self.root(), is_wanted, &mut found, &mut { MOST });
        }
        found
    }

    fn collect_branches(
        &self,
        field: &Field,
        is_wanted: fn(&UnionAt) -> bool,
        found: &mut Vec<Chosen>,
        left: &mut usize,
    ) {
        if *left == 0 {
            return;
        }
        *left -= 1;
        let applied = self.applied(&field.places, &field.pointer);
        let wanted = applied.unions.iter().filter(|union| is_wanted(union));
        found.extend(wanted.filter_map(|union| chosen(&field.pointer, union)));
        match (&field.kind, self.value_at(&field.pointer)) {
            (Kind::Object, Some(Value::Object(map))) => {
                for key in map.keys() {
                    if let Some(child) = self.child_of(field, &applied, key) {
                        self.collect_branches(&child, is_wanted, found, left);
                    }
                }
            }
            (Kind::List(_), Some(Value::Array(items))) => {
                for index in 0..items.len() {
                    self.collect_branches(&self.item(field, index), is_wanted, found, left);
                }
            }
            _ => {}
        }
    }
}

/// The active branch by its index in the schema, where branches that only say null count too.
fn chosen(at: &str, union: &UnionAt) -> Option<Chosen> {
    let Branches::Schemas(places) = &union.branches else { return None };
    let (_, index) = pointer::split_last(places.get(union.active)?)?;
    let branch = index.parse().ok()?;
    Some(Chosen { at: at.to_owned(), place: union.place.to_string(), branch })
}
