//! From the schemas that apply to a value to the field that is drawn.

use std::cell::Cell;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use portico_contract::http::{UiHint, Widget as Hint};
use serde_json::{Map, Value};

use crate::applied::{Applied, Branches, declares, unconditional};
use crate::bounds::key_rules;
use crate::choices::choices;
use crate::conditions::key_condition;
use crate::field::{Field, Kind};
use crate::file::text_file;
use crate::kind::kind;
use crate::label::singular;
use crate::nullable::nullable;
use crate::order::ordered;
use crate::schema::{Document, Place};
use crate::types::types_of;
use crate::union::drawn_union;
use crate::widget::widget;
use crate::{Form, custom, format, label, pointer};

/// Objects this deep are drawn when asked for.
pub(crate) const DEEP: usize = 8;

/// What a field is given by the one above it.
pub(crate) struct Given {
    pub(crate) pointer: String,
    pub(crate) key: String,
    pub(crate) places: Vec<Place>,
    pub(crate) required: bool,
    pub(crate) depth: usize,
    /// A group or a list around it is read-only, and so is it.
    pub(crate) sealed: bool,
    pub(crate) trail: Arc<[Place]>,
}

impl Form {
    /// The field of the whole input.
    pub fn root(&self) -> Field {
        self.field(Given {
            pointer: String::new(),
            key: String::new(),
            places: vec!["".into()],
            required: true,
            depth: 0,
            sealed: false,
            trail: Arc::from([]),
        })
    }

    /// The fields of an object, in the order they are drawn: those its schemas declare, those only
    /// `required` names, and one for each other key that it has.
    pub fn children(&self, object: &Field) -> Vec<Field> {
        self.children_where(object, |_, _| true)
    }

    /// The fields that come with the active branch of one of an object's unions; `None` for the object's own.
    pub fn children_in(&self, object: &Field, union: Option<usize>) -> Vec<Field> {
        self.children_where(object, |applied, name| self.union_of(applied, name) == union)
    }

    /// The first of an object's fields: an object can hold more keys than there is time to look at.
    pub fn first_children(&self, object: &Field, most: usize) -> Vec<Field> {
        let left = Cell::new(most);
        self.children_where(object, |_, _| {
            let has_room = left.get() > 0;
            left.set(left.get().saturating_sub(1));
            has_room
        })
    }

    /// What is drawn in an object and belongs to none of its choices but those `around` it. Of the free keys only those
    /// whose places among them are in `free` become fields; how many there are.
    pub fn own_children(
        &self,
        object: &Field,
        around: &[Place],
        free: &Range<usize>,
    ) -> (Vec<Field>, usize) {
        let applied = self.applied(&object.places, &object.pointer);
        let names = self.names_in_order(&applied, &object.pointer);
        let (mut fields, mut count) = (Vec::new(), 0);
        for name in names.iter().filter(|name| self.is_own(&applied, around, name)) {
            if self.is_free_key(&applied, &object.pointer, name) {
                count += 1;
                if !free.contains(&(count - 1)) {
                    continue;
                }
            }
            fields.extend(self.child_of(object, &applied, name));
        }
        (fields, count)
    }

    /// How many free keys an object has.
    pub fn free_count(&self, object: &Field, around: &[Place]) -> usize {
        let applied = self.applied(&object.places, &object.pointer);
        let held = self.value_at(&object.pointer).and_then(Value::as_object);
        let free = held.into_iter().flat_map(Map::keys).filter(|name| {
            self.is_free_key(&applied, &object.pointer, name) && self.is_own(&applied, around, name)
        });
        free.count()
    }

    /// The place of a free key among those of its object.
    pub fn free_place(&self, object: &Field, around: &[Place], key: &str) -> Option<usize> {
        let applied = self.applied(&object.places, &object.pointer);
        let names = self.names_in_order(&applied, &object.pointer);
        let own = names.iter().filter(|name| self.is_own(&applied, around, name));
        let mut free = own.filter(|name| self.is_free_key(&applied, &object.pointer, name));
        free.position(|name| name == key)
    }

