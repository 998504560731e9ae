use crate::parse::Node;
use crate::{Code, Diagnostic, Severity};

/// A file that was read as far as a tree; makes diagnostics with their places.
#[derive(Clone, Debug)]
pub(crate) struct Doc {
    pub(crate) file: String,
    pub(crate) root: Node,
}

impl Doc {
    pub(crate) fn error(
        &self,
        pointer: &str,
        code: Code,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        self.diagnostic(Severity::Error, pointer, code, message.into(), help.into())
    }

    pub(crate) fn warning(
        &self,
        pointer: &str,
        code: Code,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        self.diagnostic(Severity::Warning, pointer, code, message.into(), help.into())
    }

    fn diagnostic(
        &self,
        severity: Severity,
        pointer: &str,
        code: Code,
        message: String,
        help: String,
    ) -> Diagnostic {
        let at = self.root.position(pointer);
        let (file, pointer) = (self.file.clone(), pointer.to_owned());
        Diagnostic {
            file,
            line: at.line,
            column: at.column,
            pointer,
            code,
            severity,
            message,
            help,
        }
    }
}
