//! Random schemas and edits: no panic, no lost value, the worker knows the request, defaults are filled once.

use portico_form::Form;
use portico_form::field::Kind;
use portico_form::state::State;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{schema, whole};
use crate::common::{definition, drawn};

/// Fields that are looked at, and items of a list.
const MOST: usize = 60;
const ITEMS: usize = 5;

/// One thing a person does.
#[derive(Clone, Debug)]
struct Act {
    which: usize,
    how: usize,
    text: String,
}

fn act(form: &mut Form, act: &Act) {
    let fields = drawn(form, MOST, ITEMS);
    let field = fields[act.which % fields.len()].clone();
    if let (Some(union), true) = (field.unions.first(), act.how.is_multiple_of(3)) {
        form.choose(&field, &union.place.clone(), act.which % union.branches.len());
        return;
    }
    if act.how == 10 && !field.pointer.is_empty() {
        let states = form.states(&field);
        if let Some(state) = states.get(act.which % states.len().max(1)) {
            let before = form.value_at(&field.pointer).cloned();
            let filled = form.state(&field) == State::Filled;
            form.put_into(&field, *state);
            if act.which.is_multiple_of(2) && filled && form.can_put_back(&field) {
                form.put_back(&field);
                let after = form.value_at(&field.pointer);
                assert_eq!(after, before.as_ref(), "put back at {}", field.pointer);
            }
        }
        return;
    }
    if act.how == 11 {
        let conditions = form.conditions();
        if !conditions.is_empty() {
            form.decide(&conditions[act.which % conditions.len()], act.text.len() > 1);
        }
        return;
    }
    let length = form.length(&field.pointer);
    match &field.kind {
        Kind::List(_) if act.how < 4 || length == 0 => {
            form.add_item(&field);
        }
        Kind::List(_) if act.how < 6 => form.remove_item(&field, act.which % length),
        Kind::List(_) if act.how < 8 => {
            form.move_item(&field, act.which % length, act.how % length);
        }
        Kind::List(_) => form.duplicate_item(&field, act.which % length),
        Kind::Object if field.keys.is_some() => {
            let held: Vec<String> = form
                .children(&field)
                .into_iter()
                .filter(|child| child.free_key)
                .map(|child| child.key)
                .collect();
            match held.get(act.which % held.len().max(1)) {
                Some(key) if act.how < 4 => {
                    let _ = form.rename_key(&field, key, &act.text);
                }
                Some(key) if act.how < 6 => form.remove_key(&field, key),
                _ => {
                    let _ = form.add_key(&field, &act.text);
                }
            }
        }
        Kind::Object if field.recursive => form.set(&field.pointer, json!({})),
        Kind::Object | Kind::Const(_) | Kind::Json(_) => {}
        Kind::Choice(options) => {
            form.set(&field.pointer, options[act.which % options.len()].value.clone());
        }
        Kind::Boolean | Kind::Confirm => form.set(&field.pointer, json!(act.how > 5)),
        _ => form.apply(&field, &act.text),
    }
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let one = (0..60usize, 0..12usize, "[a1\\[\\]{}\"-]{0,2}");
    prop::collection::vec(one.prop_map(|(which, how, text)| Act { which, how, text }), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_nothing_is_lost(schema in schema(), acts in acts()) {
        let definition = definition(whole(&schema), json!({}));
        let mut form = Form::new(&definition, None, None);
        let filled = form.request();
        // What one branch fills in can look more like another one.
        if !definition.schema.to_string().contains("oneOf") {
            let again = Form::new(&definition, Some(filled.clone()), None);
            prop_assert_eq!(&again.request(), &filled, "filled twice");
        }
        let mut document = Value::Null;
        for one in &acts {
            act(&mut form, one);
            for patch in form.news() {
                patch.apply(&mut document);
            }
            prop_assert_eq!(&document, &form.request(), "the worker's document after {:?}", one);
        }
        let sent = form.request();
        let opened = Form::open(&definition, sent.clone(), None);
        prop_assert_eq!(&opened.request(), &sent, "opened again");
        let mut read = Form::open(&definition, json!({}), None);
        read.take(sent.clone());
        prop_assert_eq!(&read.request(), &sent, "taken from text");
        let fields = drawn(&form, MOST, ITEMS);
        for field in fields {
            // Looking at a field changes nothing; a choice made and unmade neither.
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
