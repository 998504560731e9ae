//! What is wrong with an input, in the portal's words.

use std::fmt::Write as _;

use portico_contract::http::FieldProblem;
use portico_form::Form;
use portico_form::field::Kind;

use crate::terminal::line;

/// Whether a problem is that a value is not there.
pub(crate) fn is_missing(problem: &FieldProblem) -> bool {
    let keyword = problem.keyword.as_deref().unwrap_or_default();
    matches!(keyword, "required" | "dependentRequired" | "dependencies")
}

/// One problem as a sentence with the field's label and pointer.
pub(crate) fn labelled(form: &Form, problem: &FieldProblem) -> String {
    let label = form.label_path(&problem.pointer);
    let label = line(if label.is_empty() { "The input" } else { &label }).into_owned();
    let at = match problem.pointer.as_str() {
        "" => String::new(),
        pointer => format!(" ({})", line(pointer)),
    };
    // Its label is a sentence of its own, such as "I have told the owners".
    if form.field_at(&problem.pointer).is_some_and(|field| field.kind == Kind::Confirm) {
        return format!("Confirm \"{label}\"{at}");
    }
    format!("{label}{at} {}", line(&problem.message))
}

/// All problems under a first line.
pub(crate) fn tell(form: &Form, first: &str, problems: &[FieldProblem]) -> String {
    problems.iter().fold(first.to_owned(), |mut text, problem| {
        let _ = write!(text, "\n  {}", labelled(form, problem));
        text
    })
}
