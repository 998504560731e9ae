use leptos::prelude::*;
use portico_form::field::Kind;

use super::controller::FormController;
use super::fields;
use super::judge::State;
use super::path::Path;
use super::style::SCOPE;
use crate::ui::icon::icon;
use crate::ui::notice::{Notice, Tone};

/// The id of the error summary in the page.
pub(super) const SUMMARY_ID: &str = "form-errors";

/// All fields of a form. It draws no `<form>` element and no buttons.
#[component]
pub fn SchemaForm(
    /// The form.
    controller: FormController,
) -> impl IntoView {
    let state = controller.state;
    let alone = move || match state.get() {
        State::Gone(reason) => Some(view! {
            <Notice tone=Tone::Warn title="Checked on review only">
                <p>
                    "This browser cannot check the fields as you go: " {reason}
                    ". Nothing you entered is lost, and the gateway checks everything before anything starts."
                </p>
            </Notice>
        }),
        _ => None,
    };
    let root = controller.with_form(portico_form::Form::root);
    let fields = controller.with_form(|form| form.children(&root));
    let stars = fields.iter().any(|field| field.required);
    let asks_nothing = root.kind == Kind::Object && root.unions.is_empty() && fields.is_empty();
    view! {
        {alone}
        {asks_nothing.then(|| view! { <p class="dim">"This workflow asks for nothing. Review shows what starts."</p> })}
        {stars
            .then(|| {
                view! {
                    class = SCOPE,
                    <p class="tiny faint">"Fields marked " <span class="field__req star">"*"</span> " are required."</p>
                }
            })}
        {fields::draw(controller, root, Path::default())}
    }
    .into_any()
}

/// The problems of a form with links that move focus to their fields; nothing while there are none.
#[component]
pub fn ErrorSummary(
    /// The form.
    controller: FormController,
) -> impl IntoView {
    let summary = controller.summary;
    move || {
        let problems = summary.get();
        if problems.is_empty() {
            return None;
        }
        let title = match problems.len() {
            1 => "One field needs attention".to_owned(),
            count => format!("{count} fields need attention"),
        };
        let links = problems
            .into_iter()
            .map(|problem| {
                let go = move |event: web_sys::MouseEvent| {
                    event.prevent_default();
                    controller.focus(&problem.pointer);
                };
                view! {
                    <li>
                        <a href="#form-errors" on:click=go>
                            {problem.sentence}
                        </a>
                    </li>
                }
            })
            .collect_view();
        Some(view! {
            <div class="notice notice--bad" role="alert" tabindex="-1" id=SUMMARY_ID>
                {icon("error", "icon")}
                <h3 class="notice__title">{title}</h3>
                <ul>{links}</ul>
            </div>
        })
    }
}
