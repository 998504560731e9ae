//! The schema document: where a `$ref` leads, without leaving the document.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::applicators::{LIST, MAP, ONE, is_schema};
use crate::keywords::Draft;
use crate::memo::Memo;
use crate::{custom, label, pointer, uri};

/// Where a schema is inside its document, as a JSON Pointer. In the document of a form the numbers of resources can stand
/// before it, such as `2.5/items`: those that references on the way to it were written in, as far as a dynamic reference can
/// tell. So all that is known by place is known apart for each way.
pub type Place = Arc<str>;

/// A place without the way to it: where its schema is written.
pub fn written_at(place: &str) -> &str {
    split(place).1
}

fn split(place: &str) -> (&str, &str) {
    let is_of_way = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    place.split_at(place.bytes().take_while(|byte| is_of_way(*byte)).count())
}

/// A schema document with its anchors and embedded resources indexed.
#[derive(Clone, Debug)]
pub struct Document {
    root: Arc<Value>,
    index: Arc<Index>,
    memo: Arc<Memo>,
    /// Where a form draws it: what the validator passes over, by place, and as "" all the rest; empty where that is nothing.
    drawn: Option<Arc<HashMap<Place, Value>>>,
    /// Titles that hold Markdown, by their text: their words, and their HTML.
    titles: Arc<HashMap<String, (String, Arc<str>)>>,
}

/// Places by the names they can be referred to.
#[derive(Debug, Default)]
struct Index {
    /// Resources embedded by `$id`, innermost last, with their full names; the root is the first.
    resources: Vec<(Place, String)>,
    by_name: HashMap<String, Place>,
    /// By resource and name.
    anchors: HashMap<(Place, String), Place>,
    /// Resources, by number, with the names that dynamic references may find in them.
    binding: Vec<(usize, String)>,
    /// Draft-04 writes `id`.
    old_ids: bool,
    /// The drafts that schemas name, by place.
    drafts: HashMap<Place, Draft>,
    /// Keywords that the validator passes over, those of a schema before those of the schemas in it.
    passed_over: Vec<Place>,
    unions: bool,
    shapes: bool,
    dependents: bool,
    conditions: bool,
}

/// What is drawn of a schema with a `$ref` where nothing counts beside it: what says how it is meant here.
const BESIDE_REF: [&str; 9] = [
    "$ref",
    "default",
    "deprecated",
    "description",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
    custom::KEYWORD,
];

/// Keywords whose objects hold no schemas, be their keys what they may.
const NO_SCHEMAS: [&str; 5] = ["const", "default", "dependentRequired", "enum", "examples"];

impl Document {
    /// Indexes a schema.
    pub fn new(root: Arc<Value>) -> Self {
        let named = root.get("$schema").and_then(Value::as_str).unwrap_or_default();
        let mut index = Index {
            old_ids: named.contains("draft-04"),
            conditions: holds_conditions(&root),
            ..Index::default()
        };
        index.resources.push(("".into(), String::new()));
        index.by_name.insert(String::new(), "".into());
        index.schema(&root, "", &"".into(), "", None);
        let (index, memo) = (Arc::new(index), Arc::default());
        Self { root, index, memo, drawn: None, titles: Arc::default() }
    }

    /// The same as a form draws it: without what the validator passes over, beside a `$ref` or of another draft.
    pub(crate) fn drawn(self) -> Self {
        let mut drawn = HashMap::new();
        if !self.index.passed_over.is_empty() {
            let mut root = Value::clone(&self.root);
            // The innermost first: what is referred to in one of them is without others as well.
            for place in self.index.passed_over.iter().rev() {
                let Some((schema, keyword)) = pointer::split_last(place) else { continue };
                let schema = root.pointer_mut(schema).and_then(Value::as_object_mut);
                if let Some(value) = schema.and_then(|schema| schema.shift_remove(keyword.as_ref()))
                {
                    drawn.insert(Place::clone(place), value);
                }
            }
            drawn.insert("".into(), root);
        }
        Self { drawn: Some(Arc::new(drawn)), memo: Arc::default(), ..self }
    }

    /// The draft of the schema at a place: what it names, or the innermost schema around it that names one.
    pub fn draft_at(&self, place: &str) -> Option<Draft> {
        let mut around = written_at(place);
        loop {
            if let Some(draft) = self.index.drafts.get(around) {
                return Some(*draft);
            }
            around = &around[..around.rfind('/')?];
        }
    }

