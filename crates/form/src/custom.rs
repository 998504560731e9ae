//! Custom fields that a schema asks for by name, as Backstage's templates do: they are named, not drawn.

use serde_json::Value;

use crate::field::{Field, Kind};

/// The keyword that asks for one.
pub const KEYWORD: &str = "ui:field";

/// The custom field that a schema asks for by itself.
pub fn asked_for(schema: &Value) -> Option<&str> {
    schema.get(KEYWORD)?.as_str().filter(|name| !name.trim().is_empty())
}

impl Field {
    /// Names the custom field that is not drawn here, with what to do instead, where there is something to do.
    pub fn remark(&self) -> Option<String> {
        let name = self.custom.as_ref()?;
        let instead = match self.kind {
            Kind::Const(_) | Kind::Json(_) => return None,
            _ if self.read_only || self.dynamic.is_some() => return None,
            Kind::Text(_) => "write its value as text",
            _ => "fill in its value by hand",
        };
        Some(format!("“{name}” is not drawn here: {instead}."))
    }
}
