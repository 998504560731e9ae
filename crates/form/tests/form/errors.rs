//! The rules E1 and on of docs/forms.md, as far as the form itself tells what is wrong.

use portico_contract::http::FieldProblem;
use serde_json::json;

use crate::common::form;
use crate::shared::{object, type_into};

#[test]
fn e9_what_the_form_says_of_a_field_is_all_that_is_said_of_it() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let mut form =
        form(object(json!({ "n": { "type": "integer" }, "l": list, "t": {} }), json!([])));
    type_into(&mut form, "/n", "12x");
    let list = form.field_at("/l").unwrap();
    form.add_item(&list);
    let judged = |pointer: &str| FieldProblem {
        pointer: pointer.into(),
        keyword: None,
        message: "judged".into(),
    };
    let told: Vec<(String, String)> = form
        .problems(&[judged("/n"), judged("/l/0"), judged("/t")])
        .into_iter()
        .map(|problem| (problem.pointer, problem.message))
        .collect();
    let expect = [
        ("/n", "must be a whole number"),
        ("/l/0", "is empty: fill it in or remove it"),
        ("/t", "judged"),
    ];
    assert_eq!(told, expect.map(|(at, message)| (at.to_owned(), message.to_owned())));
}
