//! A whole input at once: opened, shown as text, taken back; and the pages of a wizard.

use portico_contract::http::FieldProblem;
use portico_form::Form;
use portico_form::pages::Wizard;
use serde_json::{Value, json};

use crate::common::{definition, form, form_with};

fn schema() -> Value {
    json!({ "type": "object", "properties": { "a": { "type": "string", "default": "d" }, "n": { "type": "integer" },
        "key": { "type": "string", "writeOnly": true }, "g": { "type": "object", "properties": { "x": { "default": 1 } } } } })
}

#[test]
fn d10_a_whole_input_is_taken_as_it_is() {
    let given = json!({ "n": 18446744073709551615u64, "unknown": [1] });
    let form = Form::open(&definition(schema(), json!({})), given.clone(), None);
    assert_eq!(form.request(), given);
}

#[test]
fn d10_no_verdict_changes_a_text_that_was_taken() {
    let mut form = form(json!({ "type": "object", "properties": { "mode": { "type": "string" } },
        "if": { "properties": { "mode": { "const": "a" } } },
        "then": { "properties": { "x": { "type": "string", "default": "dx" } } },
        "else": { "properties": { "y": { "type": "string", "default": "dy" } } } }));
    let condition = form.conditions().remove(0);
    form.decide(&condition, true);
    assert_eq!(form.request(), json!({ "x": "dx" }));
    for (input, verdict) in [
        (json!({ "mode": "b", "x": "mine" }), false),
        (json!({ "mode": "a" }), true),
        (json!({ "mode": "b" }), false),
    ] {
        form.take_text(&input.to_string()).unwrap();
        assert!(form.decide(&condition, verdict), "what is drawn follows");
        assert_eq!(form.request(), input);
    }
    let mode = form.field_at("/mode").unwrap();
    form.apply(&mode, "a");
    form.decide(&condition, true);
    assert_eq!(form.request(), json!({ "mode": "a", "x": "dx" }), "a field was edited");
}

#[test]
fn j1_text_shows_what_is_sent_and_is_taken_back() {
    let mut form = form(schema());
    for (at, text) in [("/key", "hidden"), ("/n", "5")] {
        let field = form.field_at(at).unwrap();
        form.apply(&field, text);
    }
    let text = form.text();
    assert!(!text.contains("hidden"));
    form.take_text(&text.replace("\"n\": 5", "\"n\": 6").replace("\"a\": \"d\",", "")).unwrap();
    assert_eq!(form.request(), json!({ "g": { "x": 1 }, "key": "hidden", "n": 6 }));
}

#[test]
fn j1_a_secret_in_a_list_stays_with_its_item() {
    let people = |people: &[(&str, Value)]| -> Value {
        let person = |(name, key): &(&str, Value)| json!({ "name": name, "key": key });
        json!({ "people": people.iter().map(person).collect::<Vec<_>>() })
    };
    let schema = json!({ "type": "object", "properties": { "people": { "type": "array", "items": { "type": "object",
        "properties": { "name": { "type": "string" }, "key": { "type": "string", "writeOnly": true } } } } } });
    let mark = || json!({ "$secret": true });
    for (taken, expect) in [
        // One is edited, one is gone, they change places, one comes.
        (
            people(&[("A", mark()), ("b", mark())]),
            people(&[("A", json!("ka")), ("b", json!("kb"))]),
        ),
        (people(&[("b", mark())]), people(&[("b", json!("kb"))])),
        (
            people(&[("b", mark()), ("a", mark())]),
            people(&[("b", json!("kb")), ("a", json!("ka"))]),
        ),
        (
            people(&[("c", json!("new")), ("a", mark()), ("b", mark())]),
            people(&[("c", json!("new")), ("a", json!("ka")), ("b", json!("kb"))]),
        ),
        // Which one is meant cannot be known: it has to be typed again.
        (people(&[("x", mark())]), json!({ "people": [{ "name": "x" }] })),
    ] {
        let held = people(&[("a", json!("ka")), ("b", json!("kb"))]);
        let mut form = Form::open(&definition(schema.clone(), json!({})), held, None);
        form.take_text(&taken.to_string()).unwrap();
        assert_eq!(form.request(), expect, "{taken}");
    }
}