    /// Whether a keyword is one that the draft of the schema at a place does not have.
    pub(crate) fn lacks(&self, place: &str, keyword: &str) -> bool {
        self.draft_at(place).is_some_and(|draft| draft.lacks(keyword))
    }

    /// The same with the HTML of titles that hold Markdown.
    pub(crate) fn with_titles(mut self, titles: &IndexMap<String, String>) -> Self {
        let marked = titles
            .iter()
            .map(|(title, html)| (title.clone(), (label::of_html(html), Arc::from(html.as_str()))));
        self.titles = Arc::new(marked.collect());
        // What branches are called depends on them.
        self.memo = Arc::default();
        self
    }

    /// A title's words, without the marks of Markdown.
    pub(crate) fn words(&self, title: &str) -> String {
        self.titles.get(title).map_or_else(|| title.to_owned(), |(words, _)| words.clone())
    }

    /// A title as HTML, where it holds Markdown.
    pub(crate) fn marked(&self, title: &str) -> Option<Arc<str>> {
        self.titles.get(title).map(|(_, html)| Arc::clone(html))
    }

    /// The whole schema.
    pub fn root(&self) -> &Arc<Value> {
        &self.root
    }

    /// The schema at a place.
    pub fn at(&self, place: &str) -> Option<&Value> {
        let Some(drawn) = &self.drawn else { return pointer::get(&self.root, place) };
        let place = written_at(place);
        if drawn.is_empty() {
            return pointer::get(&self.root, place);
        }
        let mut around = place;
        loop {
            if let Some(part) = drawn.get(around) {
                return pointer::get(part, &place[around.len()..]);
            }
            around = &around[..around.rfind('/')?];
        }
    }

    /// The places that a path can mean which counts from the document, or from a resource embedded in it.
    pub fn meant(&self, path: &str) -> Vec<Place> {
        let resources = self.index.resources.iter();
        let places = resources.map(|(resource, _)| Place::from(format!("{resource}{path}")));
        places.filter(|place| self.at(place).is_some()).collect()
    }

    /// The place a reference of the root schema leads to; `None` when it leads nowhere or outside the document.
    pub fn resolve(&self, reference: &str) -> Option<Place> {
        self.resolve_from("", reference)
    }

    /// The place a reference written at `from` leads to: relative to the embedded resource around it.
    pub fn resolve_from(&self, from: &str, reference: &str) -> Option<Place> {
        let target = self.written_target(from, reference)?;
        Some(self.reached(from, target))
    }

