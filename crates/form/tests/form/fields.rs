//! What is drawn for which schema.

use crate::common::{definition, form};
use portico_form::Form;
use portico_form::field::{Kind, Widget};
use serde_json::{Value, json};

#[track_caller]
fn check(schema: Value, expect: Widget) {
    let form = form(
        json!({ "type": "object", "properties": { "f": schema }, "$defs": { "s": { "type": "string" } } }),
    );
    let field = form.field_at("/f").unwrap();
    assert_eq!(field.widget, expect, "{:?}", field.kind);
}

#[test]
fn one_input_for_each_schema() {
    let many = |count: usize| json!({ "enum": (0..count).collect::<Vec<_>>() });
    check(json!({ "type": "string" }), Widget::Text);
    check(json!({ "$ref": "#/$defs/s" }), Widget::Text);
    check(json!({ "allOf": [{ "$ref": "#/$defs/s" }], "format": "date" }), Widget::Date);
    check(json!({ "type": "string", "format": "date-time" }), Widget::DateTime);
    check(json!({ "type": "string", "format": "email" }), Widget::Email);
    check(json!({ "type": "string", "format": "made-up" }), Widget::Text);
    for (max, expect) in
        [(299, Widget::Text), (300, Widget::Textarea), (1_000_000, Widget::Textarea)]
    {
        check(json!({ "type": "string", "maxLength": max }), expect);
    }
    let secret = |max: u64| json!({ "type": "string", "maxLength": max, "writeOnly": true });
    check(secret(299), Widget::Password);
    check(secret(1_000_000), Widget::PasswordArea);
    check(json!({ "type": "string", "writeOnly": true }), Widget::Password);
    check(json!({ "type": "integer" }), Widget::Number);
    check(json!({ "minimum": 3 }), Widget::Number);
    check(json!({ "type": "boolean" }), Widget::Switch);
    check(many(5), Widget::Radio);
    check(many(12), Widget::Select);
    check(many(13), Widget::Combobox);
    check(json!({ "oneOf": [{ "const": "a", "title": "A" }, { "const": "b" }] }), Widget::Radio);
    check(json!({ "const": 1 }), Widget::Select);
    check(json!({ "type": "object", "properties": { "x": {} } }), Widget::Group);
    check(json!({ "type": "object", "properties": {} }), Widget::Group);
    check(json!({ "type": "object", "additionalProperties": false }), Widget::Group);
    check(
        json!({ "type": "object", "properties": {}, "additionalProperties": { "type": "string" } }),
        Widget::Group,
    );
    check(
        json!({ "type": "object", "additionalProperties": false, "patternProperties": { "^x": {} } }),
        Widget::Group,
    );
    check(json!({ "type": "array", "items": { "type": "string" } }), Widget::List);
    check(
        json!({ "type": "array", "items": { "enum": ["a", "b"] }, "uniqueItems": true }),
        Widget::Checkboxes,
    );
    check(json!({}), Widget::Text);
    check(json!(true), Widget::Text);
    check(json!({ "type": "object" }), Widget::Group);
    check(json!({ "type": "array" }), Widget::List);
    check(json!({ "type": "string", "format": "time" }), Widget::Time);
    check(json!({ "type": "string", "format": "duration" }), Widget::Duration);
    check(json!({ "type": "string", "format": "uuid" }), Widget::Uuid);
    for encoding in ["base16", "base32", "base64", "base64url"] {
        check(json!({ "type": "string", "contentEncoding": encoding }), Widget::File);
    }
    check(json!({ "type": "string", "contentEncoding": "quoted-printable" }), Widget::Text);
    check(json!({ "anyOf": [{ "enum": ["a"] }, { "type": "string" }] }), Widget::Text);
    check(json!({ "oneOf": [{ "type": "string" }] }), Widget::Text);
    check(json!({ "$ref": "#/$defs/gone" }), Widget::Json);
    check(json!({ "type": "strnig" }), Widget::Json);
}

#[test]
fn a_required_yes_or_no_offers_both_answers() {
    let form = form(
        json!({ "properties": { "b": { "type": "boolean" }, "c": { "type": "boolean", "default": false } }, "required": ["b", "c"] }),
    );
    assert_eq!(form.field_at("/b").unwrap().widget, Widget::Radio);
    assert_eq!(form.field_at("/c").unwrap().widget, Widget::Switch);
}

