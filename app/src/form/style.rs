//! The classes that scope what components.css leaves to the form.

use stylers_macro::style_sheet;

pub(super) const SCOPE: &str = style_sheet!("./app/src/form/form.css");
/// The macro reads the sheet without telling cargo; this makes a change of it a change of this file.
const _: &str = include_str!("form.css");

/// The whole input as text, and the steps of a wizard.
pub(super) const WHOLE: &str = style_sheet!("./app/src/form/whole.css");
const _: &str = include_str!("whole.css");