    fn is_own(&self, applied: &Applied<'_>, around: &[Place], name: &str) -> bool {
        let union = self.union_of(applied, name);
        union.is_none_or(|union| around.contains(&applied.unions[union].place))
    }

    /// Whether a key that is there is one that no schema names.
    pub(crate) fn is_free_key(&self, applied: &Applied<'_>, at: &str, key: &str) -> bool {
        applied.property(key).is_empty()
            && !self.requires(applied, at, key)
            && !applied.is_waiting(&self.document, key)
    }

    pub(crate) fn children_where(
        &self,
        object: &Field,
        is_wanted: impl Fn(&Applied<'_>, &str) -> bool,
    ) -> Vec<Field> {
        let applied = self.applied(&object.places, &object.pointer);
        let names = self.names_in_order(&applied, &object.pointer);
        let wanted = names.iter().filter(|name| is_wanted(&applied, name));
        wanted.filter_map(|name| self.child_of(object, &applied, name)).collect()
    }

    /// One field of an object; `None` when no schema that applies declares it.
    pub fn child(&self, object: &Field, key: &str) -> Option<Field> {
        let applied = self.applied(&object.places, &object.pointer);
        self.child_of(object, &applied, key)
    }

    /// Names of an object's fields, in the order they are drawn; one of them may have no field at present.
    pub(crate) fn names_in_order(&self, applied: &Applied<'_>, at: &str) -> Vec<String> {
        let names = self.names(applied, at);
        ordered(names, self.hint(at).map_or(&[][..], |hint| &hint.order))
    }

    fn names(&self, applied: &Applied<'_>, at: &str) -> Vec<String> {
        let mut names = applied.property_names();
        let mut known: HashSet<String> = names.iter().cloned().collect();
        let mut add = |name: &str| {
            if known.insert(name.to_owned()) {
                names.push(name.to_owned());
            }
        };
        let required = applied.schemas().filter_map(|schema| schema.get("required"));
        for name in required.filter_map(Value::as_array).flatten().filter_map(Value::as_str) {
            add(name);
        }
        let map = self.value_at(at).and_then(Value::as_object);
        for name in map.into_iter().flat_map(Map::keys) {
            add(name);
        }
        names
    }

    /// An item of a list.
    pub fn item(&self, list: &Field, index: usize) -> Field {
        let applied = self.applied(&list.places, &list.pointer);
        let mut field = self.field(Given {
            pointer: pointer::child(&list.pointer, &index.to_string()),
            key: index.to_string(),
            places: applied.item(index),
            required: true,
            depth: list.depth,
            sealed: list.read_only,
            trail: Arc::clone(&list.trail),
        });
        field.recursive = false;
        field.label = self.item_label(list, &field, index);
        field.with_own_marks()
    }

    /// What one item of a list is called, such as "Recipient": by a hint for each item, else by the list.
    pub fn noun(&self, list: &Field) -> String {
        let each = self.hint(&pointer::child(&list.pointer, "*"));
        let label = each.and_then(|hint| hint.label.clone());
        label.unwrap_or_else(|| singular(&list.label))
    }

    /// A hint for the item's own place names it alone, one for each item all of them, apart by their numbers.
    fn item_label(&self, list: &Field, item: &Field, index: usize) -> String {
        let hinted = self.hinted(&item.pointer);
        match hinted.and_then(|(pattern, hint)| Some((pattern, hint.label.as_ref()?))) {
            Some((pattern, label)) if pattern.ends_with("/*") => format!("{label} {}", index + 1),
            Some((_, label)) => label.clone(),
            None => unconditional_title(&self.document, &item.places)
                .unwrap_or_else(|| format!("{} {}", singular(&list.label), index + 1)),
        }
    }

    /// The same field after edits, at `at` if its list has moved it.
    pub fn again(&self, field: &Field, at: &str) -> Field {
        let mut again = self.field(Given {
            pointer: at.to_owned(),
            key: field.key.clone(),
            places: field.places.clone(),
            required: field.required,
            depth: field.depth,
            sealed: field.sealed,
            trail: Arc::clone(&field.above),
        });
        again.recursive = field.recursive;
        again.free_key = field.free_key;
        again.label.clone_from(&field.label);
        again.marked.clone_from(&field.marked);
        again
    }

    /// Which of an object's unions an active branch's property comes with, the innermost; `None` for the object's own.
    fn union_of(&self, applied: &Applied<'_>, key: &str) -> Option<usize> {
        let own = applied.places[..applied.own].iter();
        let declared = own
            .filter_map(|place| self.document.at(place)?.get("properties")?.get(key))
            .next()
            .is_some();
        if declared {
            return None;
        }
        applied.unions.iter().rposition(|union| match &union.branches {
            Branches::Schemas(places) => declares(&self.document, &places[union.active], key),
            Branches::Types(_) => false,
        })
    }

    /// The branch that a union of a field draws while its value is at `at`.
    pub fn active_branch(&self, field: &Field, at: &str, union: &Place) -> Option<usize> {
        let applied = self.applied(&field.places, at);
        applied.unions.iter().find(|known| known.place == *union).map(|union| union.active)
    }

    /// Whether one of an object's properties decides on others, by being there or by its value.
    pub fn has_dependents(&self, object: &Field) -> bool {
        let applied = self.applied(&object.places, &object.pointer);
        let keys = ["dependentRequired", "dependentSchemas", "dependencies"];
        !applied.guards.is_empty() || keys.iter().any(|key| applied.first(key).is_some())
    }

    /// The field at a pointer; `None` where no field is drawn.
    pub fn field_at(&self, at: &str) -> Option<Field> {
        let mut field = self.root();
        for segment in pointer::segments(at) {
            field = match &field.kind {
                Kind::List(_) => self.item(&field, segment.parse().ok()?),
                Kind::Object => self.child(&field, &segment)?,
                _ => return None,
            };
        }
        Some(field)
    }

    /// The labels on the way to a pointer, such as "Disks, Disk 2, Size".
    pub fn label_path(&self, at: &str) -> String {
        self.labelled(at).0
    }

    /// The labels on the way to a pointer with the field there, found on one way: `None` where no field is drawn.
    pub fn labelled(&self, at: &str) -> (String, Option<Field>) {
        let mut field = self.root();
        let mut labels: Vec<String> = Vec::new();
        let mut is_drawn = true;
        for segment in pointer::segments(at) {
            let below = match &field.kind {
                Kind::List(_) => segment.parse().ok().map(|index| self.item(&field, index)),
                Kind::Object => self.child(&field, &segment),
                _ => None,
            };
            match below {
                Some(below) => {
                    labels.push(match field.kind {
                        // A title is the same for each item; its number tells them apart.
                        Kind::List(_) if !below.label.contains(|c: char| c.is_ascii_digit()) => {
                            let number = segment.parse::<usize>().map_or(0, |index| index + 1);
                            format!("{} {number}", below.label)
                        }
                        _ => below.label.clone(),
                    });
                    field = below;
                }
                None => {
                    labels.push(label::from_key(&segment));
                    is_drawn = false;
                }
            }
        }
        (labels.join(", "), is_drawn.then_some(field))
    }

    pub(crate) fn applied(&self, places: &[Place], at: &str) -> Applied<'_> {
        let find = || Applied::new(&self.document, places, at, self);
        if !self.document.has_unions() {
            return find();
        }
        self.known.applied(&self.document, self.marks(), places, at, find)
    }