#[test]
fn hints_come_first() {
    let schema = json!({ "type": "object", "properties": {
        "a": { "type": "string", "title": "Title", "description": "D" },
        "list": { "type": "array", "items": { "type": "object", "properties": { "s": { "type": "string" } } } },
        "z": { "enum": [1, 2] }
    }});
    let ui = json!({ "": { "order": ["z", "*", "a"], "columns": 2 }, "/a": { "widget": "textarea", "label": "Label", "help": "Help", "placeholder": "p" },
        "/list/*/s": { "widget": "password" }, "/z": { "widget": "select" } });
    let form = Form::new(&definition(schema, ui), Some(json!({ "list": [{}] })), None);
    let keys: Vec<String> =
        form.children(&form.root()).into_iter().map(|field| field.key).collect();
    assert_eq!(keys, ["z", "list", "a"]);
    let field = form.field_at("/a").unwrap();
    assert_eq!(
        (field.widget, field.label.as_str(), field.help.as_deref()),
        (Widget::Textarea, "Label", Some("Help"))
    );
    assert_eq!(form.field_at("/list/0/s").unwrap().widget, Widget::Password);
    assert_eq!(form.field_at("/z").unwrap().widget, Widget::Select);
    assert_eq!(form.root().columns, 2);
}

#[test]
fn titles_that_hold_markdown_are_plain_words_beside_their_html() {
    let (marked, html) = ("Size of `/var`", "Size of <code>/var</code>");
    let text = json!({ "type": "string", "title": marked });
    let schema = json!({ "type": "object", "properties": {
        "own": text, "hinted": text, "plain": { "type": "string", "title": "Name" },
        "list": { "type": "array", "items": text },
        "values": { "oneOf": [{ "const": 1, "title": marked }, { "const": 2 }] },
        "shapes": { "oneOf": [{ "title": marked, "type": "object" }, { "type": "string" }] }
    }, "additionalProperties": text });
    let ui = json!({ "/hinted": { "label": "As `hinted`" } });
    let mut definition = definition(schema, ui);
    definition.titles.insert(marked.into(), html.into());
    let form = Form::new(&definition, Some(json!({ "list": ["a"], "free": "a" })), None);
    for (at, label, drawn) in [
        ("/own", "Size of /var", Some(html)),
        ("/hinted", "As `hinted`", None),
        ("/plain", "Name", None),
        ("/list/0", "Size of /var", Some(html)),
        ("/free", "free", None),
    ] {
        let field = form.field_at(at).unwrap();
        assert_eq!((field.label.as_str(), field.marked.as_deref()), (label, drawn), "{at}");
        let again = form.again(&field, at);
        assert_eq!((again.label, again.marked), (field.label, field.marked), "{at}");
    }
    assert_eq!(form.label_path("/own"), "Size of /var");
    let Kind::Choice(values) = form.field_at("/values").unwrap().kind else { panic!("a choice") };
    assert_eq!(values[0].label, "Size of /var");
    assert_eq!(form.field_at("/shapes").unwrap().unions[0].branches[0].label, "Size of /var");
}

#[test]
fn each_item_of_a_list_takes_hints() {
    let text = json!({ "type": "string", "title": "Text" });
    let list = json!({ "type": "array", "items": text });
    let schema = json!({ "type": "object", "properties": {
        "disks": list, "rows": list,
        "pair": { "type": "array", "prefixItems": [text, text] },
        "lists": { "type": "array", "items": list }
    }});
    let when = json!({ "schema": { "const": "a" }, "text": "Only a" });
    let ui = json!({ "/disks/*": { "label": "Volume", "help_when": when }, "/pair/0": { "label": "Host" },
        "/lists/*/*": { "label": "Cell" } });
    let input =
        json!({ "disks": ["a", "b"], "rows": ["a"], "pair": ["a", "b"], "lists": [["a", "b"]] });
    let mut form = Form::new(&definition(schema, ui), Some(input), None);
    for (at, label) in [
        ("/disks/1", "Volume 2"),
        ("/rows/0", "Text"),
        ("/pair/0", "Host"),
        ("/pair/1", "Text"),
        ("/lists/0/1", "Cell 2"),
    ] {
        assert_eq!(form.field_at(at).unwrap().label, label, "{at}");
    }
    assert_eq!(form.label_path("/disks/1"), "Disks, Volume 2");
    for (list, noun) in [("/disks", "Volume"), ("/rows", "Row"), ("/lists/0", "Cell")] {
        assert_eq!(form.noun(&form.field_at(list).unwrap()), noun, "{list}");
    }
    let asked = form.conditions();
    let places: Vec<&str> = asked.iter().map(|condition| condition.at.as_str()).collect();
    assert_eq!(places, ["/disks/0", "/disks/1"]);
    form.decide(&asked[0], true);
    form.decide(&asked[1], false);
    let when = |at: &str| form.field_at(at).unwrap().help_when;
    assert_eq!((when("/disks/0").as_deref(), when("/disks/1")), (Some("Only a"), None));
}

