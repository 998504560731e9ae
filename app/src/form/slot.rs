use std::sync::Arc;

use leptos::prelude::*;
use portico_form::Form;
use portico_form::field::Field;
use serde_json::Value;
use web_sys::Event;

use super::controller::FormController;
use super::core::Node;
use super::path::Path;

/// All that a field's drawing needs: whose it is, what it is, where it is.
#[derive(Clone)]
pub(super) struct Slot {
    pub(super) form: FormController,
    pub(super) field: Arc<Field>,
    pub(super) path: Path,
    pub(super) node: Node,
    /// What the control is called where no label is drawn: an item of a list.
    pub(super) name: Option<Signal<String>>,
}

impl Slot {
    /// Registers a field as drawn.
    pub(super) fn new(form: FormController, field: Field, path: Path) -> Self {
        let open = !(field.folded || field.depth > 2);
        let node = form.node(&path, open);
        Self { form, field: Arc::new(field), path, node, name: None }
    }

    /// The id of the control.
    pub(super) fn id(&self) -> String {
        self.node.control()
    }

    pub(super) fn help_id(&self) -> String {
        format!("f{}h", self.node.id)
    }

    pub(super) fn error_id(&self) -> String {
        format!("f{}e", self.node.id)
    }

    pub(super) fn has_help(&self) -> bool {
        self.field.help.is_some()
            || self.field.description.is_some()
            || self.field.help_when.is_some()
    }

    /// `aria-describedby`: help, then error.
    pub(super) fn described(&self) -> impl Fn() -> Option<String> + Send + Sync + Clone + 'static {
        let help = (self.has_help() && self.name.is_none()).then(|| self.help_id());
        let (error_id, error) = (self.error_id(), self.node.error);
        move || match (&help, error.with(Option::is_some)) {
            (Some(help), true) => Some(format!("{help} {error_id}")),
            (Some(help), false) => Some(help.clone()),
            (None, true) => Some(error_id.clone()),
            (None, false) => None,
        }
    }

    /// `aria-invalid`.
    pub(super) fn invalid(
        &self,
    ) -> impl Fn() -> Option<&'static str> + Send + Sync + Clone + 'static {
        let error = self.node.error;
        move || error.with(Option::is_some).then_some("true")
    }

    /// `aria-label`, where no label is drawn.
    pub(super) fn aria_label(&self) -> impl Fn() -> Option<String> + Send + Sync + Clone + 'static {
        let name = self.name;
        move || name.map(|name| name.get())
    }

    /// Something read from the form that is read again when the value is changed by other means than typing.
    pub(super) fn live<T>(
        &self,
        read: impl Fn(&Form, &Field, &str) -> T + Send + Sync + 'static,
    ) -> RwSignal<T>
    where
        T: Send + Sync + PartialEq + 'static,
    {
        let slot = self.clone();
        let now = move || slot.form.with_form(|form| read(form, &slot.field, &slot.path.pointer()));
        let signal = RwSignal::new(now());
        let fresh = self.node.fresh;
        Effect::new(move |before: Option<()>| {
            fresh.track();
            if before.is_some() {
                signal.set(now());
            }
        });
        signal
    }

    /// The value as it was typed.
    pub(super) fn live_value(&self) -> RwSignal<Option<Value>> {
        self.live(|form, _, at| form.value_at(at).cloned())
    }

    /// The text that shows the value.
    pub(super) fn live_text(&self) -> RwSignal<String> {
        self.live(|form, field, at| field.text_of(form.value_at(at)))
    }

    pub(super) fn typed(&self, text: &str) {
        self.form.typed(self.node, &self.path, &self.field, text);
    }

    /// For `on:input` of a control that shows `text`.
    pub(super) fn on_input(&self, text: RwSignal<String>) -> impl Fn(Event) + Clone + 'static {
        let slot = self.clone();
        move |event| {
            let now = event_target_value(&event);
            slot.typed(&now);
            text.set(now);
        }
    }

    pub(super) fn chose(&self, value: Option<Value>) {
        self.form.chose(self.node, &self.path, value);
    }

    pub(super) fn left(&self) {
        self.form.left(self.node);
    }
}
