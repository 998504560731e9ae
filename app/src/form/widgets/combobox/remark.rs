//! What is said below a combobox: what it waits for, why its list did not come, what became of the chosen value.

use leptos::prelude::*;
use portico_form::label;
use portico_form::options::{Failure, Missing};

use super::super::super::style::SCOPE;
use super::Combo;
use super::source::GONE;
use crate::ui::icon::icon;

impl Combo {
    /// `aria-describedby`: what every field has, and what is said here.
    pub(super) fn described(&self) -> impl Fn() -> Option<String> + Send + Sync + Clone + 'static {
        let (described, combo, id) = (self.slot.described(), self.clone(), self.remark_id());
        move || {
            let said = combo.says_something().then(|| id.clone());
            let ids: Vec<String> = described().into_iter().chain(said).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    }

    fn remark_id(&self) -> String {
        format!("{}r", self.slot.id())
    }

    fn says_something(&self) -> bool {
        !self.source.missing().is_empty()
            || self.failure().is_some()
            || self.value_remark().is_some()
    }

    fn failure(&self) -> Option<Failure> {
        self.source.with_list(|list| list.failure().cloned()).flatten()
    }

    /// What became of the value, where there is one.
    fn value_remark(&self) -> Option<String> {
        if self.several.is_some() {
            return None;
        }
        let value = self.value.get().filter(|value| !value.is_null())?;
        let remark = self.source.remark(&value)?;
        let was_never_there = self.is_typed.get() && remark == GONE;
        let remark = if was_never_there { "not in the list".to_owned() } else { remark };
        let name = self.source.label(&value).unwrap_or_else(|| label::of_value(&value));
        Some(format!("{name}: {remark}"))
    }

    pub(super) fn remark(&self) -> Option<AnyView> {
        self.slot.field.dynamic.as_ref()?;
        let combo = self.clone();
        let said = move || {
            let missing = combo.source.missing();
            let waits = (!missing.is_empty()).then(|| combo.waits(missing));
            let failure = combo.failure().map(|failure| combo.failed(failure));
            let value = combo.value_remark().map(|words| {
                view! {
                    class = SCOPE,
                    <p class="remark">{icon("alert", "icon")} <span>{words} ". Choose another one, or leave it: it is checked again on review."</span></p>
                }
            });
            view! { {waits} {failure} {value} }
        };
        Some(view! { <div role="status" id=self.remark_id()>{said}</div> }.into_any())
    }

    fn waits(&self, missing: Vec<Missing>) -> AnyView {
        let form = self.slot.form;
        let names: Vec<String> = missing.iter().map(|missing| missing.label.clone()).collect();
        let other = self.source.takes_other().then_some(" You can also type a value.");
        let is_one = names.len() == 1;
        let go = missing.into_iter().map(|Missing { pointer, label }| {
            let name = format!("Go to {label}");
            view! {
                class = SCOPE,
                <button class="btn btn--ghost btn--sm way" type="button" aria-label=name on:click=move |_| form.focus(&pointer)>
                    {if is_one { name.clone() } else { label }}
                </button>
            }
        });
        let go = go.collect_view();
        let are = if names.len() == 1 { "is" } else { "are" };
        view! {
            class = SCOPE,
            <div class="row standing">
                <span class="tiny faint">{format!("The choices come once {} {are} set.", listed(&names))} {other}</span>
                {go}
            </div>
        }
        .into_any()
    }

    fn failed(&self, failure: Failure) -> AnyView {
        let Failure { message, retryable, request_id } = failure;
        let next = match (self.source.takes_other(), retryable) {
            (true, _) => "You can type a value meanwhile.",
            (false, true) => "What you chose is kept; without the list nothing can be started.",
            // The message says who has to act.
            (false, false) => "What you chose is kept. Once that is mended, try again.",
        };
        let (combo, form) = (self.clone(), self.slot.form);
        // Whatever failed: what is mended elsewhere nobody tells the form.
        let name = format!("Try again to list {}", self.slot.field.label);
        let retry = view! {
            class = SCOPE,
            <button
                class="btn btn--sm way"
                type="button"
                aria-label=name
                on:click=move |_| {
                    if let Some(shared) = combo.source.shared() {
                        form.retry_options(&shared);
                    }
                }
            >
                {icon("refresh", "icon")}
                "Try again"
            </button>
        };
        let id = request_id.map(|id| view! { " Request " <code class="mono">{id}</code> });
        view! {
            class = SCOPE,
            <div class="remark">
                {icon("error", "icon")}
                <span class="wrap">{sentence(&message)} " " {next} <span class="tiny faint">{id}</span></span>
                {retry}
            </div>
        }
        .into_any()
    }
}

/// "a", "a and b", "a, b and c".
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A message with a full stop.
fn sentence(message: &str) -> String {
    let message = message.trim();
    if message.ends_with(['.', '!', '?']) { message.to_owned() } else { format!("{message}.") }
}

#[cfg(test)]
mod tests {
    use super::{listed, sentence};

    #[test]
    fn sentences() {
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(&names[..1]), "a");
        assert_eq!(listed(&names[..2]), "a and b");
        assert_eq!(listed(&names), "a, b and c");
        assert_eq!(sentence("It is down"), "It is down.");
        assert_eq!(sentence("It is down."), "It is down.");
    }
}
