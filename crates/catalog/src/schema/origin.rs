use indexmap::IndexMap;
use portico_form::pointer;

use crate::doc::Doc;
use crate::{Code, Diagnostic};

/// Which file each part of a bundled schema was written in.
#[derive(Clone, Debug)]
pub(crate) struct Origin<'a> {
    /// The config; its schema is at `schema_at`.
    pub(crate) config: &'a Doc,
    /// Where the schema is in that file.
    pub(crate) schema_at: String,
    /// The file of shared definitions, and where they are in it.
    pub(crate) shared: Option<(&'a Doc, String)>,
    /// Name in the bundle to name in the file of shared definitions.
    pub(crate) copied: IndexMap<String, String>,
}

impl Origin<'_> {
    pub(crate) fn error(
        &self,
        place: &str,
        code: Code,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        let (doc, at) = self.locate(place);
        doc.error(&at, code, message, help)
    }

    pub(crate) fn warning(
        &self,
        place: &str,
        code: Code,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        let (doc, at) = self.locate(place);
        doc.warning(&at, code, message, help)
    }

    /// Whether a place of the bundle was copied from the shared definitions.
    pub(crate) fn is_shared(&self, place: &str) -> bool {
        self.shared.as_ref().is_some_and(|(shared, _)| self.locate(place).0.file == shared.file)
    }

    /// The pointer of a place in the file it was written in.
    pub(crate) fn pointer(&self, place: &str) -> String {
        self.locate(place).1
    }

    fn locate(&self, place: &str) -> (&Doc, String) {
        if let Some((doc, at)) = &self.shared
            && let Some(rest) = place.strip_prefix("/definitions/")
        {
            let (name, below) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if let Some(written) = self.copied.get(pointer::unescape(name).as_ref()) {
                return (doc, format!("{}{below}", pointer::child(at, written)));
            }
        }
        (self.config, format!("{}{place}", self.schema_at))
    }
}