    fn written_target(&self, from: &str, reference: &str) -> Option<Place> {
        let (resource, name) = &self.index.resources[self.resource_of(written_at(from))];
        let (target, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let start: Place = if target.is_empty() {
            Arc::clone(resource)
        } else {
            Arc::clone(self.index.by_name.get(&uri::join(name, target))?)
        };
        let fragment = uri::percent_decode(fragment);
        if fragment.is_empty() {
            return Some(start);
        }
        if fragment.starts_with('/') {
            let place = format!("{start}{fragment}");
            return self.at(&place).is_some().then(|| place.into());
        }
        self.index.anchors.get(&(start, fragment)).cloned()
    }

    /// The place of the schema that the `$ref` of the one at `place` leads to.
    pub fn target(&self, place: &str, schema: &Value) -> Option<Place> {
        let target = self.resolve_plain(place, schema.get("$ref")?.as_str()?)?;
        self.at(&target).is_some_and(is_schema).then_some(target)
    }

    /// All places a reference can lead to, whichever embedded resource it is written in.
    pub fn resolve_everywhere(&self, reference: &str) -> Vec<Place> {
        let mut found: Vec<Place> = Vec::new();
        for (resource, _) in &self.index.resources {
            let target = self.resolve_from(resource, reference);
            found.extend(target.filter(|target| !found.contains(target)));
        }
        // A dynamic reference leads to whatever has the name.
        if let Some((_, name)) = reference.split_once('#') {
            let named = self.index.anchors.iter().filter(|((_, known), _)| known == name);
            found.extend(named.map(|(_, place)| Place::clone(place)));
        }
        found
    }

    /// The place that a `$ref` written at `from` leads to. Where the draft has dynamic anchors, the validator reads one that
    /// names such an anchor as a `$dynamicRef`.
    pub(crate) fn resolve_plain(&self, from: &str, reference: &str) -> Option<Place> {
        match self.lacks(from, "$dynamicRef") {
            true => self.resolve_from(from, reference),
            false => self.resolve_dynamic(from, "$dynamicRef", reference),
        }
    }

    /// The same for `$dynamicRef` and `$recursiveRef`: of the resources that references on the way were written in, the
    /// outermost that has the name wins.
    pub(crate) fn resolve_dynamic(
        &self,
        from: &str,
        keyword: &str,
        reference: &str,
    ) -> Option<Place> {
        let target = self.resolve_from(from, reference)?;
        if keyword == "$recursiveRef" {
            let says = |place: &str| {
                self.at(place).and_then(|schema| schema.get("$recursiveAnchor"))
                    == Some(&Value::Bool(true))
            };
            let is_root = says(&target) && says("");
            return Some(if is_root { self.reached(from, "".into()) } else { target });
        }
        let name = reference.split_once('#').map_or("", |(_, name)| name);
        let binds = |place: &str| {
            let bound = self.at(place).and_then(|schema| schema.get("$dynamicAnchor"));
            bound.and_then(Value::as_str) == Some(name)
        };
        if name.is_empty() || !binds(&target) {
            return Some(target);
        }
        let named = |resource: usize| {
            let (resource, _) = self.index.resources.get(resource)?;
            let found = self.index.anchors.get(&(Place::clone(resource), name.to_owned()))?;
            binds(found).then(|| Place::clone(found))
        };
        let outermost = self.scope(from).into_iter().find_map(named);
        Some(outermost.map_or(target, |found| self.reached(from, found)))
    }

    /// A place as it is reached by a reference written at `from`.
    fn reached(&self, from: &str, target: Place) -> Place {
        let binding = &self.index.binding;
        // Where the root alone has names, each way leads to them.
        if self.drawn.is_none() || binding.iter().all(|(resource, _)| *resource == 0) {
            return target;
        }
        let mut names: HashSet<&str> = HashSet::new();
        let mut way: Vec<String> = Vec::new();
        for resource in self.scope(from) {
            let known = names.len();
            let own = binding.iter().filter(|(of, _)| *of == resource);
            names.extend(own.map(|(_, name)| name.as_str()));
            // Names that one further out has are found there.
            if names.len() > known {
                way.push(resource.to_string());
            }
        }
        if way.is_empty() { target } else { format!("{}{target}", way.join(".")).into() }
    }

    /// The resources that references on the way to a place were written in, by number, the outermost first, and the one that
    /// it is in. Where no form draws it, no way is told, and it is taken to be one from the root.
    fn scope(&self, place: &str) -> Vec<usize> {
        let (way, at) = split(place);
        let mut scope = if self.drawn.is_some() { Vec::new() } else { vec![0] };
        scope.extend(way.split('.').filter_map(|number| number.parse::<usize>().ok()));
        scope.push(self.resource_of(at));
        scope
    }

    /// Whether any value can be of several shapes.
    pub(crate) fn has_unions(&self) -> bool {
        self.index.unions
    }

    /// Whether `anyOf` or `oneOf` stands anywhere.
    pub(crate) fn has_shapes(&self) -> bool {
        self.index.shapes
    }

    /// Whether the presence of any value decides on others.
    pub(crate) fn has_dependents(&self) -> bool {
        self.index.dependents
    }

    /// Whether the validator could be asked about anything: without conditions and patterns there is nothing to
    /// look for at each edit.
    pub(crate) fn has_conditions(&self) -> bool {
        self.index.conditions
    }

    /// What was found out about places before.
    pub(crate) fn memo(&self) -> &Memo {
        &self.memo
    }

    /// The innermost resource around a place, by number.
    fn resource_of(&self, place: &str) -> usize {
        let around = |(resource, _): &(Place, String)| pointer::is_within(place, resource);
        self.index.resources.iter().rposition(around).unwrap_or(0)
    }
}

/// Whether a condition or a pattern stands anywhere, wherever references lead.
fn holds_conditions(value: &Value) -> bool {
    match value {
        Value::Object(map) => {
            ["if", "patternProperties"].iter().any(|key| map.contains_key(*key))
                || map.values().any(holds_conditions)
        }
        Value::Array(items) => items.iter().any(holds_conditions),
        _ => false,
    }
}

impl Index {
    fn schema(
        &mut self,
        schema: &Value,
        place: &str,
        resource: &Place,
        name: &str,
        draft: Option<Draft>,
    ) {
        let Some(map) = schema.as_object() else { return };
        let (mut resource, mut name) = (Arc::clone(resource), name.to_owned());
        // A schema in another one can be of another draft.
        let named = map.get("$schema").and_then(Value::as_str).and_then(Draft::named);
        if let Some(draft) = named {
            self.drafts.insert(place.into(), draft);
        }
        let draft = named.or(draft);
        self.pass_over(map, place, draft);
        let old = if self.old_ids { map.get("id") } else { None };
        if let Some(id) = map.get("$id").or(old).and_then(Value::as_str) {
            // Until draft-07 an anchor was written as an id that is only a fragment.
            if let Some(anchor) = id.strip_prefix('#') {
                self.anchor(&resource, anchor, place);
            } else {
                name = uri::join(&name, id.trim_end_matches('#'));
                resource = place.into();
                if place.is_empty() {
                    self.resources[0].1.clone_from(&name);
                } else {
                    self.resources.push((Arc::clone(&resource), name.clone()));
                }
                self.by_name.entry(name.clone()).or_insert_with(|| Arc::clone(&resource));
            }
        }
        for key in ["$anchor", "$dynamicAnchor"] {
            let Some(anchor) = map.get(key).and_then(Value::as_str) else { continue };
            self.anchor(&resource, anchor, place);
            if key == "$dynamicAnchor" {
                let number = self.resources.iter().rposition(|(known, _)| *known == resource);
                self.binding.extend(number.map(|number| (number, anchor.to_owned())));
            }
        }
        let has_list = |key: &str| map.get(key).is_some_and(Value::is_array);
        self.shapes |= has_list("anyOf") || has_list("oneOf");
        self.unions |= self.shapes || has_list("type");
        self.dependents |=
            ["dependencies", "dependentSchemas"].iter().any(|key| map.contains_key(*key));
        self.below(map, place, &resource, &name, draft);
    }

