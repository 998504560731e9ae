//! A link to the form as it is filled in: copied, or taken along to another environment. Secrets are left out.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_contract::http::WorkflowDefinition;
use portico_form::link::{Fault, Link};
use portico_form::{Form, secret_pointers};

use super::keeper::{Drawn, Keeper};
use super::loader::Loader;
use crate::form::FormController;
use crate::ui::copy::copy_text;
use crate::ui::icon::icon;
use crate::ui::notice::{Notice, Tone};
use crate::{packing, paths};

/// What came of copying a link.
#[derive(Clone, PartialEq)]
enum Shared {
    /// It is on the clipboard; the names of the secrets that are not in it.
    Copied(String),
    /// The browser keeps its clipboard to itself.
    ByHand(String),
    /// There is none.
    Refused(Fault),
}

/// The button that copies a link, and what it says. Copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Share {
    loader: Loader,
    form: Drawn,
    shared: RwSignal<Option<Shared>>,
}

impl Share {
    /// Shares the form of a page.
    pub(super) fn of(loader: Loader, form: Drawn) -> Self {
        Self { loader, form, shared: RwSignal::new(None) }
    }

    fn filled(self) -> Option<(FormController, Arc<WorkflowDefinition>)> {
        let form = self.form.get_untracked()?.get_value();
        Some((form, self.loader.definition.with_untracked(|d| d.ready().map(Arc::clone))?))
    }

    fn copy(self) {
        let Some((form, definition)) = self.filled() else { return };
        let environment = self.loader.session().environment.name.clone();
        let input = form.request();
        let secrets = secret_pointers(&definition.schema, &input);
        let labels = Form::open(&definition, input.clone(), None);
        let names: Vec<String> = secrets.iter().map(|at| labels.label_path(at)).collect();
        self.shared.set(None);
        spawn_local(async move {
            let link = Link::new(&definition.definition, &definition.schema, &environment, &input);
            let shared = match packing::write(&link, &definition.schema).await {
                Err(fault) => Shared::Refused(fault),
                Ok(letters) => {
                    let origin = window().location().origin().unwrap_or_default();
                    let (namespace, workflow_type) = self.loader.names();
                    let page = paths::workflow(&namespace, &workflow_type);
                    let href = paths::with_input(&format!("{origin}{page}"), &letters);
                    match copy_text(&href).await {
                        true => Shared::Copied(names.join("; ")),
                        false => Shared::ByHand(href),
                    }
                }
            };
            let _ = self.shared.try_set(Some(shared));
        });
    }

    /// The button.
    pub(super) fn button(self) -> AnyView {
        view! {
            <button class="btn btn--ghost btn--sm" type="button" on:click=move |_| self.copy()>
                {icon("copy", "icon")}
                "Copy link"
            </button>
        }
        .into_any()
    }

    /// What came of it.
    pub(super) fn said(self) -> AnyView {
        let said = move || {
            Some(match self.shared.get()? {
                Shared::Copied(left_out) => {
                    let without = match left_out.is_empty() {
                        true => ".".to_owned(),
                        false => format!(", without secrets: {left_out}."),
                    };
                    view! { <p class="small dim">"Link copied. It holds what is filled in" {without}</p> }.into_any()
                }
                Shared::ByHand(href) => view! {
                    <div class="field">
                        <label class="field__label" for="share-link">
                            "Your browser keeps the clipboard to itself: copy the link from here"
                        </label>
                        <input class="input input--mono" id="share-link" readonly prop:value=href />
                    </div>
                }
                .into_any(),
                Shared::Refused(fault) => view! {
                    <Notice tone=Tone::Warn title="No link was made">
                        <p>{fault.words()}</p>
                    </Notice>
                }
                .into_any(),
            })
        };
        view! { <div role="status">{said}</div> }.into_any()
    }

    /// Has the switch of environments take along what is filled in, until the current owner is cleaned up.
    pub(super) fn take_along(self, keeper: Keeper) {
        let session = self.loader.session();
        let (along, here) = (session.along, session.environment.name.clone());
        let go = move |href: String| {
            let filled = self.filled().filter(|_| keeper.has_content());
            let Some((form, definition)) = filled else { return assign(&href) };
            let here = here.clone();
            spawn_local(async move {
                let schema = &definition.schema;
                let full = Link::new(&definition.definition, schema, &here, &form.request());
                let letters = match packing::write(&full, schema).await {
                    Ok(letters) => Ok(letters),
                    // Too much: the other side says so.
                    Err(_) => packing::write(&Link { input: None, ..full }, schema).await,
                };
                assign(&letters.map_or(href.clone(), |letters| paths::with_input(&href, &letters)));
            });
        };
        along.set_value(Some(Callback::new(go)));
        on_cleanup(move || {
            along.try_set_value(None);
        });
    }
}

fn assign(href: &str) {
    // Whoever is asked about what would be lost may stay.
    let _ = window().location().assign(href);
}
