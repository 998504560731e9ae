//! Random schemas and edits, in a form with its validator: no panic, no lost value, an edit changes nothing elsewhere, the
//! worker knows the request, defaults are filled once, and what the form calls valid is valid.

use portico_form::field::{Field, Kind};
use portico_form::schema::Place;
use portico_form::state::State;
use portico_form::{Form, pointer};
use portico_validate::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{dialect, schema, whole};
use crate::common::drawn;
use crate::drive::{Driven, definition};

/// Fields that are looked at, and items of a list.
const MOST: usize = 60;
const ITEMS: usize = 5;

/// One thing a person does, and perhaps takes back.
#[derive(Clone, Debug)]
struct Act {
    which: usize,
    how: usize,
    text: String,
    is_undone: bool,
}

/// What takes an edit back.
enum Undo {
    Choose(Box<Field>, Place, usize),
    Set(String, Value),
    Remove(Box<Field>, usize),
    Move(Box<Field>, usize, usize),
    Rename(Box<Field>, String, String),
    RemoveKey(Box<Field>, String),
    PutBack(Box<Field>),
}

impl Undo {
    /// Whether what would take it back is still drawn: a choice can make a condition hold that takes it away.
    fn can_be(&self, form: &Form) -> bool {
        let Self::Choose(field, union, _) = self else { return true };
        let now = form.field_at(&field.pointer);
        now.is_some_and(|now| now.unions.iter().any(|known| known.place == *union))
    }

    /// Whether it was taken back: a name that is refused by now (K2) is not.
    fn run(self, form: &mut Form) -> bool {
        match self {
            Self::Choose(field, union, branch) => form.choose(&field, &union, branch),
            Self::Set(at, value) => form.set(&at, value),
            Self::Remove(list, index) => form.remove_item(&list, index),
            Self::Move(list, from, to) => form.move_item(&list, from, to),
            Self::Rename(group, from, to) => return form.rename_key(&group, &from, &to).is_ok(),
            Self::RemoveKey(group, key) => form.remove_key(&group, &key),
            Self::PutBack(field) => form.put_back(&field),
        }
        true
    }
}

/// Does it; where, unless other values follow it: those of a choice (B2, B7).
fn act(form: &mut Form, act: &Act) -> (Option<String>, Option<Undo>) {
    let fields = drawn(form, MOST, ITEMS);
    let field = &fields[act.which % fields.len()];
    let is_choice = !field.unions.is_empty() && act.how.is_multiple_of(3);
    let is_alone = !is_choice && !form.decides(&field.pointer);
    (is_alone.then(|| field.pointer.clone()), act_on(form, field, act))
}

fn act_on(form: &mut Form, field: &Field, act: &Act) -> Option<Undo> {
    let boxed = || Box::new(field.clone());
    if let (Some(union), true) = (field.unions.first(), act.how.is_multiple_of(3)) {
        form.choose(field, &union.place.clone(), act.which % union.branches.len());
        return Some(Undo::Choose(boxed(), union.place.clone(), union.active));
    }
    if act.how == 10 && !field.pointer.is_empty() {
        let states = form.states(field);
        let state = states.get(act.which % states.len().max(1))?;
        let was_filled = form.state(field) == State::Filled;
        form.put_into(field, *state);
        return (was_filled && form.can_put_back(field)).then(|| Undo::PutBack(boxed()));
    }
    let length = form.length(&field.pointer);
    match &field.kind {
        Kind::List(_) if act.how < 4 || length == 0 => {
            // An empty list is not sent again, but where it is the default.
            let is_kept = length > 0
                || (field.default.as_ref().is_some_and(Value::is_array)
                    && form.value_at(&field.pointer).is_some_and(Value::is_array));
            let added = form.add_item(field);
            is_kept.then(|| Undo::Remove(boxed(), added))
        }
        Kind::List(_) if act.how < 6 => {
            form.remove_item(field, act.which % length);
            None
        }
        Kind::List(_) if act.how < 8 => {
            let (from, to) = (act.which % length, act.how % length);
            form.move_item(field, from, to);
            Some(Undo::Move(boxed(), to, from))
        }
        Kind::List(_) => {
            form.duplicate_item(field, act.which % length);
            Some(Undo::Remove(boxed(), act.which % length + 1))
        }
        Kind::Object if field.keys.is_some() => {
            let held: Vec<String> = form
                .children(field)
                .into_iter()
                .filter(|child| child.free_key)
                .map(|child| child.key)
                .collect();
            match held.get(act.which % held.len().max(1)) {
                Some(key) if act.how < 4 => {
                    let renamed = form.rename_key(field, key, &act.text).is_ok();
                    renamed.then(|| Undo::Rename(boxed(), act.text.clone(), key.clone()))
                }
                Some(key) if act.how < 6 => {
                    form.remove_key(field, key);
                    None
                }
                _ => {
                    let is_object = form.value_at(&field.pointer).is_some_and(Value::is_object);
                    let added = form.add_key(field, &act.text).is_ok();
                    (added && is_object).then(|| Undo::RemoveKey(boxed(), act.text.clone()))
                }
            }
        }
        Kind::Object if field.recursive => {
            form.set(&field.pointer, json!({}));
            None
        }
        Kind::Object | Kind::Const(_) | Kind::Json(_) => None,
        _ => {
            let before = form.value_at(&field.pointer).cloned();
            match &field.kind {
                Kind::Choice(options) => {
                    form.set(&field.pointer, options[act.which % options.len()].value.clone());
                }
                Kind::Boolean | Kind::Confirm => form.set(&field.pointer, json!(act.how > 5)),
                _ => form.apply(field, &act.text),
            }
            before.map(|value| Undo::Set(field.pointer.clone(), value))
        }
    }
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let one = (0..60usize, 0..12usize, "[a1\\[\\]{}\"-]{0,2}", any::<bool>());
    let one = one.prop_map(|(which, how, text, is_undone)| Act { which, how, text, is_undone });
    prop::collection::vec(one, 0..8)
}