    /// The hint for a pointer: its own first, then one whose `*` fits.
    pub(crate) fn hint(&self, at: &str) -> Option<&UiHint> {
        self.hinted(at).map(|(_, hint)| hint)
    }

    /// The same with the pointer it is written for.
    fn hinted(&self, at: &str) -> Option<(&str, &UiHint)> {
        let fields = &self.ui.fields;
        let found = fields.get_key_value(at).or_else(|| {
            let mut patterns = fields.iter().filter(|(pattern, _)| pattern.contains('*'));
            patterns.find(|(pattern, _)| pointer::fits(at, pattern))
        });
        found.map(|(pattern, hint)| (pattern.as_str(), hint))
    }

    pub(crate) fn child_of(
        &self,
        object: &Field,
        applied: &Applied<'_>,
        key: &str,
    ) -> Option<Field> {
        let at = pointer::child(&object.pointer, key);
        let present = self.value_at(&at).is_some();
        let required = self.requires(applied, &object.pointer, key);
        let declared = applied.property(key);
        let is_declared = !declared.is_empty();
        if !is_declared && !required && (!present || applied.is_waiting(&self.document, key)) {
            return None;
        }
        let places = self.key_places(applied, declared, &at, key);
        let forbidden =
            places.iter().any(|place| self.document.at(place) == Some(&Value::Bool(false)));
        if forbidden && !present {
            return None;
        }
        let own_title = |place: &Place| {
            self.document.at(place).is_some_and(|schema| schema.get("title").is_some())
        };
        let titled = is_declared && own_title(&places[0]);
        let names_type = is_declared && self.shares_type(applied, &places[0], key);
        let mut field = self.field(Given {
            pointer: at,
            key: key.to_owned(),
            places,
            required,
            depth: object.depth + 1,
            sealed: object.read_only,
            trail: Arc::clone(&object.trail),
        });
        let hinted = self.hint(&field.pointer).is_some_and(|hint| hint.label.is_some());
        if (names_type || field.recursive) && !titled && !hinted {
            field.label = label::from_key(key);
        }
        if !is_declared && !hinted {
            field.label = if required { label::from_key(key) } else { label::of_key(key) };
        }
        field.free_key = !is_declared && !required;
        Some(field.with_own_marks())
    }

