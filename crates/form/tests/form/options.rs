//! Dynamic fields: the rules O1 and on of docs/forms.md.

use std::cell::RefCell;
use std::sync::Arc;

use indexmap::IndexMap;
use portico_contract::http::{OptionField, OptionItem, OptionsPage, SearchMode};
use portico_form::Form;
use portico_form::field::{ListRules, Widget};
use portico_form::options::{
    Ask, DEBOUNCE, Dynamic, FRESH, Failure, Held, Index, Labels, List, Matches, Named, Query, Row,
    Rows, Search, pieces, same,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::common::definition;

fn form(schema: Value, options: Value, input: Value) -> Form {
    let mut definition = definition(schema, json!({}));
    definition.options = serde_json::from_value(options).unwrap();
    Form::new(&definition, Some(input), None)
}

fn item(label: &str) -> OptionItem {
    serde_json::from_value(json!({ "value": label, "label": label })).unwrap()
}

fn index(labels: &[&str]) -> Index {
    Index::whole(labels.iter().map(|label| item(label)).collect())
}

fn found(index: &Index, text: &str) -> Matches {
    let mut search = Search::new(Query::new(text), None);
    loop {
        if let Some(matches) = search.step(index, 3) {
            return matches;
        }
    }
}

fn labels(index: &Index, matches: &Matches) -> Vec<String> {
    matches.ranked.iter().map(|choice| index.item(*choice).label.clone()).collect()
}

fn dynamic(search: SearchMode) -> Dynamic {
    let source = OptionField { params: IndexMap::new(), search, allow_other: false, fixed: false };
    Dynamic { pointer: "/a".into(), source: source.into(), each: false }
}

fn page(labels: &[&str], cursor: Option<&str>) -> OptionsPage {
    OptionsPage {
        items: labels.iter().map(|label| item(label)).collect(),
        total: None,
        cursor: cursor.map(str::to_owned),
        as_of: "2026-11-21T12:00:00Z".into(),
        stale: false,
        truncated: false,
    }
}

fn shown(list: &List) -> Vec<String> {
    list.shown()
        .map(|shown| shown.items.iter().map(|item| item.label.clone()).collect())
        .unwrap_or_default()
}

#[test]
fn o1_a_field_with_a_source_is_a_search_field_whatever_its_type_and_place() {
    let schema = json!({
        "properties": {
            "account": { "type": "string" },
            "size": { "type": "integer", "enum": [1, 2, 3] },
            "whole": { "type": "object", "properties": { "id": { "type": "string" } } },
            "either": { "type": ["string", "integer"] },
            "names": { "type": "array", "uniqueItems": true, "items": { "type": "string" } },
            "list": { "type": "array", "items": { "type": "string" } },
            "rows": { "type": "array", "items": { "type": "string" } },
            "disks": { "type": "array", "items": { "type": "object", "properties": { "size": { "type": "string" } } } },
            "map": { "type": "object", "additionalProperties": { "type": "string" } },
            "shape": { "oneOf": [
                { "title": "A", "properties": { "kind": { "const": "a" }, "inside": { "type": "string" } } },
                { "title": "B", "properties": { "kind": { "const": "b" } } }
            ] }
        }
    });
    let source = json!({ "search": "client" });
    let options = json!({
        "/account": source, "/size": source, "/whole": source, "/either": source, "/names/*": source,
        "/list": source, "/rows/*": source, "/disks/*/size": source, "/map/*": source, "/shape/inside": source
    });
    let input =
        json!({ "rows": ["a"], "disks": [{}], "map": { "k": "v" }, "shape": { "kind": "a" } });
    let form = form(schema, options, input);
    for (at, widget, each) in [
        ("/account", Widget::Combobox, false),
        ("/size", Widget::Combobox, false),
        ("/whole", Widget::Combobox, false),
        ("/either", Widget::Combobox, false),
        ("/names", Widget::Tags, true),
        ("/list", Widget::Tags, true),
        ("/rows/0", Widget::Combobox, false),
        ("/disks/0/size", Widget::Combobox, false),
        ("/map/k", Widget::Combobox, false),
        ("/shape/inside", Widget::Combobox, false),
    ] {
        let field = form.field_at(at).unwrap();
        assert_eq!(field.widget, widget, "{at}");
        assert_eq!(field.dynamic.map(|dynamic| dynamic.each), Some(each), "{at}");
    }
    assert_eq!(form.field_at("/rows").unwrap().widget, Widget::List);
    assert_eq!(form.field_at("/rows").unwrap().dynamic, None);
}

/// The search field stands for what the schema asks for.
#[test]
fn x8_a_custom_field_with_a_source_is_drawn_by_it() {
    let schema = json!({ "properties": { "owner": { "ui:field": "OwnerPicker" } } });
    let form = form(schema, json!({ "/owner": { "search": "client" } }), json!({}));
    let field = form.field_at("/owner").unwrap();
    assert_eq!((field.widget, field.remark()), (Widget::Combobox, None));
}

#[test]
fn o2_nothing_is_asked_before_all_parameters_are_set() {
    let schema = json!({
        "properties": {
            "account": { "type": "string", "title": "AWS account" },
            "count": { "type": "integer", "title": "Count" },
            "pick": { "type": "string" }
        }
    });
    let options = json!({ "/pick": { "params": { "account": "/account", "n": "/count" } } });
    let mut form = form(schema, options, json!({}));
    let pick = form.field_at("/pick").unwrap();
    let dynamic = pick.dynamic.unwrap();
    let missing = |form: &Form| {
        let missing = form.option_params(&dynamic, "/pick").unwrap_err();
        missing.into_iter().map(|missing| (missing.pointer, missing.label)).collect::<Vec<_>>()
    };
    let account = ("/account".to_owned(), "AWS account".to_owned());
    let count = ("/count".to_owned(), "Count".to_owned());
    assert_eq!(missing(&form), [account.clone(), count.clone()]);
    form.set("/account", json!("prod"));
    assert_eq!(missing(&form), std::slice::from_ref(&count));
    // Text that is no number is no parameter.
    let field = form.field_at("/count").unwrap();
    form.apply(&field, "many");
    assert_eq!(missing(&form), [count]);
    form.apply(&field, "3");
    let params = form.option_params(&dynamic, "/pick").unwrap();
    assert_eq!(serde_json::to_value(params).unwrap(), json!({ "account": "prod", "n": 3 }));
    form.set("/account", Value::Null);
    assert_eq!(missing(&form), [account]);
}

#[test]
fn o3_parameters_with_a_star_are_of_the_same_item() {
    let schema = json!({
        "properties": {
            "region": { "type": "string" },
            "disks": { "type": "array", "items": { "type": "object", "properties": {
                "kind": { "type": "string", "title": "Kind" }, "size": { "type": "string" }
            } } }
        }
    });
    let options =
        json!({ "/disks/*/size": { "params": { "region": "/region", "kind": "/disks/*/kind" } } });
    let input = json!({ "region": "eu", "disks": [{ "kind": "ssd" }, { "kind": "hdd" }, {}] });
    let form = form(schema, options, input);
    let dynamic = form.field_at("/disks/0/size").unwrap().dynamic.unwrap();
    assert_eq!(form.option_params(&dynamic, "/disks/0/size").unwrap()["kind"], json!("ssd"));
    assert_eq!(form.option_params(&dynamic, "/disks/1/size").unwrap()["kind"], json!("hdd"));
    let missing = form.option_params(&dynamic, "/disks/2/size").unwrap_err();
    assert_eq!(missing[0].pointer, "/disks/2/kind");
}

#[test]
fn o3_values_of_a_branch_that_was_left_are_no_parameters() {
    let schema = json!({ "properties": { "pick": { "type": "string" } }, "oneOf": [
        { "title": "A", "required": ["a"], "properties": { "a": { "type": "string" } } },
        { "title": "B", "required": ["b"], "properties": { "b": { "type": "string" } } }
    ] });
    let options = json!({ "/pick": { "params": { "a": "/a" } } });
    let mut form = form(schema, options, json!({ "a": "x" }));
    let dynamic = form.field_at("/pick").unwrap().dynamic.unwrap();
    assert!(form.option_params(&dynamic, "/pick").is_ok());
    let root = form.root();
    form.choose(&root, &root.unions[0].place.clone(), 1);
    assert!(form.option_params(&dynamic, "/pick").is_err());
}

#[test]
fn o4_only_the_answer_to_the_last_question_counts() {
    let mut list = List::new(&dynamic(SearchMode::Server), IndexMap::new());
    let base = list.open(0.0).unwrap();
    assert_eq!(list.open(1.0), None, "it is on its way");
    let te = list.search("te").unwrap();
    let test = list.search("test").unwrap();
    assert_eq!(te.after, DEBOUNCE);
    assert_eq!(
        (te.request.search.as_deref(), test.request.search.as_deref()),
        (Some("te"), Some("test"))
    );
    assert!(
        !list.is_awaited(te.number) && list.is_awaited(test.number),
        "the timer of the first finds nothing to do"
    );
    list.answered(test.number, Ok(page(&["test-1"], None)), 2.0);
    list.answered(te.number, Ok(page(&["tea"], None)), 3.0);
    list.answered(base.number, Ok(page(&["all"], None)), 3.0);
    assert_eq!(shown(&list), ["test-1"]);
    assert!(list.answers("test ") && !list.answers("te"));
}

#[test]
fn o5_a_list_is_asked_for_once_and_again_when_it_is_old_or_stale() {
    let mut list = List::new(&dynamic(SearchMode::Client), IndexMap::new());
    let ask = list.open(0.0).unwrap();
    assert!(list.is_loading());
    assert_eq!(ask.request.pointer, "/a");
    list.answered(ask.number, Ok(page(&["a"], None)), 0.0);
    assert_eq!(list.open(FRESH - 1.0), None);
    assert_eq!(list.search("a"), None, "the browser filters");
    let again = list.open(FRESH).unwrap();
    assert_eq!(shown(&list), ["a"], "what is there stays until the answer");
    let stale = OptionsPage { stale: true, ..page(&["a", "b"], None) };
    list.answered(again.number, Ok(stale), FRESH);
    assert!(list.open(FRESH + 1.0).is_some(), "a stale list is asked for again");
}

thread_local! {
    static FREED: RefCell<Vec<usize>> = RefCell::default();
}

#[test]
fn o5_a_list_that_is_replaced_is_given_away_to_be_freed_once_nobody_reads_it() {
    let note = |items: Vec<OptionItem>| FREED.with_borrow_mut(|freed| freed.push(items.len()));
    let mut list = List::new(&dynamic(SearchMode::Server), IndexMap::new()).freed_by(note);
    let ask = list.open(0.0).unwrap();
    list.answered(ask.number, Ok(page(&["a"], Some("2"))), 0.0);
    let more = list.more().unwrap();
    list.answered(more.number, Ok(page(&["b"], None)), 0.0);
    assert!(FREED.with_borrow(Vec::is_empty), "what is added to is kept");
    let index = Index::over(Arc::clone(&list.base().unwrap().items));
    let again = list.open(FRESH).unwrap();
    list.answered(again.number, Ok(page(&["c"], None)), FRESH);
    assert!(FREED.with_borrow(Vec::is_empty), "it is searched still");
    drop(index);
    assert_eq!(FREED.take(), [2]);
    drop(list);
    assert_eq!(FREED.take(), [1]);
}

#[test]
fn o6_a_failure_keeps_the_list_and_is_asked_again_when_told_to() {
    let mut list = List::new(&dynamic(SearchMode::Client), IndexMap::new());
    let ask = list.open(0.0).unwrap();
    list.answered(ask.number, Ok(page(&["a"], None)), 0.0);
    let again = list.open(FRESH).unwrap();
    let failure = Failure { message: "down".into(), retryable: true, request_id: None };
    list.answered(again.number, Err(failure.clone()), FRESH);
    assert_eq!((list.failure(), shown(&list)), (Some(&failure), vec!["a".to_owned()]));
    assert_eq!(list.open(FRESH * 3.0), None);
    let retry = list.retry();
    assert_eq!(list.failure(), None);
    list.answered(retry.number, Ok(page(&["b"], None)), FRESH * 3.0);
    assert_eq!(shown(&list), ["b"]);
}

#[test]
fn o6_a_failure_is_asked_again_when_a_field_comes_back_to_the_list() {
    for (mode, retryable) in [
        (SearchMode::Client, true),
        (SearchMode::Client, false),
        (SearchMode::Server, true),
        (SearchMode::Server, false),
    ] {
        let mut list = List::new(&dynamic(mode), IndexMap::new());
        let ask = list.open(0.0).unwrap();
        let failure = Failure { message: "down".into(), retryable, request_id: None };
        list.answered(ask.number, Err(failure), 0.0);
        assert_eq!(list.open(1.0), None, "it stays as it is while the field has it");
        let again = list.back(2.0).unwrap();
        assert_eq!((list.failure(), again.request), (None, ask.request), "{mode:?}");
        assert_eq!(list.back(3.0), None, "it is on its way");
        list.answered(again.number, Ok(page(&["a"], None)), 4.0);
        assert_eq!(list.back(5.0), None, "there is nothing to ask");
        // One that its source searches is asked for when the field is opened.
        let is_client = mode == SearchMode::Client;
        assert_eq!(list.back(FRESH * 2.0).is_some(), is_client, "{mode:?}");
    }
}

#[test]
fn o7_pages_follow_by_cursor() {
    let mut list = List::new(&dynamic(SearchMode::Server), IndexMap::new());
    let ask = list.open(0.0).unwrap();
    assert_eq!(list.answered(ask.number, Ok(page(&["a"], Some("2"))), 0.0), None);
    let more = list.more().unwrap();
    assert_eq!((more.request.cursor.as_deref(), list.more()), (Some("2"), None));
    list.answered(more.number, Ok(page(&["b"], None)), 0.0);
    assert_eq!(
        (shown(&list), list.more(), list.is_complete()),
        (vec!["a".into(), "b".into()], None, true)
    );
    // The browser filters only what it has whole.
    let mut list = List::new(&dynamic(SearchMode::Client), IndexMap::new());
    let ask = list.open(0.0).unwrap();
    let next = list.answered(ask.number, Ok(page(&["a"], Some("2"))), 0.0).unwrap();
    assert_eq!(next.request.cursor.as_deref(), Some("2"));
    assert!(!list.is_complete());
}

#[test]
fn o8_a_list_that_was_cut_is_searched_by_its_source() {
    let mut list = List::new(&dynamic(SearchMode::Client), IndexMap::new());
    let ask = list.open(0.0).unwrap();
    list.answered(ask.number, Ok(OptionsPage { truncated: true, ..page(&["a"], None) }), 0.0);
    assert!(!list.is_complete());
    let search = list.search("zz").unwrap();
    list.answered(search.number, Ok(page(&["zz-1"], None)), 0.0);
    assert_eq!(shown(&list), ["zz-1"]);
    assert_eq!(list.search(" "), None);
    assert_eq!(shown(&list), ["a"], "without a text the list is back");
}

#[test]
fn o9_terms_in_any_order_find_and_rank() {
    let index =
        index(&["infra-test-tracker-db-stage-1", "stage", "test", "attest-stage", "infra-prod-1"]);
    for (text, expect) in [
        ("test stage", vec!["infra-test-tracker-db-stage-1", "attest-stage"]),
        ("stage test", vec!["infra-test-tracker-db-stage-1", "attest-stage"]),
        ("STAGE", vec!["stage", "infra-test-tracker-db-stage-1", "attest-stage"]),
        ("db_stage/1", vec!["infra-test-tracker-db-stage-1"]),
        ("infra", vec!["infra-test-tracker-db-stage-1", "infra-prod-1"]),
        (
            "",
            vec!["infra-test-tracker-db-stage-1", "stage", "test", "attest-stage", "infra-prod-1"],
        ),
        ("nothing-like-it", vec![]),
    ] {
        let matches = found(&index, text);
        assert_eq!(labels(&index, &matches), expect, "{text}");
        assert!(!matches.is_loose, "{text}");
    }
    let loose = found(&index, "tracker stge");
    assert_eq!(labels(&index, &loose), ["infra-test-tracker-db-stage-1"]);
    assert!(loose.is_loose);
}

#[test]
fn o9_the_best_of_loose_matches_comes_first() {
    let index = index(&["p-a-y-m-e-n-t", "payroll-enter", "xpayxment", "payments"]);
    let matches = found(&index, "paymnt");
    assert!(matches.is_loose);
    assert_eq!(labels(&index, &matches)[0], "payments");
    assert_eq!(found(&index, "pt").ranked.len(), 0, "two letters are everywhere");
}

#[test]
fn o10_what_was_looked_for_is_marked() {
    for (label, text, expect) in [
        ("infra-test-tracker-db-stage-1", "test stage", "infra-[test]-tracker-db-[stage]-1"),
        ("orders-archive-2023", "orders arch", "[orders-arch]ive-2023"),
        ("Größe ÄÖ", "grö äö", "[Grö]ße [ÄÖ]"),
        ("attest test", "test", "attest [test]"),
        ("<b>x</b>", "b", "<b>x</[b]>"),
        ("abc", "", "abc"),
    ] {
        let marked: String = pieces(label, &Query::new(text), false)
            .into_iter()
            .map(|piece| if piece.is_marked { format!("[{}]", piece.text) } else { piece.text })
            .collect();
        assert_eq!(marked, expect, "{text}");
    }
    let loose = pieces("payments", &Query::new("paymnt"), true);
    let letters: String = loose.into_iter().filter(|it| it.is_marked).map(|it| it.text).collect();
    assert_eq!(letters, "paymnt");
}

#[test]
fn o11_values_are_any_json_and_come_once() {
    let item = |value: Value, label: &str| OptionItem { value, ..item(label) };
    let index = Index::whole(vec![
        item(json!({ "id": 1, "zone": "a" }), "one"),
        item(json!({ "zone": "a", "id": 1.0 }), "the same"),
        item(json!(7), "seven"),
        item(json!(null), "none"),
        item(json!([1, "x"]), "list"),
        item(json!("7"), "text"),
    ]);
    assert_eq!(index.len(), 5);
    let label = |value: Value| index.position(&value).map(|at| index.item(at).label.clone());
    assert_eq!(label(json!({ "zone": "a", "id": 1 })).as_deref(), Some("one"));
    assert_eq!(label(json!(7.0)).as_deref(), Some("seven"));
    assert_eq!(label(json!("7")).as_deref(), Some("text"));
    assert_eq!(label(json!(null)).as_deref(), Some("none"));
    assert_eq!(label(json!([1, "y"])), None);
}

#[test]
fn o12_groups_stand_where_their_best_choice_does() {
    let grouped = |label: &str, group: Option<&str>| OptionItem {
        group: group.map(str::to_owned),
        ..item(label)
    };
    let index = Index::whole(vec![
        grouped("a1", Some("A")),
        grouped("b1", Some("B")),
        grouped("a2", Some("A")),
        grouped("x", None),
        grouped("b-a", Some("B")),
    ]);
    let lines = |text: &str| {
        let rows = Rows::new(&index, &found(&index, text));
        let line = |row: Row| match row {
            Row::Heading(name) => format!("# {name}"),
            Row::Choice { choice, place } => format!("{place} {}", index.item(choice).label),
        };
        let all: Vec<String> = rows.window(0, rows.lines()).into_iter().map(line).collect();
        for from in 0..=all.len() {
            let part: Vec<String> = rows.window(from, usize::MAX).into_iter().map(line).collect();
            assert_eq!(part, all[from..], "from {from}");
        }
        for place in 0..rows.len() {
            let row = rows.window(rows.line_of(place), rows.line_of(place) + 1);
            assert!(matches!(row[0], Row::Choice { place: at, .. } if at == place));
        }
        all
    };
    assert_eq!(lines(""), ["# A", "0 a1", "1 a2", "# B", "2 b1", "3 b-a", "4 x"]);
    assert_eq!(lines("b"), ["# B", "0 b1", "1 b-a"]);
}

#[test]
fn o13_typed_text_names_a_choice_by_value_or_label() {
    let with = |value: Value, label: &str| OptionItem { value, ..item(label) };
    let index = Index::whole(vec![
        with(json!("i-1"), "Web One"),
        with(json!("i-2"), "Twin"),
        with(json!("i-3"), "Twin"),
        with(json!(8080), "HTTP"),
        OptionItem { disabled: true, ..item("off") },
    ]);
    let one = |text: &str| match index.named(text) {
        Named::One(item) => Some(item.value.clone()),
        _ => None,
    };
    assert_eq!(one(" web-one "), Some(json!("i-1")));
    assert_eq!(one("i-2"), Some(json!("i-2")));
    assert_eq!(one("8080"), Some(json!(8080)));
    assert_eq!(one("8080.0"), None, "it is not written so");
    assert_eq!(index.named("twin"), Named::Several);
    assert_eq!(index.named("web"), Named::Nothing);
    assert!(matches!(index.named("off"), Named::Disabled(_)));
}

#[test]
fn o14_several_are_pasted_and_what_is_unknown_is_told() {
    let index = index(&["a", "b", "c-1", "Berlin"]);
    let rules = ListRules { unique: true, max: Some(4), ..ListRules::default() };
    let pasted = index.paste(&[json!("a")], "b\nc-1, nope\ta", &rules, None);
    assert_eq!(pasted.items, [json!("a"), json!("b"), json!("c-1")]);
    assert_eq!((pasted.added, pasted.rest.as_str()), (2, "nope"));
    assert_eq!(pasted.refused.as_deref(), Some("nope is none of the choices"));
    let many = index.paste(&[], "1,2,3,4,5", &rules, None);
    assert_eq!(many.refused.as_deref(), Some("1, 2, 3 and 2 more are none of the choices"));
    let read = |text: &str| text.parse::<i64>().ok().map(Value::from);
    let other = index.paste(&[], "12, x, b", &rules, Some(&read));
    assert_eq!((other.items, other.rest), (vec![json!(12), json!("b")], "x".to_owned()));
    let full = index.paste(&[json!(1), json!(2), json!(3), json!(4)], "a,b", &rules, None);
    assert_eq!(full.refused.as_deref(), Some("a is one too many: 4 is the most there can be"));
}

#[test]
fn o14_a_pasted_name_that_several_choices_share_names_none() {
    let with = |value: &str, label: &str| OptionItem { value: json!(value), ..item(label) };
    let index = Index::whole(vec![
        item("orders-db"),
        item("orders_db"),
        item("prod"),
        item("Prod"),
        with("i-1", "Twin"),
        with("i-2", "Twin"),
        with("i-3", "i 4"),
        with("i-4", "Four"),
    ]);
    let any = |text: &str| Some(Value::from(text));
    for (text, items, rest) in [
        ("orders-db\norders_db", json!(["orders-db", "orders_db"]), ""),
        ("Prod, prod", json!(["Prod", "prod"]), ""),
        ("orders.db, PROD", json!([]), "orders.db, PROD"),
        ("Twin, twin, i-2, I.1", json!(["i-2", "i-1"]), "Twin, twin"),
        ("i-4, i 4, I_4, four", json!(["i-4", "i-3", "i-4"]), "I_4"),
    ] {
        let pasted = index.paste(&[], text, &ListRules::default(), None);
        assert_eq!((Value::from(pasted.items), pasted.rest.as_str()), (items.clone(), rest));
        let told = pasted.refused.is_some_and(|why| why.contains("none of the choices"));
        assert_eq!(told, !rest.is_empty(), "{text}");
        // What is the name of choices is no other value.
        let open = index.paste(&[], text, &ListRules::default(), Some(&any));
        assert_eq!((Value::from(open.items), open.rest.as_str()), (items, rest));
    }
}

#[test]
fn o15_a_choice_that_was_made_keeps_its_label() {
    let mut list = List::new(&dynamic(SearchMode::Server), IndexMap::new());
    list.keep(&OptionItem { value: json!({ "id": 1 }), ..item("One") });
    assert_eq!(list.kept(&json!({ "id": 1.0 })).map(|item| item.label.as_str()), Some("One"));
}

#[test]
fn o15_a_value_is_called_as_it_was_until_a_list_calls_it_otherwise() {
    let mut labels = Labels::default();
    assert_eq!(labels.of(&json!("db-1")), None);
    labels.note(&json!({ "id": 1, "zone": "a" }), "One");
    labels.note(&json!("1"), "Text");
    assert_eq!(labels.of(&json!({ "zone": "a", "id": 1.0 })), Some("One"));
    assert_eq!(labels.of(&json!(1)), None, "another value");
    labels.note(&json!({ "id": 1, "zone": "a" }), "Uno");
    assert_eq!(labels.of(&json!({ "id": 1, "zone": "a" })), Some("Uno"));
}

fn held() -> Held {
    let list = List::new(&dynamic(SearchMode::Server), IndexMap::new());
    Held::new(list.question().clone())
}

#[test]
fn o15_only_a_field_that_a_form_has_once_keeps_its_names_by_its_pointer() {
    for (pointer, each, is_one) in [
        ("/db", false, true),
        ("/group/db", false, true),
        ("/dbs", true, true),
        ("/dbs/*", true, true),
        ("/dbs/*", false, false),
        ("/disks/*/size", false, false),
        ("/disks/*/sizes", true, false),
        ("/disks/*/sizes/*", true, false),
    ] {
        let dynamic = Dynamic { pointer: pointer.into(), each, ..dynamic(SearchMode::Client) };
        assert_eq!(dynamic.is_one(), is_one, "{pointer}, {each}");
    }
}

#[test]
fn o16_what_is_held_is_looked_for_once_one_value_after_the_other() {
    let (one, other) = (json!("i-1"), json!({ "id": 2 }));
    let mut held = held();
    let ask = held.look_for(&one).unwrap();
    assert_eq!((ask.pointer.as_str(), ask.search.as_deref()), ("/a", Some("i-1")));
    assert_eq!(held.look_for(&one), None, "it is on its way");
    assert_eq!(held.look_for(&json!(" ")), None, "there is nothing to look for");
    assert_eq!(held.look_for(&other), None, "it waits for its turn");
    let web = OptionItem { label: "Web One".into(), ..item("i-1") };
    let found = OptionsPage { items: vec![item("i-10"), web], ..page(&[], Some("2")) };
    let ask = held.answered(Some(found)).unwrap();
    assert_eq!((ask.search.as_deref(), ask.cursor), (Some(r#"{"id":2}"#), None));
    assert_eq!(held.item(&one).map(|item| item.label.as_str()), Some("Web One"));
    assert_eq!(held.answered(Some(page(&[], None))), None);
    assert!(held.is_gone(&json!({ "id": 2.0 })) && !held.is_gone(&one));
    assert_eq!(held.look_for(&other), None, "once");
    let long = "é".repeat(1_000);
    let ask = held.look_for(&json!(long)).unwrap();
    assert_eq!(ask.search, Some("é".repeat(200)), "the gateway takes no more");
}

#[test]
fn o16_what_comes_or_is_chosen_after_all_is_not_gone() {
    let (one, other) = (json!("i-1"), json!("i-2"));
    let mut held = held();
    held.look_for(&one).unwrap();
    assert_eq!(held.look_for(&other), None);
    held.answered(Some(page(&[], None))).unwrap();
    assert!(held.is_gone(&one));
    let list = index(&["i-0", "i-1"]);
    assert!(held.came(&list) && !held.came(&list), "news once");
    assert!(!held.is_gone(&one) && !held.is_gone(&other));
    assert_eq!(held.item(&one), Some(&item("i-1")));
    // What was chosen while it was looked for is there, whatever is found: the source was asked before.
    let chosen = OptionItem { label: "Two".into(), ..item("i-2") };
    assert!(held.chosen(&chosen) && !held.chosen(&item("i-3")));
    assert_eq!(held.answered(Some(page(&[], None))), None);
    assert!(!held.is_gone(&other));
    assert_eq!(held.item(&other), Some(&chosen));
}

#[test]
fn o16_what_a_source_that_searches_gives_without_a_text_need_not_be_all() {
    for (mode, truncated, is_whole) in [
        (SearchMode::Client, false, true),
        (SearchMode::Client, true, false),
        (SearchMode::Server, false, false),
    ] {
        let mut list = List::new(&dynamic(mode), IndexMap::new());
        assert!(!list.is_whole());
        let ask = list.open(0.0).unwrap();
        list.answered(ask.number, Ok(OptionsPage { truncated, ..page(&["a"], None) }), 0.0);
        assert_eq!(list.is_whole(), is_whole, "{mode:?} {truncated}");
    }
}

#[test]
fn o16_only_all_matches_tell_that_a_value_is_gone() {
    let value = json!("i-1");
    let last = || page(&["i-10"], None);
    for (answer, is_gone) in [
        (Some(last()), true),
        (Some(page(&["i-1"], None)), false),
        (Some(OptionsPage { stale: true, ..last() }), false),
        (Some(OptionsPage { truncated: true, ..last() }), false),
        (None, false),
    ] {
        let mut held = held();
        held.look_for(&value).unwrap();
        assert_eq!(held.answered(answer.clone()), None);
        assert_eq!(held.is_gone(&value), is_gone, "{answer:?}");
        assert_eq!(held.look_for(&value), None, "whatever came of it");
    }
    let mut held = held();
    let mut ask = held.look_for(&value);
    let mut pages = 0;
    while let Some(asked) = ask {
        assert_eq!(asked.cursor.as_deref(), (pages > 0).then_some("next"));
        pages += 1;
        ask = held.answered(Some(page(&["i-10"], Some("next"))));
    }
    assert_eq!((pages, held.is_gone(&value)), (10, false));
}

/// What somebody does with a list, and what the source answers when.
#[derive(Clone, Debug)]
enum Step {
    Open,
    Search(String),
    More,
    Retry,
    Back,
    /// One of the questions so far is answered, or fails.
    Answer(usize, bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        Just(Step::Open),
        "[ab]{0,2}".prop_map(Step::Search),
        Just(Step::More),
        Just(Step::Retry),
        Just(Step::Back),
        (0..8_usize, any::<bool>()).prop_map(|(at, ok)| Step::Answer(at, ok)),
    ];
    proptest::collection::vec(step, 1..40)
}

fn names() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[ab-]{1,3}([ -][abcé]{1,4}){0,3}", 0..40)
}

proptest! {
    /// However answers come in, what is shown for a text was found for that text, and nothing is shown twice.
    #[test]
    fn o4_no_order_of_answers_shows_an_older_one(steps in steps(), is_server in any::<bool>()) {
        let mode = if is_server { SearchMode::Server } else { SearchMode::Client };
        let mut list = List::new(&dynamic(mode), IndexMap::new());
        let mut asked: Vec<Ask> = Vec::new();
        let mut typed = String::new();
        let mut now = 0.0;
        for step in steps {
            now += FRESH / 2.0;
            let ask = match step {
                Step::Open => list.open(now),
                Step::Search(text) => { typed.clone_from(&text); list.search(&text) }
                Step::More => list.more(),
                Step::Retry => Some(list.retry()),
                Step::Back => list.back(now),
                Step::Answer(at, ok) => {
                    let Some(ask) = asked.get(at).cloned() else { continue };
                    let request = &ask.request;
                    let name = format!("{:?} {:?}", request.search, request.cursor);
                    let next = request.cursor.is_none().then_some("2");
                    let failure = Failure { message: String::new(), retryable: true, request_id: None };
                    let answer = if ok { Ok(page(&[&name], next)) } else { Err(failure) };
                    list.answered(ask.number, answer, now)
                }
            };
            asked.extend(ask);
            if let Some(found) = list.found() {
                prop_assert!(is_server);
                let searched = found.items[0].label.clone();
                // It is of this text, or of the text before while its successor's answer is awaited or has failed.
                let is_of_text = searched.contains(&format!("{typed:?}"));
                prop_assert!(is_of_text || list.is_loading() || list.failure().is_some(), "{searched} for {typed}");
                prop_assert_eq!(list.answers(&typed), is_of_text);
            }
            let shown = shown(&list);
            let mut once = shown.clone();
            once.dedup();
            prop_assert_eq!(shown, once);
        }
    }

    /// Searching on in what was found gives what a search from the start would, in any steps.
    #[test]
    fn o9_narrowing_finds_what_a_new_search_would(names in names(), text in "[abc -]{1,8}", step in 1..7_usize) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let index = index(&names);
        let mut before: Option<Matches> = None;
        for end in 1..=text.len() {
            let query = Query::new(&text[..end]);
            let mut search = Search::new(query, before.as_ref());
            let matches = loop {
                if let Some(matches) = search.step(&index, step) { break matches }
            };
            let anew = found(&index, &text[..end]);
            prop_assert_eq!(&matches.ranked, &anew.ranked, "{}", &text[..end]);
            prop_assert_eq!(matches.is_loose, anew.is_loose);
            before = Some(matches);
        }
    }

    /// Marks add nothing to a label and take nothing away; what is found has its terms marked.
    #[test]
    fn o10_marks_leave_the_text(label in "\\PC{0,30}", text in "\\PC{0,6}", is_loose in any::<bool>()) {
        let parts = pieces(&label, &Query::new(&text), is_loose);
        let joined: String = parts.iter().map(|piece| piece.text.as_str()).collect();
        prop_assert_eq!(joined, label);
    }

    /// A search holds all terms wherever they are, and finds all that does.
    #[test]
    fn o9_what_is_found_holds_all_terms(names in names(), text in "[abc]{1,2} [abc]{1,2}") {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let index = index(&names);
        let matches = found(&index, &text);
        let holds = |name: &str| text.split(' ').all(|term| name.contains(term));
        let mut expect: Vec<&str> = names.iter().copied().filter(|name| holds(name)).collect();
        expect.sort_unstable();
        expect.dedup();
        if !matches.is_loose {
            let mut found = labels(&index, &matches);
            found.sort_unstable();
            prop_assert_eq!(found, expect);
        } else {
            prop_assert!(expect.is_empty());
        }
    }

    /// A value is the same as itself written otherwise.
    #[test]
    fn o11_a_value_is_found_however_it_is_written(numbers in proptest::collection::vec(-1000..1000_i64, 1..20)) {
        let items = numbers.iter().map(|number| OptionItem { value: json!({ "n": number }), ..item("x") });
        let index = Index::whole(items.collect());
        for number in &numbers {
            let other = json!({ "n": *number as f64 });
            let expect = json!({ "n": number });
            let is_it = index.position(&other).is_some_and(|at| same(&index.item(at).value, &expect));
            prop_assert!(is_it);
        }
    }
}
