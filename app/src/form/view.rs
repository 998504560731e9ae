use leptos::prelude::*;
use portico_form::field::Kind;
use portico_form::{Form, MOST_PROBLEMS};
use web_sys::KeyboardEvent;

use super::controller::FormController;
use super::judge::State;
use super::path::Path;
use super::style::{SCOPE, WHOLE};
use super::whole::UNDONE;
use super::window::{PORTION, grouped};
use super::{fields, focus, text, wizard};
use crate::ui::icon::icon;
use crate::ui::notice::{Notice, Tone};
use crate::ui::tabs::step;

/// The id of the error summary in the page.
pub(super) const SUMMARY_ID: &str = "form-errors";
/// Fields that are looked at for a mark: an input can hold more keys than there is time to.
const LOOKED_AT: usize = 2_000;
/// Begins the ids of the switch's two buttons.
const VIEW_ID: &str = "form-view-";

/// A form, drawn as fields or as the text that would be sent. It draws no `<form>` element and no button that
/// goes on.
#[component]
pub fn SchemaForm(
    /// The form.
    controller: FormController,
) -> impl IntoView {
    let whole = controller.whole;
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
    view! {
        {alone}
        {views(controller)}
        {move || {
            whole.drawing.track();
            let is_text = whole.is_drawn.get();
            // What is drawn follows its own signals.
            untrack(|| if is_text { text::draw(controller) } else { drawn(controller) })
        }}
    }
    .into_any()
}

/// The switch between the form and its text, and the way to fill in everything at once.
fn views(form: FormController) -> AnyView {
    let whole = form.whole;
    let view = move |as_text: bool, name: &'static str| {
        let is_drawn = move || whole.is_drawn.get() == as_text;
        view! {
            <button
                type="button"
                role="radio"
                aria-checked=move || is_drawn().to_string()
                tabindex=move || if is_drawn() { "0" } else { "-1" }
                id=format!("{VIEW_ID}{as_text}")
                on:click=move |_| form.show_as_text(as_text)
            >
                {name}
            </button>
        }
    };
    let key = move |event: KeyboardEvent| {
        let at = usize::from(whole.is_drawn.get_untracked());
        if let Some(next) = step(&event.key(), at, 2) {
            event.prevent_default();
            form.show_as_text(next == 1);
            focus::later(&format!("{VIEW_ID}{}", next == 1));
        }
    };
    let said = move || {
        let said = whole.said.get();
        let undo = form.can_undo_paste().then(|| {
            view! {
                <button class="btn btn--sm" type="button" on:click=move |_| form.undo_paste()>
                    {if said == UNDONE { "Redo" } else { "Undo" }}
                </button>
            }
        });
        (!said.is_empty()).then(|| view! { <p class="row small dim">{said} " " {undo}</p> })
    };
    view! {
        class = WHOLE,
        <div>
            <div class="row views">
                <div class="seg" role="radiogroup" aria-label="View" on:keydown=key>
                    {view(false, "Form")}
                    {view(true, "JSON")}
                </div>
                <button class="btn btn--ghost btn--sm" type="button" on:click=move |_| form.paste()>
                    {icon("copy", "icon")}
                    "Paste JSON or YAML"
                </button>
            </div>
            <div role="status">{said}</div>
        </div>
    }
    .into_any()
}

/// The fields, on one page or on several.
fn drawn(form: FormController) -> AnyView {
    let root = form.with_form(Form::root);
    let fields = form.with_form(|form| form.first_children(&root, LOOKED_AT));
    // A mark can come with what is filled in.
    let comes = form.with_form(|form| form.has_dependents(&root));
    let stars = comes || fields.iter().any(|field| field.required);
    let asks_nothing = root.kind == Kind::Object && root.unions.is_empty() && fields.is_empty();
    let drawn = if form.pages.with_untracked(Vec::is_empty) {
        fields::draw(form, root, Path::default())
    } else {
        wizard::draw(form, root)
    };
    let fault = Memo::new(move |_| {
        form.faults.track();
        // Without a fault there is nothing that an edit could bring up.
        if form.with_form(|form| form.may_have_fault(&form.root())) {
            form.changes.track();
        }
        form.with_form(Form::root_fault)
    });
    view! {
        {move || unread(form)}
        {move || fault.get().map(|fault| view! { <p class="field__help">{fault}</p> })}
        {asks_nothing.then(|| view! { <p class="dim">"This workflow asks for nothing. Review shows what starts."</p> })}
        {stars
            .then(|| {
                view! {
                    class = SCOPE,
                    <p class="tiny faint">"Fields marked " <span class="field__req star">"*"</span> " are required."</p>
                }
            })}
        {drawn}
    }
    .into_any()
}

/// Over the form, while there is a text that it does not hold.
fn unread(form: FormController) -> Option<AnyView> {
    let whole = form.whole;
    let fault = whole.fault.get()?;
    Some(
        view! {
            <Notice tone=Tone::Warn title="The form does not hold your JSON text" alert=true>
                <p>
                    {format!("Line {}, column {}: the text {}. ", fault.at.line, fault.at.column, fault.message)}
                    "It is kept as you typed it. The fields below hold what they held before, and that is what would be sent."
                </p>
                <p class="row">
                    <button class="btn btn--sm" type="button" on:click=move |_| form.mend_text()>
                        "Mend the text"
                    </button>
                    <button class="btn btn--sm" type="button" on:click=move |_| form.print()>
                        "Discard the text"
                    </button>
                </p>
            </Notice>
        }
        .into_any(),
    )
}

/// The problems of a form with links that move focus to their fields; nothing while there are none.
#[component]
pub fn ErrorSummary(
    /// The form.
    controller: FormController,
) -> impl IntoView {
    let drawn = RwSignal::new(PORTION);
    move || {
        let problems = controller.listed.get();
        if problems.is_empty() {
            return None;
        }
        let title = match problems.len() {
            1 => "One field needs attention".to_owned(),
            // What comes after so many is not looked for.
            MOST_PROBLEMS.. => {
                format!("At least {} fields need attention", grouped(MOST_PROBLEMS as u64))
            }
            count => format!("{count} fields need attention"),
        };
        let shown = drawn.get();
        let more = problems.len().checked_sub(shown).filter(|more| *more > 0).map(|more| {
            let show = move |_| {
                drawn.set(shown + PORTION);
                focus::later(&link_id(shown));
            };
            view! {
                <button class="btn btn--sm" type="button" on:click=show>
                    {format!("Show more problems ({} more)", grouped(more as u64))}
                </button>
            }
        });
        let links = problems
            .into_iter()
            .take(shown)
            .enumerate()
            .map(|(at, problem)| {
                let go = move |event: web_sys::MouseEvent| {
                    event.prevent_default();
                    controller.focus(&problem.pointer);
                };
                view! {
                    <li>
                        <a href="#form-errors" id=link_id(at) on:click=go>
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
                {more}
            </div>
        })
    }
}

/// The id of a link of the error summary.
fn link_id(at: usize) -> String {
    format!("{SUMMARY_ID}-{at}")
}