    /// Where the schemas of a key's value are: those that declare it, those whose pattern it matches, else
    /// those for all other keys. Until it is known whether a key matches a pattern, it is taken to where
    /// it could not be otherwise.
    fn key_places(
        &self,
        applied: &Applied<'_>,
        declared: Vec<Place>,
        at: &str,
        key: &str,
    ) -> Vec<Place> {
        let mut places = declared;
        let additional = || applied.additional(key);
        let closed = |places: &[Place]| {
            places.iter().any(|place| self.document.at(place) == Some(&Value::Bool(false)))
        };
        for pattern in applied.patterns() {
            let known = self.verdict_of(at, &key_condition(&pattern));
            let matches = known.unwrap_or_else(|| places.is_empty() && closed(&additional()));
            if matches {
                places.push(pattern);
            }
        }
        if places.is_empty() {
            places = additional();
        }
        places
    }

    /// Whether a property has no title of its own and refers to a schema that another property of the
    /// object refers to as well, so that the title found there names the type and tells neither apart.
    fn shares_type(&self, applied: &Applied<'_>, place: &Place, key: &str) -> bool {
        /// Beyond this many properties the search would cost more than the better label is worth.
        const MOST: usize = 200;
        let reference = |schema: &Value| match schema.get("title") {
            None => schema.get("$ref").and_then(Value::as_str).map(str::to_owned),
            Some(_) => None,
        };
        let Some(ours) = self.document.at(place).and_then(reference) else { return false };
        let others = applied.schemas().filter_map(|schema| schema.get("properties")?.as_object());
        others.filter(|properties| properties.len() <= MOST).flatten().any(|(name, schema)| {
            name != key && reference(schema).as_deref() == Some(ours.as_str())
        })
    }

    fn requires(&self, applied: &Applied<'_>, at: &str, key: &str) -> bool {
        let names = |list: Option<&Value>| {
            list.and_then(Value::as_array)
                .is_some_and(|names| names.iter().any(|name| name.as_str() == Some(key)))
        };
        let object = self.value_at(at);
        applied.schemas().any(|schema| {
            let depends = |keyword: &str| {
                let lists = schema.get(keyword).and_then(Value::as_object);
                lists.into_iter().flatten().any(|(trigger, list)| {
                    names(Some(list)) && object.is_some_and(|object| object.get(trigger).is_some())
                })
            };
            names(schema.get("required")) || depends("dependentRequired") || depends("dependencies")
        })
    }