    /// Notes the keywords of a schema that the validator passes over.
    fn pass_over(&mut self, map: &Map<String, Value>, place: &str, draft: Option<Draft>) {
        let Some(draft) = draft else { return };
        let is_alone = draft.ref_is_alone() && map.get("$ref").is_some_and(Value::is_string);
        let says_nothing = |key: &str| draft.lacks(key) || is_alone && !BESIDE_REF.contains(&key);
        let keys = map.keys().filter(|key| says_nothing(key));
        self.passed_over.extend(keys.map(|key| Place::from(pointer::child(place, key))));
    }

    fn below(
        &mut self,
        map: &Map<String, Value>,
        place: &str,
        resource: &Place,
        name: &str,
        draft: Option<Draft>,
    ) {
        for (key, value) in map {
            let at = pointer::child(place, key);
            match value {
                Value::Object(_) if ONE.contains(&key.as_str()) => {
                    self.schema(value, &at, resource, name, draft);
                }
                Value::Array(items) if LIST.contains(&key.as_str()) => {
                    for (index, item) in items.iter().enumerate() {
                        let at = pointer::child(&at, &index.to_string());
                        self.schema(item, &at, resource, name, draft);
                    }
                }
                // OpenAPI keeps its definitions under `schemas`.
                Value::Object(named) if MAP.contains(&key.as_str()) || key == "schemas" => {
                    for (key, inner) in named {
                        self.schema(inner, &pointer::child(&at, key), resource, name, draft);
                    }
                }
                // Definitions are also kept under keys that no draft knows.
                Value::Object(named) if !NO_SCHEMAS.contains(&key.as_str()) => {
                    self.pass_over(named, &at, draft);
                    self.below(named, &at, resource, name, draft);
                }
                _ => {}
            }
        }
    }

