use std::sync::Arc;

use leptos::prelude::*;
use portico_form::Form;
use portico_form::field::Field;
use portico_form::schema::Place;
use portico_form::standing::{Standing, Way};
use serde_json::Value;

use super::controller::FormController;
use super::core::{Core, Node};
use super::focus;
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
    /// What holds for its present value alone, and what is wrong with its schema, which can come at any time.
    pub(super) when: Memo<Option<String>>,
    /// What holds for its present value is said around it.
    pub(super) when_is_said: bool,
    /// What is to be said about what it holds.
    pub(super) standing: Memo<Standing>,
    /// Choices between shapes of its value that are drawn around it, and not by itself.
    pub(super) around: Arc<[Place]>,
}

impl Slot {
    /// Registers a field as drawn.
    pub(super) fn new(form: FormController, field: Field, path: Path) -> Self {
        let open = !(field.folded || field.depth > 2);
        let node = form.node(&path, open);
        Self::at(form, field, path, node)
    }

    /// A group of which only a part is drawn: nothing is told at it.
    pub(super) fn part(form: FormController, field: Field, path: Path) -> Self {
        Self::at(form, field, path, Core::new_node(true))
    }

    fn at(form: FormController, field: Field, path: Path, node: Node) -> Self {
        let field = Arc::new(field);
        let standing = standing(form, Arc::clone(&field), path.clone(), node);
        let when = when(form, Arc::clone(&field), path.clone(), node);
        let around = Arc::from([]);
        Self { form, field, path, node, name: None, when, when_is_said: false, standing, around }
    }

    /// The id of the control.
    pub(super) fn id(&self) -> String {
        self.node.control()
    }

    pub(super) fn help_id(&self) -> String {
        format!("f{}h", self.node.id)
    }

    pub(super) fn when_id(&self) -> String {
        format!("f{}w", self.node.id)
    }

    pub(super) fn error_id(&self) -> String {
        format!("f{}e", self.node.id)
    }

    pub(super) fn standing_id(&self) -> String {
        format!("f{}s", self.node.id)
    }

    /// Whether there is help for whatever the field holds.
    pub(super) fn has_help(&self) -> bool {
        let field = &self.field;
        field.help.is_some()
            || field.description.is_some()
            || field.remark().is_some()
            || field.example().is_some()
    }

    /// `aria-describedby`: help, what is said about the value, error.
    pub(super) fn described(&self) -> impl Fn() -> Option<String> + Send + Sync + Clone + 'static {
        let (help_id, has_help) = match self.name {
            None => (self.help_id(), self.has_help()),
            Some(_) => (self.when_id(), false),
        };
        let (when, says_when) = (self.when, self.name.is_none() || !self.when_is_said);
        let (error_id, wrong) = (self.error_id(), self.node.wrong);
        let (standing_id, standing) = (self.standing_id(), self.standing);
        move || {
            let helps = has_help || says_when && when.with(Option::is_some);
            let said = standing.with(|standing| standing.said.is_some());
            let wrong = wrong.get();
            let ids = [
                helps.then_some(&help_id),
                said.then_some(&standing_id),
                wrong.then_some(&error_id),
            ];
            let ids: Vec<&str> = ids.into_iter().flatten().map(String::as_str).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    }

    /// `aria-invalid`.
    pub(super) fn invalid(
        &self,
    ) -> impl Fn() -> Option<&'static str> + Send + Sync + Clone + 'static {
        let wrong = self.node.wrong;
        move || wrong.get().then_some("true")
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

    /// Takes a way out of the field's state.
    pub(super) fn took(&self, way: &Way) {
        self.form.took(self.node, &self.path, &self.field, way);
        let id = self.id();
        focus::after_drawing(move || focus::first_control(&id));
    }

    pub(super) fn typed(&self, text: &str) {
        self.form.typed(self.node, &self.path, &self.field, text);
    }

    pub(super) fn chose(&self, value: Option<Value>) {
        self.form.chose(self.node, &self.path, value);
    }

    pub(super) fn filled_in_part(&self) {
        self.form.filled_in_part(self.node, &self.path);
    }

    pub(super) fn left(&self) {
        self.form.left(self.node);
    }
}

fn standing(form: FormController, field: Arc<Field>, path: Path, node: Node) -> Memo<Standing> {
    Memo::new(move |_| {
        node.fresh.track();
        let touched = node.held.get() > 0;
        let at = path.pointer();
        form.with_form(|form| match field.unions.is_empty() && field.pointer == at {
            true => form.standing(&field, touched),
            false => form.standing(&form.again(&field, &at), touched),
        })
    })
}

fn when(form: FormController, field: Arc<Field>, path: Path, node: Node) -> Memo<Option<String>> {
    Memo::new(move |_| {
        node.fresh.track();
        form.faults.track();
        form.with_form(|form| match field.has_help_when || form.may_have_fault(&field) {
            true => form.help_when(&field, &path.pointer()),
            false => None,
        })
    })
}