    pub(crate) fn field(&self, given: Given) -> Field {
        let document = &self.document;
        let applied = self.applied(&given.places, &given.pointer);
        let hint = self.hint(&given.pointer);
        let text = |key: &str| applied.first_own(key).and_then(Value::as_str).map(str::to_owned);
        let requester = self
            .requester_field
            .as_ref()
            .is_some_and(|key| given.pointer == pointer::child("", key));
        let types = types_of(&applied);
        let listed = choices(document, &applied);
        let nullable = nullable(&applied, &types, listed.as_deref());
        let mut kind = kind(document, &applied, &types, listed, given.required, nullable);
        if matches!(kind, Kind::Text(_)) && hint.and_then(|hint| hint.widget) == Some(Hint::File) {
            kind = Kind::File(text_file(&applied));
        }
        let keys = match kind {
            Kind::Object => key_rules(document, &applied),
            _ => None,
        };
        let write_only = applied.says("writeOnly");
        let default = applied.first("default").cloned();
        let hinted = hint.and_then(|hint| hint.widget);
        let widget = widget(&kind, hinted, given.required, default.as_ref(), write_only)
            .holding(self.value_at(&given.pointer));
        let fault = self.fault_of(&applied, &given.pointer, &kind, widget);
        let resolved: Vec<Place> = applied.places.clone();
        let again = resolved.iter().any(|place| given.trail.contains(place));
        let recursive = kind == Kind::Object && (again || given.depth >= DEEP);
        let above = Arc::clone(&given.trail);
        let trail = if kind == Kind::Object {
            given.trail.iter().cloned().chain(resolved).collect()
        } else {
            given.trail
        };
        self.make_dynamic(Field {
            label: hint
                .and_then(|hint| hint.label.clone())
                .or_else(|| text("title").map(|title| document.words(&title)))
                .unwrap_or_else(|| label::from_key(&given.key)),
            marked: text("title").and_then(|title| document.marked(&title)),
            description: text("description"),
            help: hint.and_then(|hint| hint.help.clone()),
            has_help_when: fault.is_some() || hint.is_some_and(|hint| hint.help_when.is_some()),
            help_when: self.hinted_when(&given.pointer).or(fault),
            placeholder: hint.and_then(|hint| hint.placeholder.clone()).or_else(|| match &kind {
                Kind::Text(rules) => format::placeholder(rules.format.as_deref()?),
                _ => None,
            }),
            examples: examples(&applied),
            required: given.required,
            nullable,
            read_only: given.sealed
                || requester
                || applied.says("readOnly")
                || matches!(kind, Kind::Json(_)),
            sealed: given.sealed,
            write_only,
            deprecated: applied.says("deprecated"),
            widget,
            unions: applied.unions.iter().map(|union| drawn_union(document, union)).collect(),
            columns: hint.and_then(|hint| hint.columns).unwrap_or(1),
            folded: hint.and_then(|hint| hint.collapsed).unwrap_or(false),
            default,
            kind,
            depth: given.depth,
            recursive,
            free_key: false,
            keys,
            pointer: given.pointer,
            key: given.key,
            places: given.places,
            above,
            trail,
            dynamic: None,
            custom: text(custom::KEYWORD),
        })
        .with_own_marks()
    }
}

/// `examples`, and the values that a schema of any text names.
fn examples(applied: &Applied<'_>) -> Vec<Value> {
    let mut found: Vec<Value> = applied.suggestions.clone();
    let named = applied.first_own("examples").and_then(Value::as_array);
    for example in named.into_iter().flatten() {
        if !found.contains(example) {
            found.push(example.clone());
        }
    }
    found
}

fn unconditional_title(document: &Document, places: &[Place]) -> Option<String> {
    let title = |place: &Place| {
        let title = unconditional(document, place).first("title").and_then(Value::as_str)?;
        Some(document.words(title))
    };
    places.iter().find_map(title)
}
