//! What a config must keep beyond its shape: names, pointers into its schema, templates.

mod fields;
mod names;
mod options;
mod requests;
mod texts;

pub use texts::LINK_NAMES;

use portico_form::pointer;
use serde_json::Value;

use crate::author::Config;
use crate::doc::Doc;
use crate::schema::{Field, Judge, References, find};
use crate::suggest::closest;
use crate::{Code, Diagnostic};

/// A config with the schema that its pointers lead into.
pub(crate) struct Rules<'a> {
    pub(crate) doc: &'a Doc,
    pub(crate) config: &'a Config,
    pub(crate) schema: &'a References,
    pub(crate) judge: &'a Judge,
}

impl Rules<'_> {
    /// Everything that is wrong.
    pub(crate) fn check(&self, found: &mut Vec<Diagnostic>) {
        names::check(self, found);
        fields::check(self, found);
        options::check(self, found);
        texts::check(self, found);
    }

    /// The field a pointer leads to; reports one that leads nowhere at `at`.
    fn field(&self, at: &str, to: &str, found: &mut Vec<Diagnostic>) -> Option<Field> {
        let field = find(self.schema, to, self.judge);
        if field.is_none() {
            let message = format!("{to:?} leads to no field of the schema");
            found.push(self.doc.error(at, Code::PointerNowhere, message, self.pointer_help(to)));
        }
        field
    }

    fn pointer_help(&self, to: &str) -> String {
        if !to.starts_with('/') && find(self.schema, &pointer::child("", to), self.judge).is_some()
        {
            return format!("Write it as a pointer: {:?}.", pointer::child("", to));
        }
        let (parent, name) = pointer::split_last(to).unwrap_or(("", to.into()));
        let around = find(self.schema, parent, self.judge).unwrap_or_default();
        match closest(&name, around.properties.iter().map(String::as_str)) {
            Some(name) => format!("Did you mean {:?}?", pointer::child(parent, name)),
            None => {
                "Write the JSON Pointer of a field, such as \"/table_name\" or \"/disks/*/size\"."
                    .into()
            }
        }
    }

    fn schema_in_config(&self, at: &str, schema: Option<&Value>, found: &mut Vec<Diagnostic>) {
        let Some(schema) = schema else { return };
        if let Err(error) = self.judge.compiles(schema) {
            let help = "Correct it so that a JSON Schema validator can use it; it stands alone and shares no definitions.";
            let message = format!("not a valid JSON Schema: {}", error.message);
            found.push(self.doc.error(
                &format!("{at}{}", error.pointer),
                Code::InvalidSchema,
                message,
                help,
            ));
        }
    }
}