#[test]
fn a_secret_of_several_lines_is_masked_and_keeps_them() {
    let secret = json!({ "type": "string", "writeOnly": true });
    let file = json!({ "type": "string", "writeOnly": true, "contentEncoding": "base64" });
    let long = json!({ "type": "string", "writeOnly": true, "maxLength": 4096 });
    let schema = json!({ "type": "object", "properties": { "pem": secret, "code": secret, "file": file, "long": long,
        "given": secret, "short": secret, "line": long } });
    let ui = json!({ "/pem": { "widget": "textarea" }, "/code": { "widget": "code" },
        "/file": { "widget": "textarea" }, "/line": { "widget": "password" } });
    let given = json!({ "given": "a\nb", "short": "a" });
    let mut form = Form::new(&definition(schema, ui), Some(given), None);
    for at in ["/pem", "/code", "/file", "/long", "/given"] {
        assert_eq!(form.field_at(at).unwrap().widget, Widget::PasswordArea, "{at}");
    }
    for at in ["/short", "/line"] {
        assert_eq!(form.field_at(at).unwrap().widget, Widget::Password, "{at}");
    }
    let pem = form.field_at("/pem").unwrap();
    form.apply(&pem, "BEGIN\nabc\nEND\n");
    assert_eq!(form.request()["pem"], "BEGIN\nabc\nEND\n");
    assert!(!form.text().contains("BEGIN"));
}

#[test]
fn annotations_beside_a_reference_win() {
    let form = form(
        json!({ "type": "object", "properties": { "a": { "$ref": "#/definitions/d", "title": "Mine" }, "b": { "$ref": "#/definitions/d" } },
        "definitions": { "d": { "type": "string", "title": "Theirs", "description": "D" } } }),
    );
    let field = form.field_at("/a").unwrap();
    assert_eq!((field.label.as_str(), field.description.as_deref()), ("Mine", Some("D")));
    assert_eq!(form.field_at("/b").unwrap().label, "Theirs");
}

#[test]
fn tuples_take_each_item_its_own_schema() {
    let schema = json!({ "type": "object", "properties": { "t": { "type": "array", "prefixItems": [{ "type": "string", "title": "Host" }, { "type": "integer" }], "items": false } } });
    let form = Form::new(&definition(schema, json!({})), Some(json!({ "t": ["h", 1] })), None);
    assert_eq!(form.field_at("/t/0").unwrap().label, "Host");
    assert!(matches!(form.field_at("/t/1").unwrap().kind, Kind::Number(_)));
    assert!(
        matches!(&form.field_at("/t").unwrap().kind, Kind::List(rules) if rules.max == Some(2))
    );
}

#[test]
fn labels_lead_to_a_field() {
    let schema = json!({ "type": "object", "properties": { "disks": { "type": "array", "items": { "type": "object", "properties": { "size_gib": { "type": "integer" } } } } } });
    let form = Form::new(&definition(schema, json!({})), Some(json!({ "disks": [{}, {}] })), None);
    assert_eq!(form.label_path("/disks/1/size_gib"), "Disks, Disk 2, Size gib");
    assert_eq!(form.label_path("/unknown_key"), "Unknown key");
    let titled = json!({ "type": "array", "items": { "type": "string", "title": "Address" } });
    let schema = json!({ "type": "object", "properties": { "mails": titled } });
    let form = Form::new(&definition(schema, json!({})), Some(json!({ "mails": ["a", ""] })), None);
    assert_eq!(form.label_path("/mails/1"), "Mails, Address 2");
}

#[test]
fn a_field_and_the_labels_on_the_way_to_it_are_found_together() {
    let schema = json!({ "type": "object", "required": ["needed"], "properties": {
        "text": { "type": "string", "title": "Words" },
        "ok": { "const": true },
        "rows": { "type": "array", "items": { "type": "object", "properties": { "n": { "type": "integer" } } } },
        "group": { "type": "object", "properties": { "deep": { "type": "string" } }, "additionalProperties": { "type": "string" } },
    } });
    let input = json!({ "rows": [{ "n": 1 }], "group": { "free": "x" }, "unknown": 1 });
    let form = Form::new(&definition(schema, json!({})), Some(input), None);
    let all = " /text /text/below /ok /rows /rows/0 /rows/0/n /rows/x /rows/7/n /rows/0/none/n /group/deep \
        /group/free /group/none /unknown /needed /none /none/text";
    for at in all.split(' ') {
        let (path, field) = form.labelled(at);
        assert_eq!((path, field), (form.label_path(at), form.field_at(at)), "{at}");
    }
    assert_eq!(form.labelled("/rows/0/n").0, "Rows, Row 1, N");
}