#[test]
fn j1_a_secret_outlives_what_is_typed_around_its_mark() {
    let mut given = json!({ "a": "d", "key": "hidden" });
    let mut form = Form::open(&definition(schema(), json!({})), given.clone(), None);
    let text = form.print();
    let cut = json!({ "a": "d" }).to_string();
    for between in [text.replace("\"key\"", "\"keyx\""), text.replace("$secret", "$secre"), cut] {
        form.take_text(&between).unwrap();
        form.take_text(&text).unwrap();
        assert_eq!(form.request(), given, "{between}");
    }
    let key = form.field_at("/key").unwrap();
    form.apply(&key, "");
    form.take_text(&text).unwrap();
    given.as_object_mut().unwrap().shift_remove("key");
    assert_eq!(form.request(), given, "it was removed from the form");
}

#[test]
fn j1_a_secret_in_a_list_outlives_a_mistyped_key() {
    let schema = json!({ "type": "object", "properties": { "people": { "type": "array", "items": { "type": "object",
        "properties": { "name": { "type": "string" }, "key": { "type": "string", "writeOnly": true } } } } } });
    let held = json!({ "people": [{ "name": "a", "key": "ka" }, { "name": "b", "key": "kb" }] });
    let mut form = Form::open(&definition(schema, json!({})), held.clone(), None);
    let text = form.print();
    form.take_text(&text.replacen("\"key\"", "\"keyx\"", 1)).unwrap();
    form.take_text(&text).unwrap();
    assert_eq!(form.request(), held);
    // One goes, and the other takes its name: it keeps its own secret, or none.
    form.take_text(r#"{ "people": [{ "name": "b", "key": { "$secret": true } }] }"#).unwrap();
    let renamed = r#"{ "people": [{ "name": "a", "key": { "$secret": true } }] }"#;
    form.take_text(renamed).unwrap();
    assert_eq!(form.request(), json!({ "people": [{ "name": "a", "key": "kb" }] }));
    form.take_text(&renamed.replace("key", "keyx")).unwrap();
    form.take_text(renamed).unwrap();
    assert_eq!(form.request(), json!({ "people": [{ "name": "a" }] }));
}

#[test]
fn r1_a_whole_input_does_not_change_who_asks() {
    let schema = json!({ "type": "object", "properties": { "by": { "type": "string" }, "a": {} } });
    let mut definition = definition(schema, json!({}));
    definition.requester_field = Some("by".into());
    let mut form = Form::new(&definition, None, Some("me@example.com"));
    form.take_text("{\"by\": \"you@example.com\", \"a\": 1}").unwrap();
    assert_eq!(form.request(), json!({ "by": "me@example.com", "a": 1 }));
}

#[test]
fn j3_what_was_there_before_a_whole_input_can_be_had_again() {
    let mut form = form(schema());
    let n = form.field_at("/n").unwrap();
    form.apply(&n, "not a number");
    form.news();
    let (earlier, was) = (form.clone(), form.request());
    form.take(json!({ "n": 1 }));
    form.news();
    form.go_back_to(earlier);
    assert_eq!((form.request(), form.problems(&[]).len()), (was.clone(), 1));
    let news = form.news();
    assert_eq!((news.len(), news[0].at.as_str(), news[0].value.as_ref()), (1, "", Some(&was)));
}

#[test]
fn x5_a_keyword_that_cannot_be_used_is_told_at_its_field() {
    let mut form =
        form(json!({ "properties": { "a": { "$ref": "#/$defs/a" }, "b": { "$ref": "x.json" } },
        "$defs": { "a": { "type": "string", "pattern": "(" } } }));
    let told = |at: &str, why: &str| (at.to_owned(), why.to_owned());
    form.leave_out(vec![
        told("/$defs/a/pattern", "it is no regex"),
        told("/properties/b/$ref", "it leads outside"),
    ]);
    let note = |at: &str| form.field_at(at).unwrap().help_when;
    assert_eq!(note("/a").unwrap(), "This field's pattern cannot be checked: it is no regex.");
    assert_eq!(note("/b"), None, "the JSON view says why");
}

#[test]
fn x5_items_and_free_keys_say_it_as_well() {
    let list = |items: Value| json!({ "type": "array", "items": items, "uniqueItems": items["enum"] != Value::Null });
    let bad = json!({ "type": "string", "pattern": "(" });
    let schema = json!({
        "type": "object",
        "properties": { "list": list(bad.clone()), "tags": list(bad),
            "boxes": list(json!({ "enum": ["a", "b"], "pattern": "(" })) },
        "additionalProperties": { "type": ["string", "integer"], "pattern": "(" }
    });
    let ui = json!({ "/tags": { "widget": "tags" } });
    let input = json!({ "list": ["a"], "tags": ["a"], "boxes": ["a"], "free": "a" });
    let mut form = Form::new(&definition(schema, ui), Some(input), None);
    let items = ["list", "tags", "boxes"].map(|name| format!("/properties/{name}/items/pattern"));
    let places = items.into_iter().chain(["/additionalProperties/pattern".to_owned()]);
    form.leave_out(places.map(|place| (place, "it is no regex".to_owned())).collect());
    for (at, is_told) in
        [("/list", false), ("/list/0", true), ("/tags", true), ("/boxes", true), ("/free", true)]
    {
        let field = form.field_at(at).unwrap();
        assert_eq!((field.help_when.is_some(), field.has_help_when), (is_told, is_told), "{at}");
    }
}

#[test]
fn x5_what_is_no_schema_is_told_at_its_field() {
    let schema = json!({ "properties": { "a": 5, "b": { "type": "array", "prefixItems": [5] } } });
    let mut form = form_with(schema, json!({ "b": ["x"] }));
    let places = ["/properties/a", "/properties/b/prefixItems/0"];
    form.leave_out(places.map(|at| (at.to_owned(), "5 is no schema".to_owned())).to_vec());
    for (at, is_told) in [("/a", true), ("/b", false), ("/b/0", true)] {
        let told = form.field_at(at).unwrap().help_when;
        let expect = is_told.then_some("This field's schema cannot be used: 5 is no schema.");
        assert_eq!(told.as_deref(), expect, "{at}");
    }
    let a = form.field_at("/a").unwrap();
    form.apply(&a, "anything");
    assert_eq!(form.request()["a"], "anything");
}

#[test]
fn x7_what_no_value_can_be_is_told_at_its_field() {
    let mut form = form(json!({ "type": "object", "properties": {
        "number": { "$ref": "#/$defs/number" },
        "group": { "type": "object", "properties": { "y": { "type": "string" } },
            "required": ["x"], "additionalProperties": false },
        "code": { "type": "string", "pattern": "(" },
        "good": { "type": "string" } },
        "$defs": { "number": { "type": "integer", "minimum": 3, "maximum": 2 } } }));
    let drawn = form.children(&form.root());
    form.leave_out(vec![("/properties/code/pattern".into(), "it is no regex".into())]);
    let told = ["/$defs/number", "/properties/group", "/properties/code", ""];
    form.tell_faults(told.map(|at| (at.to_owned(), format!("Wrong at {at:?}."))).to_vec());
    for (at, expect) in [
        ("/number", Some("Wrong at \"/$defs/number\".")),
        ("/group", Some("Wrong at \"/properties/group\".")),
        ("/group/y", None),
        ("/code", Some("This field's pattern cannot be checked: it is no regex.")),
        ("/good", None),
    ] {
        let field = form.field_at(at).unwrap();
        assert_eq!((field.help_when.as_deref(), field.has_help_when), (expect, expect.is_some()));
    }
    assert_eq!(form.root_fault().as_deref(), Some("Wrong at \"\"."));
    // What is drawn already says it, and is drawn by the same elements still.
    for field in drawn {
        let now = form.field_at(&field.pointer).unwrap();
        assert_eq!(form.help_when(&field, &field.pointer), now.help_when, "{}", field.pointer);
        assert_eq!(field.signature(), now.signature());
    }
    let good = form.field_at("/good").unwrap();
    form.apply(&good, "yes");
    assert_eq!(form.request(), json!({ "good": "yes" }));
}

/// It is sent all the same, and nobody could see why that is refused.
#[test]
fn x7_what_a_hint_hides_is_told_by_the_field_around_it() {
    let text = json!({ "type": "string" });
    let schema = json!({ "type": "object", "properties": {
        "g": { "type": "object", "default": { "mode": 1 },
            "properties": { "mode": { "type": "string", "title": "The mode" }, "name": text } },
        "rows": { "type": "array", "items": { "type": "object", "properties": { "row_id": text, "shown": text } } },
        "deep": { "type": "object", "properties": { "in": { "type": "object", "properties": { "x": text } } } },
        "plain": { "type": "object", "properties": { "x": text } } } });
    let hidden = json!({ "widget": "hidden" });
    let ui = json!({ "/g/mode": hidden, "/rows/*/row_id": hidden, "/deep": hidden, "/rows/1/row_id": { "widget": "code" } });
    let input = json!({ "rows": [{}, {}] });
    let mut form = Form::new(&definition(schema, ui), Some(input), None);
    let places = [
        "/properties/g/properties/mode",
        "/properties/rows/items/properties/row_id",
        "/properties/deep/properties/in/properties/x",
    ];
    let group = form.field_at("/g").unwrap();
    assert!(!form.may_have_fault(&group));
    form.tell_faults(places.map(|at| (at.to_owned(), "Wrong.".to_owned())).to_vec());
    for (at, expect) in [
        ("/g", Some("“The mode” is not shown here. Wrong.")),
        ("/g/name", None),
        ("/rows", None),
        ("/rows/0", Some("“Row id” is not shown here. Wrong.")),
        ("/rows/1", None),
        ("/rows/1/row_id", Some("Wrong.")),
        ("/plain", None),
    ] {
        assert_eq!(form.field_at(at).unwrap().help_when.as_deref(), expect, "{at}");
    }
    assert_eq!(form.root_fault().as_deref(), Some("“Deep” is not shown here. Wrong."));
    assert!(form.may_have_fault(&group) && form.may_have_fault(&form.root()));
    assert_eq!(form.help_when(&group, "/g"), form.field_at("/g").unwrap().help_when);
    assert_eq!(form.request()["g"], json!({ "mode": 1 }));
}

#[test]
fn x7_of_hidden_items_and_free_keys_what_is_around_them_tells() {
    let text = json!({ "type": "string" });
    let schema = json!({ "type": "object", "properties": {
        "labels": { "type": "object", "additionalProperties": text },
        "rows": { "type": "array", "items": text },
        "patterns": { "type": "object", "patternProperties": { "^x": { "type": "string", "title": "Mine" } } },
        "group": { "type": "object", "properties": { "seen": text, "unseen": text } },
        "plain": { "type": "array", "items": text } } });
    let hidden = json!({ "widget": "hidden" });
    let ui = json!({ "/labels/*": hidden, "/rows/*": hidden, "/patterns/*": hidden, "/group/*": hidden,
        "/group/seen": { "widget": "code" } });
    let mut form = Form::new(&definition(schema, ui), None, None);
    let places = [
        "/properties/labels/additionalProperties",
        "/properties/rows/items",
        "/properties/patterns/patternProperties/^x",
        "/properties/group/properties/seen",
        "/properties/group/properties/unseen",
        "/properties/plain/items",
    ];
    form.tell_faults(places.map(|at| (at.to_owned(), "Wrong.".to_owned())).to_vec());
    for (at, expect) in [
        ("/labels", Some("“Label” is not shown here. Wrong.")),
        ("/rows", Some("“Row” is not shown here. Wrong.")),
        ("/patterns", Some("“Mine” is not shown here. Wrong.")),
        ("/group", Some("“Unseen” is not shown here. Wrong.")),
        ("/plain", None),
    ] {
        let field = form.field_at(at).unwrap();
        assert_eq!(field.help_when.as_deref(), expect, "{at}");
        assert_eq!(form.help_when(&field, at), field.help_when, "{at}");
    }
}

/// Fields are asked at each edit.
#[test]
fn x7_only_fields_that_can_have_a_fault_are_asked_for_it() {
    let text = json!({ "type": "string" });
    let union = |wrong: Value| json!({ "oneOf": [{ "type": "integer" }, wrong] });
    let mut form = form(json!({ "type": "object", "properties": {
        "good": text, "union": union(text.clone()), "group": { "properties": { "in": { "$ref": "#/$defs/wrong" } } },
        "referred": { "$ref": "#/$defs/wrong" }, "branch": union(json!({ "$ref": "#/$defs/wrong" })),
        "all": { "allOf": [{ "$ref": "#/$defs/wrong" }] },
        "condition": { "if": { "minLength": 3 }, "then": { "$ref": "#/$defs/wrong" } },
        "dependent": { "properties": { "a": text }, "dependentSchemas": { "a": { "$ref": "#/$defs/wrong" } } },
        "tags": { "type": "array", "uniqueItems": true, "items": { "$ref": "#/$defs/wrong" } },
        "tuple": { "type": "array", "prefixItems": [{ "$ref": "#/$defs/wrong" }] } },
        "$defs": { "wrong": { "type": "string", "minLength": 2, "maxLength": 1 } } }));
    let fields = form.children(&form.root());
    let asked = |form: &Form| -> Vec<String> {
        let asked = fields.iter().filter(|field| form.may_have_fault(field));
        asked.map(|field| field.key.clone()).collect()
    };
    assert!(asked(&form).is_empty());
    form.tell_faults(vec![("/$defs/wrong".into(), "Wrong.".into())]);
    assert_eq!(
        asked(&form),
        ["referred", "branch", "all", "condition", "dependent", "tags", "tuple"]
    );
    for field in fields.iter().filter(|field| !form.may_have_fault(field)) {
        assert_eq!(form.again(field, &field.pointer).help_when, None, "{}", field.pointer);
    }
}

#[test]
fn j2_text_that_cannot_be_read_changes_nothing() {
    let mut form = form(schema());
    let before = form.request();
    let fault = form.take_text("{\n  \"a\": 1,,\n}").unwrap_err();
    assert_eq!((fault.at.line, form.request()), (2, before));
}

#[test]
fn w1_the_rest_of_a_group_that_is_named_in_part_comes_last() {
    let text = json!({ "type": "string" });
    let deep = json!({ "type": "object", "properties": { "one": text, "two": text } });
    let db =
        json!({ "type": "object", "properties": { "name": text, "size": text, "deep": deep } });
    let schema = json!({ "type": "object", "properties": { "db": db, "note": text } });
    let pages = json!([{ "title": "One", "fields": ["/db/name", "/db/deep/two"] }]);
    let form = Form::new(&definition(schema, json!({ "pages": pages })), None, None);
    let last = form.pages().pop().unwrap();
    assert_eq!(last.fields, ["/db/size", "/db/deep/one", "/note"]);
}

#[test]
fn w1_the_keys_of_a_group_that_is_named_in_part_come_last() {
    let text = json!({ "type": "string" });
    let labels =
        json!({ "type": "object", "properties": { "a": text }, "additionalProperties": text });
    let db = json!({ "type": "object", "properties": { "name": text, "labels": labels } });
    let schema = |db: &Value| json!({ "type": "object", "properties": { "db": db } });
    let open = |db: &Value, named: Value, input: Value| {
        let pages = json!([{ "title": "One", "fields": named }]);
        Form::open(&definition(schema(db), json!({ "pages": pages })), input, None).pages()
    };
    let unknown = || json!({ "db": { "name": "n", "old": 1, "older": { "x": 1 } } });
    let pages = open(&db, json!(["/db/name", "/db/labels", "/db/older/x"]), unknown());
    assert_eq!((pages[1].title.as_str(), pages.len()), ("More", 2));
    assert_eq!(pages[1].groups, ["/db"]);
    assert!(pages[1].fields.is_empty());
    assert_eq!(Wizard::page_of(&pages, "/db/old"), 1);
    assert_eq!(open(&db, json!(["/db"]), unknown()).len(), 1, "the group draws its keys itself");
    assert_eq!(open(&db, json!(["/db/name", "/db/labels"]), json!({})).len(), 1);
    // Where any key is taken, one can be added.
    let pages = open(&db, json!(["/db/name", "/db/labels/a"]), json!({}));
    assert_eq!(pages[1].groups, ["/db/labels"]);
}

#[test]
fn w1_pages_hold_their_fields_and_the_rest_comes_last() {
    let ui = json!({ "pages": [{ "title": "One", "fields": ["/a", "/gone"] }, { "title": "Two", "fields": ["/g/x", "/n"] }] });
    let form = Form::new(&definition(schema(), ui), None, None);
    let pages = form.pages();
    let fields: Vec<Vec<&str>> =
        pages.iter().map(|page| page.fields.iter().map(String::as_str).collect()).collect();
    assert_eq!(fields, [vec!["/a"], vec!["/g/x", "/n"], vec!["/key"]]);
    assert!(crate::common::form(schema()).pages().is_empty());
}

#[test]
fn w2_a_page_is_left_when_nothing_is_wrong_on_it_and_back_keeps_values() {
    let ui = json!({ "pages": [{ "title": "One", "fields": ["/a"] }, { "title": "Two", "fields": ["/n"] }] });
    let mut form = Form::new(&definition(schema(), ui), None, None);
    let pages = form.pages();
    let problem =
        |at: &str| FieldProblem { pointer: at.into(), keyword: None, message: "is wrong".into() };
    let mut wizard = Wizard::default();
    let wrong = [problem("/a"), problem("/n")];
    assert_eq!(wizard.next(&pages, &wrong).unwrap_err().len(), 1);
    assert!(wizard.next(&pages, &wrong[1..]).is_ok());
    let n = form.field_at("/n").unwrap();
    form.apply(&n, "7");
    wizard.back();
    assert_eq!((wizard.at, wizard.reached, form.value_at("/n")), (0, 1, Some(&json!(7))));
    assert!(wizard.open(1) && !wizard.open(2));
    assert_eq!(Wizard::page_of(&pages, ""), 2);
    assert_eq!(Wizard::page_of(&pages, "/g/x"), 2);
}