    fn anchor(&mut self, resource: &Place, name: &str, place: &str) {
        let key = (Arc::clone(resource), name.to_owned());
        self.anchors.entry(key).or_insert_with(|| place.into());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(from: &str, reference: &str, expect: Option<&str>) {
        let document = Document::new(Arc::new(json!({
            "$id": "https://example.com/root.json",
            "properties": { "a/b": { "$anchor": "slash" }, "c d": {}, "const": { "$anchor": "hidden" } },
            "default": { "$anchor": "data" },
            "$defs": {
                "inner": { "$id": "inner.json", "$defs": { "x": { "$anchor": "x" }, "y": {} } },
                "old": { "$id": "#old" }
            }
        })));
        assert_eq!(document.resolve_from(from, reference).as_deref(), expect);
    }

    #[test]
    fn references() {
        check("", "#", Some(""));
        check("", "#/$defs/inner", Some("/$defs/inner"));
        check("", "#/properties/a~1b", Some("/properties/a~1b"));
        check("", "#/properties/c%20d", Some("/properties/c d"));
        check("", "#slash", Some("/properties/a~1b"));
        check("", "#hidden", Some("/properties/const"));
        check("", "#data", None);
        check("", "#old", Some("/$defs/old"));
        check("", "inner.json#/$defs/x", Some("/$defs/inner/$defs/x"));
        check("", "https://example.com/inner.json#x", Some("/$defs/inner/$defs/x"));
        check("", "https://example.com/root.json", Some(""));
        check("", "#/nowhere", None);
        check("", "https://example.com/other.json", None);
        check("", "#%zz", None);
    }

    #[test]
    fn references_inside_an_embedded_resource() {
        check("/$defs/inner", "#", Some("/$defs/inner"));
        check("/$defs/inner/$defs/x", "#/$defs/y", Some("/$defs/inner/$defs/y"));
        check("/$defs/inner", "#x", Some("/$defs/inner/$defs/x"));
        check("/$defs/inner", "#slash", None);
        check("/$defs/inner", "root.json#slash", Some("/properties/a~1b"));
    }

    #[test]
    fn paths_that_count_from_an_embedded_resource() {
        let document = Document::new(Arc::new(json!({
            "properties": { "a": {} }, "items": {},
            "$defs": { "inner": { "$id": "https://example.com/inner", "properties": { "a": {}, "b": {} } } }
        })));
        let check = |path: &str, expect: &[&str]| {
            let found: Vec<String> = document.meant(path).iter().map(ToString::to_string).collect();
            assert_eq!(found, expect, "{path}");
        };
        check("/items", &["/items"]);
        check("/properties/b", &["/$defs/inner/properties/b"]);
        check("/properties/a", &["/properties/a", "/$defs/inner/properties/a"]);
        check("/gone", &[]);
    }

    #[test]
    fn what_stands_beside_a_reference_of_an_old_draft_is_not_drawn() {
        let schema = json!({ "$ref": "#/properties/a", "title": "T", "default": {}, "maximum": 2,
            "properties": { "a": { "$ref": "#/definitions/b", "items": {} } }, "definitions": { "b": { "type": "object" } } });
        for (draft, is_alone) in [("draft-04", true), ("draft-07", true), ("2019-09", false)] {
            let mut schema = schema.clone();
            schema["$schema"] = format!("http://json-schema.org/{draft}/schema#").into();
            let document = Document::new(Arc::new(schema));
            assert_eq!(document.at("").unwrap(), &**document.root());
            let drawn = document.drawn();
            let title = json!({ "$ref": "#/properties/a", "title": "T", "default": {} });
            assert_eq!(*drawn.at("").unwrap() == title, is_alone, "{draft}");
            // What is not drawn can be referred to all the same.
            assert_eq!(drawn.resolve("#/properties/a").as_deref(), Some("/properties/a"));
            let inner = drawn.at("/properties/a").unwrap();
            assert_eq!(inner.get("items").is_none(), is_alone, "{draft}");
            assert!(drawn.at("/properties/a/items").is_some());
        }
    }

    #[test]
    fn keywords_of_another_draft_are_not_drawn() {
        let tuple = json!({ "prefixItems": [{ "dependentRequired": {} }], "items": false });
        let schema = json!({ "$schema": "http://json-schema.org/draft-07/schema#", "dependentRequired": { "t": ["a"] },
            "x-types": { "A": tuple }, "properties": { "prefixItems": tuple, "later": { "$schema": "https://json-schema.org/draft/2020-12/schema",
                "prefixItems": [{}], "$recursiveRef": "#" } } });
        let document = Document::new(Arc::new(schema.clone()));
        assert_eq!(document.at("/properties/prefixItems"), Some(&tuple));
        for (place, draft) in [
            ("", Draft::Draft07),
            ("/properties/prefixItems/items", Draft::Draft07),
            ("/properties/later", Draft::Draft2020),
            ("/properties/later/prefixItems/0", Draft::Draft2020),
        ] {
            assert_eq!(document.draft_at(place), Some(draft), "{place}");
        }
        let drawn = document.drawn();
        assert!(drawn.at("").unwrap().get("dependentRequired").is_none());
        assert_eq!(drawn.at("/properties/prefixItems"), Some(&json!({ "items": false })));
        let inside = drawn.at("").unwrap().pointer("/properties/prefixItems");
        assert_eq!(inside, Some(&json!({ "items": false })), "read from around it too");
        assert_eq!(drawn.at("/x-types/A"), Some(&json!({ "items": false })), "under any key");
        // What is referred to there has nothing of another draft in it either.
        assert_eq!(drawn.at("/properties/prefixItems/prefixItems/0"), Some(&json!({})));
        let later = drawn.at("/properties/later").unwrap();
        assert!(later.get("prefixItems").is_some() && later.get("$recursiveRef").is_none());
        let mut unnamed = schema;
        unnamed.as_object_mut().unwrap().remove("$schema");
        let drawn = Document::new(Arc::new(unnamed)).drawn();
        assert_eq!(drawn.at("/properties/prefixItems"), Some(&tuple));
    }

    #[test]
    fn places_tell_the_way_to_them_where_a_dynamic_reference_can() {
        let document = Document::new(Arc::new(
            json!({ "properties": { "tags": { "$ref": "strings" } }, "$defs": {
            "strings": { "$id": "strings", "$ref": "list", "$defs": { "t": { "$dynamicAnchor": "T", "type": "string" } } },
            "list": { "$id": "list", "items": { "$dynamicRef": "#T" }, "$defs": { "T": { "$dynamicAnchor": "T", "not": {} } } } } }),
        ));
        let list = document.resolve_from("/$defs/strings", "list");
        assert_eq!(list.as_deref(), Some("/$defs/list"), "only a form draws what is on the way");
        let drawn = document.drawn();
        let strings = drawn.resolve_from("/properties/tags", "strings").unwrap();
        assert_eq!(&*strings, "/$defs/strings", "nothing in the root has a dynamic name");
        let list = drawn.resolve_from(&strings, "list").unwrap();
        assert_eq!((&*list, written_at(&list)), ("1/$defs/list", "/$defs/list"));
        let items = pointer::child(&list, "items");
        assert!(drawn.at(&items).is_some());
        let item = drawn.resolve_dynamic(&items, "$dynamicRef", "#T").unwrap();
        assert_eq!(&*item, "1/$defs/strings/$defs/t");
        assert_eq!(drawn.at(&item).unwrap()["type"], "string");
        let other = drawn.resolve_dynamic("/$defs/list/items", "$dynamicRef", "#T");
        assert_eq!(other.as_deref(), Some("2/$defs/list/$defs/T"), "on another way");
        assert_eq!(drawn.at("#any"), None);
    }

    #[test]
    fn the_root_is_on_the_way_where_a_reference_is_written_in_it() {
        let anchor = |kind: &str| json!({ "$dynamicAnchor": "T", "type": kind });
        let drawn = Document::new(Arc::new(json!({ "$defs": { "t": anchor("string") }, "properties": {
            "a": { "$id": "x", "items": { "$dynamicRef": "#T" }, "$defs": { "t": anchor("integer") } }, "b": { "$ref": "x" } } })))
        .drawn();
        let own = drawn.resolve_dynamic("/properties/a/items", "$dynamicRef", "#T");
        assert_eq!(own.as_deref(), Some("1/properties/a/$defs/t"));
        let referred = drawn.resolve_from("/properties/b", "x").unwrap();
        assert_eq!(&*referred, "0/properties/a");
        let items = pointer::child(&referred, "items");
        for keyword in ["$dynamicRef", "$ref"] {
            let outer = match keyword {
                "$ref" => drawn.resolve_plain(&items, "#T"),
                _ => drawn.resolve_dynamic(&items, keyword, "#T"),
            };
            assert_eq!(outer.as_deref(), Some("0/$defs/t"), "{keyword}");
        }
        assert_eq!(drawn.resolve_from(&items, "#T").as_deref(), Some("0/properties/a/$defs/t"));
    }

    #[test]
    fn dynamic_references_take_the_outermost_anchor() {
        let document = Document::new(Arc::new(json!({
            "$id": "https://example.com/strict", "$dynamicAnchor": "node", "$ref": "tree",
            "$defs": { "tree": { "$id": "tree", "$dynamicAnchor": "node",
                "properties": { "children": { "items": { "$dynamicRef": "#node" } } } } }
        })));
        let from = "/$defs/tree/properties/children/items";
        assert_eq!(document.resolve_dynamic(from, "$dynamicRef", "#node").as_deref(), Some(""));
        assert_eq!(document.resolve_from(from, "#node").as_deref(), Some("/$defs/tree"));
    }
}