#[test]
fn e4_problems_come_in_the_order_of_the_form() {
    let schema = json!({ "type": "object", "properties": { "a": {}, "b": {} } });
    let form = Form::new(&definition(schema, json!({ "": { "order": ["b", "a"] } })), None, None);
    let problem = |pointer: &str| portico_contract::http::FieldProblem {
        pointer: pointer.into(),
        keyword: None,
        message: String::new(),
    };
    let sorted: Vec<String> = form
        .problems(&[problem("/x"), problem("/a"), problem("/b")])
        .into_iter()
        .map(|p| p.pointer)
        .collect();
    assert_eq!(sorted, ["/b", "/a", "/x"]);
}

#[test]
fn e4_what_is_not_drawn_comes_last_in_its_group() {
    let schema = json!({ "type": "object", "required": ["last"], "dependentRequired": { "a": ["hidden"] },
        "properties": {
            "gone": false, "a": { "type": "string" },
            "rows": { "type": "array", "items": { "type": "object", "properties": { "x": {}, "y": {} } } },
        } });
    let form = Form::new(
        &definition(schema, json!({})),
        Some(json!({ "a": "", "rows": [{}, {}], "own": 1 })),
        None,
    );
    let problem = |pointer: &str| portico_contract::http::FieldProblem {
        pointer: pointer.into(),
        keyword: None,
        message: "is wrong".into(),
    };
    let told = "/gone /hidden /own /rows/1/y /rows/1/x /rows/0/z /rows/0/y /last /a ";
    let told: Vec<_> = told.split(' ').map(problem).collect();
    let sorted: Vec<String> = form.problems(&told).into_iter().map(|told| told.pointer).collect();
    let expect = " /a /rows/0/y /rows/0/z /rows/1/x /rows/1/y /last /own /gone /hidden";
    assert_eq!(sorted.join(" "), expect);
}

#[test]
fn a_title_that_names_a_type_does_not_name_two_fields() {
    let form = form(
        json!({ "type": "object", "properties": { "ship_to": { "$ref": "#/$defs/a" }, "bill_to": { "$ref": "#/$defs/a" }, "home": { "$ref": "#/$defs/b" } },
        "$defs": { "a": { "type": "object", "title": "Address", "properties": { "s": {} } }, "b": { "type": "object", "title": "House", "properties": { "s": {} } } } }),
    );
    let labels: Vec<String> =
        form.children(&form.root()).into_iter().map(|field| field.label).collect();
    assert_eq!(labels, ["Ship to", "Bill to", "House"]);
}

#[test]
fn what_lies_in_a_read_only_group_or_list_is_read_only() {
    let form = crate::common::form_with(
        json!({ "properties": { "g": { "readOnly": true, "properties": { "a": { "type": "string" } } },
            "l": { "type": "array", "readOnly": true, "items": { "properties": { "b": { "type": "string" } } } },
            "c": { "type": "string" } } }),
        json!({ "g": {}, "l": [{}] }),
    );
    for (at, expect) in [("/g/a", true), ("/l/0", true), ("/l/0/b", true), ("/c", false)] {
        let field = form.field_at(at).unwrap();
        assert_eq!(field.read_only, expect, "{at}");
        assert_eq!(form.again(&field, at).read_only, expect, "{at}");
    }
}

#[test]
fn the_hint_file_fills_a_text_from_a_file() {
    let schema = json!({ "properties": { "f": { "type": "string", "maxLength": 1000 } } });
    let hints = json!({ "/f": { "widget": "file" } });
    let form = Form::new(&definition(schema, hints), None, None);
    let field = form.field_at("/f").unwrap();
    assert_eq!(field.widget, Widget::File);
    let Kind::File(rules) = field.kind else { panic!("a file") };
    assert_eq!((rules.largest, rules.encoding), (1000, portico_form::file::Encoding::Text));
}