/// Groups in groups that hold nothing.
fn is_nothing(value: &Value) -> bool {
    value.as_object().is_some_and(|group| group.values().all(is_nothing))
}

/// Whether a value is in another one, but for members that may be missing: what was filled in beside it may be there
/// too, and a group that is filled in takes the place of what is none.
fn is_in(part: &Value, whole: &Value, may_miss: fn(&Value) -> bool) -> bool {
    match (part, whole) {
        _ if is_nothing(part) => true,
        (Value::Object(part), Value::Object(whole)) => part.iter().all(|(key, part)| {
            whole.get(key).map_or_else(|| may_miss(part), |whole| is_in(part, whole, may_miss))
        }),
        (Value::Array(part), Value::Array(whole)) => {
            part.len() <= whole.len()
                && part.iter().zip(whole).all(|(part, whole)| is_in(part, whole, may_miss))
        }
        (Value::Object(_) | Value::Array(_), _) => part == whole,
        (_, Value::Object(_)) => true,
        _ => part == whole,
    }
}

/// Whether nothing has changed but what is at a pointer. A group around it comes with its defaults, in the place of what
/// is none, and goes with its last value (D7).
fn is_all_else_kept(mut before: &Value, mut after: &Value, at: &str) -> bool {
    for key in pointer::segments(at) {
        if without(before, &key) != without(after, &key) {
            return false;
        }
        let inside = pointer::child("", &key);
        match (before.pointer(&inside), after.pointer(&inside)) {
            (Some(was @ (Value::Object(_) | Value::Array(_))), Some(is)) => {
                (before, after) = (was, is);
            }
            _ => return true,
        }
    }
    true
}

/// A group without one of its values, or a list with nothing in its place.
fn without(value: &Value, key: &str) -> Value {
    let mut rest = value.clone();
    match &mut rest {
        Value::Object(group) => {
            group.remove(key);
        }
        Value::Array(items) => {
            if let Some(item) = key.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                *item = Value::Null;
            }
        }
        _ => {}
    }
    rest
}

/// The same choices as in another form, from the outside to the inside.
fn choose_as_in(form: &mut Form, other: &Form) {
    for field in drawn(other, MOST, ITEMS).into_iter().rev() {
        for union in &field.unions {
            form.choose(&field, &union.place, union.active);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_nothing_is_lost(schema in schema(), dialect in dialect(), acts in acts()) {
        let schema = whole(&schema, dialect);
        let definition = definition(&schema);
        let validator = Validator::mended(&schema).ok().map(|(validator, _)| validator);
        let mut driven = Driven::new(&schema, None);
        // What comes and goes with other values does so anywhere (B4, B6).
        let text = schema.to_string();
        let is_plain = !["\"if\":", "\"dependen"].iter().any(|keyword| text.contains(keyword));

        let filled = driven.form.request();
        let mut again = Form::new(&definition, Some(filled.clone()), None);
        choose_as_in(&mut again, &driven.form);
        let again = Driven::over(again, &schema);
        prop_assert_eq!(&again.form.request(), &filled, "filled twice");

        for one in &acts {
            let held = driven.form.value_at("").unwrap().clone();
            let (at, undo) = act(&mut driven.form, one);
            driven.settle();
            if let Some(at) = at.filter(|_| is_plain) {
                let now = driven.form.value_at("").unwrap();
                let is_kept = is_all_else_kept(&held, now, &at);
                prop_assert!(is_kept, "{held} is {now} after {one:?} at {at}");
            }
            let undo = undo.filter(|undo| one.is_undone && undo.can_be(&driven.form));
            if let Some(undo) = undo {
                let is_choice = matches!(undo, Undo::Choose(..));
                let is_back = undo.run(&mut driven.form);
                driven.settle();
                let now = driven.form.value_at("").unwrap();
                let is_lost = is_back && !is_in(&held, now, is_nothing);
                prop_assert!(!is_lost, "{held} is {now} after {one:?} and back");
                // A branch that is come back to is as it was left, but for what a default has put where nothing was.
                let is_as_left = is_in(now, &held, |more| !more.is_array());
                prop_assert!(!is_choice || is_as_left, "{now} was {held} before {one:?}");
            }
            if let Some(validator) = &validator {
                let sent = driven.form.request();
                let judged = validator.problems_drawn(&sent, &driven.form.drawn_branches());
                prop_assert_eq!(&driven.judged, &judged, "the worker judges what is sent after {:?}", one);
                if driven.problems().is_empty() {
                    prop_assert!(validator.is_valid(&sent), "{} is called valid", sent);
                }
            }
        }

        let form = &mut driven.form;
        let sent = form.request();
        let opened = Form::open(&definition, sent.clone(), None);
        prop_assert_eq!(&opened.request(), &sent, "opened again");
        let mut read = Form::open(&definition, json!({}), None);
        read.take(sent.clone());
        prop_assert_eq!(&read.request(), &sent, "taken from text");
        let fields = drawn(form, MOST, ITEMS);
        for field in fields {
            // Looking at a field changes nothing.
            if matches!(field.kind, Kind::Text(_) | Kind::Number(_)) && form.problems(&[]).is_empty() {
                let text = field.text_of(form.value_at(&field.pointer));
                if form.value_at(&field.pointer).is_some() {
                    form.apply(&field, &text);
                    prop_assert_eq!(&form.request(), &sent, "left {}", field.pointer);
                }
            }
        }
    }
}
