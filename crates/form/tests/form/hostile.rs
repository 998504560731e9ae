//! Schemas that would take for ever if anything were done at once.

use std::time::{Duration, Instant};

use portico_form::Form;
use portico_form::field::{Field, Kind};

use crate::common::form;
use crate::exploding::schemas;

fn draw(form: &Form, field: &Field, left: &mut usize) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    match &field.kind {
        Kind::Object if !field.recursive => {
            for child in form.children(field) {
                draw(form, &child, left);
            }
        }
        Kind::List(_) => {
            for index in 0..form.length(&field.pointer) {
                draw(form, &form.item(field, index), left);
            }
        }
        _ => {}
    }
}

#[test]
fn none_takes_for_ever() {
    for (name, schema) in schemas() {
        let started = Instant::now();
        let mut form = form(schema);
        let mut left = 20_000;
        draw(&form, &form.root(), &mut left);
        assert!(left > 0, "{name} draws too much at once");
        let root = form.root();
        for child in form.children(&root).into_iter().take(3) {
            form.apply(&child, "1");
        }
        let _ = (form.request(), form.conditions(), form.news());
        // Far more than it takes even on a busy machine, far less than a schema that explodes would.
        assert!(started.elapsed() < Duration::from_secs(60), "{name} took {:?}", started.elapsed());
    }
}

#[test]
fn what_is_nested_too_deep_to_be_sent_is_refused_as_text() {
    let text = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    let fault = portico_form::json::Text::read(&text).unwrap_err();
    assert!(fault.message.contains("recursion limit"), "{}", fault.message);
}