#[test]
fn examples_are_suggested_or_told_by_every_input() {
    let text = |format: &str, examples: &[&str]| json!({ "type": "string", "format": format, "examples": examples });
    let sizes = json!({ "enum": ["s", "m"], "enumNames": ["Small", "Medium"], "examples": ["m"] });
    let several = json!({ "type": "array", "uniqueItems": true, "items": { "enum": ["s", "m"] }, "examples": [["s", "m"]] });
    let many = json!({ "enum": (0..20).collect::<Vec<_>>(), "examples": [3] });
    let texts = json!({ "type": "array", "items": { "type": "string" }, "examples": [["a", "b"]] });
    let group = json!({ "type": "object", "properties": { "n": { "type": "integer" } }, "examples": [{ "n": 5 }] });
    let slider = json!({ "type": "integer", "minimum": 0, "maximum": 9, "examples": [3, 4] });
    for (schema, hint, expect) in [
        (text("x", &["a", "b"]), json!({}), Ok(vec!["a", "b"])),
        (text("email", &["a@b.c"]), json!({}), Ok(vec!["a@b.c"])),
        (text("uri", &["x:y"]), json!({}), Ok(vec!["x:y"])),
        (text("uuid", &["u"]), json!({}), Ok(vec!["u"])),
        (json!({ "type": "number", "examples": [1.5, 2] }), json!({}), Ok(vec!["1.5", "2"])),
        (text("date", &["2026-11-21"]), json!({}), Ok(vec!["2026-11-21"])),
        (text("time", &["14:30:00Z"]), json!({}), Err("14:30:00Z")),
        (text("date-time", &["2026-11-21T14:30:00Z"]), json!({}), Err("2026-11-21T14:30:00Z")),
        (text("duration", &["P1DT2H"]), json!({}), Err("1 day, 2 hours")),
        (text("x", &["a"]), json!({ "widget": "textarea" }), Err("a")),
        (text("x", &["a"]), json!({ "widget": "password" }), Err("a")),
        (text("x", &["a"]), json!({ "widget": "file" }), Err("a")),
        (slider, json!({ "widget": "slider" }), Err("3")),
        (json!({ "type": "boolean", "examples": [true] }), json!({}), Err("")),
        (sizes.clone(), json!({}), Err("")),
        (sizes, json!({ "widget": "select" }), Err("")),
        (many, json!({}), Err("")),
        (several.clone(), json!({}), Err("")),
        (several, json!({ "widget": "tags" }), Err("")),
        (texts.clone(), json!({}), Err("a, b")),
        (texts, json!({ "widget": "tags" }), Err("a, b")),
        (group, json!({}), Err("n: 5")),
    ] {
        let about = schema.to_string();
        let definition =
            definition(json!({ "properties": { "f": schema } }), json!({ "/f": hint }));
        let field = Form::new(&definition, None, None).field_at("/f").unwrap();
        let told = field.example();
        match expect {
            Ok(list) => {
                let list: Vec<String> = list.into_iter().map(str::to_owned).collect();
                assert_eq!(
                    (field.suggests(), field.suggestions(), told),
                    (true, list, None),
                    "{about}"
                );
            }
            // All the values there are are offered.
            Err("") => assert_eq!((field.suggests(), told), (false, None), "{about}"),
            Err(words) => assert_eq!(
                (field.suggests(), told),
                (false, Some(format!("For example: {words}"))),
                "{about}"
            ),
        }
    }
    let long = form(json!({ "properties": { "f": text("time", &["x".repeat(200).as_str()]) } }));
    let told = long.field_at("/f").unwrap().example().unwrap();
    assert_eq!(told, format!("For example: {}…", "x".repeat(120)));
}

/// Without `uniqueItems` they are no boxes to tick.
#[test]
fn tags_of_an_enum_offer_its_values() {
    for (items, expect) in [
        (json!({ "type": "string", "enum": ["a", "b"], "examples": ["x"] }), vec!["a", "b"]),
        (
            json!({ "type": "string", "oneOf": [{ "const": "a", "title": "A" }, { "const": "b" }] }),
            vec!["a", "b"],
        ),
        (json!({ "type": "string", "const": "a" }), vec!["a"]),
        (json!({ "type": "string", "examples": ["x", ""] }), vec!["x"]),
    ] {
        let schema = json!({ "properties": { "f": { "type": "array", "items": items } } });
        let form =
            Form::new(&definition(schema, json!({ "/f": { "widget": "tags" } })), None, None);
        let list = form.field_at("/f").unwrap();
        assert_eq!(list.widget, Widget::Tags);
        assert_eq!(form.item(&list, 0).suggestions(), expect);
    }
}
