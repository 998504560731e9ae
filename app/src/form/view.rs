use leptos::prelude::*;

use super::controller::FormController;

/// All fields of a form. It draws no `<form>` element and no buttons.
#[component]
pub fn SchemaForm(
    /// The form.
    controller: FormController,
) -> impl IntoView {
    let _ = controller;
}

/// The problems of a form with links that move focus to their fields; nothing while there are none.
#[component]
pub fn ErrorSummary(
    /// The form.
    controller: FormController,
) -> impl IntoView {
    let _ = controller;
}
