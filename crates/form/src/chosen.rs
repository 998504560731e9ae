//! Which branches are drawn, so that the validator speaks of no others.

use portico_contract::http::{DrawnBranch, LARGEST_BRANCHES};
use serde_json::{Value, json};

use crate::applied::{Branches, UnionAt};
use crate::defaults::MOST;
use crate::field::{Field, Kind};
use crate::file::LARGEST_REQUEST;
use crate::schema::written_at;
use crate::{Form, pointer};

impl Form {
    /// The branch that is drawn for each choice between schemas, of the values there are.
    pub fn drawn_branches(&self) -> Vec<DrawnBranch> {
        self.branches(|_| true)
    }

    /// Those that data or a person decided on.
    pub fn told_branches(&self) -> Vec<DrawnBranch> {
        self.branches(|union| union.is_told)
    }

    /// Those that are drawn, from the first on, as far as a request has room for them. One that is large already goes
    /// without: nothing should be refused for what only chooses words.
    pub fn sent_branches(&self) -> Vec<DrawnBranch> {
        if self.request().to_string().len() as u64 > LARGEST_REQUEST {
            return Vec::new();
        }
        // Each with a comma or the first bracket before it; the last bracket is one more.
        let mut room = LARGEST_BRANCHES - 1;
        let has_room = |branch: &DrawnBranch| {
            let left = room.checked_sub(json!(branch).to_string().len() + 1);
            room = left.unwrap_or_default();
            left.is_some()
        };
        self.drawn_branches().into_iter().take_while(has_room).collect()
    }

    fn branches(&self, is_wanted: fn(&UnionAt) -> bool) -> Vec<DrawnBranch> {
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
        found: &mut Vec<DrawnBranch>,
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
                for key in map.keys().take(*left) {
                    if let Some(child) = self.child_of(field, &applied, key) {
                        self.collect_branches(&child, is_wanted, found, left);
                    }
                }
            }
            (Kind::List(_), Some(Value::Array(items))) => {
                for index in 0..items.len().min(*left) {
                    self.collect_branches(&self.item(field, index), is_wanted, found, left);
                }
            }
            _ => {}
        }
    }
}

/// The active branch by its index in the schema, where branches that only say null count too.
fn chosen(at: &str, union: &UnionAt) -> Option<DrawnBranch> {
    let Branches::Schemas(places) = &union.branches else { return None };
    let (_, index) = pointer::split_last(places.get(union.active)?)?;
    let index = index.parse().ok()?;
    let (pointer, keyword_location) = (at.to_owned(), written_at(&union.place).to_owned());
    Some(DrawnBranch { pointer, keyword_location, index })
}
