//! The form's panel: what to know before typing, the fields, and the way to review.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_contract::http::{FieldProblem, WorkflowDefinition};

use super::SCOPE;
use super::beginning::Start;
use super::begun::Begun;
use super::keeper::Keeper;
use super::loader::Loader;
use super::review::{Review, Reviewed};
use super::sentences::approval;
use super::share::Share;
use super::under_way::{UnderWay, since};
use crate::attempt::Place;
use crate::form::{ErrorSummary, FormController, Forward, SchemaForm};
use crate::session::Load;
use crate::ui::env::EnvLabel;
use crate::ui::icon::icon;
use crate::ui::notice::{Notice, Tone};
use portico_contract::words::sentence;

/// The panel beside the guide.
#[component]
pub fn FormPanel(
    /// The workflow.
    loader: Loader,
    /// How many fields need attention, for the tab's title.
    errors: RwSignal<usize>,
    /// Hears which form is open, for what shows its values elsewhere on the page.
    open: RwSignal<Option<FormController>>,
) -> impl IntoView {
    let session = loader.session();
    let environment = session.environment.name.clone();
    let (namespace, workflow_type) = loader.names();
    let place = Place::new(&environment, &namespace, &workflow_type);
    let lost = RwSignal::new(since(&place));
    let reviewing = RwSignal::new(None::<Reviewed>);
    let changed = RwSignal::new(false);
    let start = Start::find(loader, &place);
    // The form of now, with the turn it began in.
    let kept = StoredValue::new(None::<(FormController, u32)>);
    // The page owns the forms: a memo's own values are gone before it runs again, and the next form reads the last.
    let page = Owner::current().unwrap_or_default();
    // A newer definition makes a new form over the same input; nothing typed is lost.
    let controller = Memo::new_with_compare(
        move |_| {
            let definition = loader.definition.with(|d| d.ready().map(Arc::clone))?;
            let requester = match (&definition.requester_field, loader.session().me.get()) {
                (None, _) | (_, Load::Failed(_)) => None,
                (Some(_), Load::Ready(me)) => Some(me.email),
                (Some(_), Load::Waiting) => return None,
            };
            let beginning = start.beginning.get()?;
            let older = kept.get_value().filter(|(_, turn)| *turn == beginning.turn);
            let form = page.with(|| match older {
                Some((older, _)) => {
                    let form = FormController::new(definition, Some(older.request()), requester);
                    form.take_over(older);
                    form
                }
                None => beginning.form(definition, requester),
            });
            form.ask_options_of(loader.session().gateway);
            kept.set_value(Some((form, beginning.turn)));
            Some(StoredValue::new(form))
        },
        |_, _| true,
    );
    Effect::new(move || open.set(controller.get().map(|form| form.get_value())));
    let keeper = Keeper::watch(&place, loader, start, controller, kept);
    let share = Share::of(loader, controller);
    share.take_along(keeper);
    let busy = RwSignal::new(false);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(form) = controller.get_untracked().map(|c| c.get_value()) else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let came = form.forward().await;
            let _ = busy.try_set(false);
            let _ = errors.try_set(match came {
                Forward::Wrong(count) => count,
                Forward::Unread => 1,
                Forward::Page | Forward::Review => 0,
            });
            match came {
                Forward::Wrong(_) => form.focus_summary(),
                Forward::Review => {
                    // What is reviewed is what a reload finds.
                    keeper.save();
                    let (input, branches) = (form.request(), form.branches());
                    let draft = keeper.own_draft();
                    drop(reviewing.try_set(Some(Reviewed { input, branches, draft })));
                }
                Forward::Page | Forward::Unread => {}
            }
        });
    };
    let show = Callback::new(move |problems: Vec<FieldProblem>| {
        reviewing.set(None);
        errors.set(problems.len());
        if let Some(form) = controller.get_untracked().map(|c| c.get_value()) {
            form.show_problems(problems);
            form.focus_summary();
        }
    });
    let reload = Callback::new(move |()| {
        reviewing.set(None);
        changed.set(true);
        loader.load();
    });
    let left = Place::new(&environment, &namespace, &workflow_type);
    let close = Callback::new(move |()| {
        reviewing.set(None);
        lost.set(since(&left));
    });
    let form = move || controller.get().map(|form| form.get_value());
    let has_back = move || form().is_some_and(|form| form.has_back().get());
    let has_next = Memo::new(move |_| form().is_some_and(|form| form.has_next().get()));
    let may = move || loader.offer.with(|o| o.ready().is_none_or(|o| o.offered && o.may_run));
    let named = session.environment_name();
    view! {
        class = SCOPE,
        <div>
            <form class="panel" aria-labelledby="h-form" novalidate on:submit=submit>
                <div class="panel__head">
                    <h2 id="h-form" class="grow" tabindex="-1">
                        "Start a run"
                    </h2>
                    {share.button()}
                    {move || view! { <EnvLabel name=named.get() /> }}
                </div>
                <div class="panel__body stack form__body">
                    {move || lost.get().map(|sent| view! { <UnderWay loader=loader sent=sent /> })}
                    {move || before_typing(loader)}
                    {share.said()}
                    <Begun loader=loader place=place start=start form=controller keeper=keeper />
                    {move || {
                        changed
                            .get()
                            .then(|| {
                                view! {
                                    <Notice tone=Tone::Info title="The workflow was changed" alert=true>
                                        <p>"The form below is the new one. What you typed is kept: check it, then review again."</p>
                                    </Notice>
                                }
                            })
                    }}
                    {move || {
                        controller
                            .get()
                            .map(|form| {
                                let form = form.get_value();
                                view! {
                                    <ErrorSummary controller=form />
                                    <SchemaForm controller=form />
                                }
                            })
                    }}
                </div>
                <div class="panel__foot panel__foot--stick">
                    <p class="tiny faint grow note">
                        {move || loader.definition.with(|d| d.ready().map(|d| named.with(|name| foot_note(d, name))))}
                    </p>
                    {move || {
                        has_back()
                            .then(|| {
                                let back = move |_| {
                                    if let Some(form) = form() {
                                        form.back();
                                    }
                                };
                                view! {
                                    <button class="btn" type="button" on:click=back>
                                        "Back"
                                    </button>
                                }
                            })
                    }}
                    {move || {
                        (may() || has_next.get())
                            .then(|| {
                                view! {
                                    <button
                                        class="btn btn--primary"
                                        type="submit"
                                        aria-busy=move || busy.get().then_some("true")
                                    >
                                        {move || if has_next.get() { "Next" } else { "Review" }}
                                        {icon("arrow", "icon")}
                                    </button>
                                }
                            })
                    }}
                </div>
            </form>
            {move || {
                reviewing
                    .get()
                    .map(|reviewed| {
                        let definition = loader.definition.with_untracked(|d| d.ready().map(Arc::clone));
                        definition
                            .map(|definition| {
                                view! {
                                    <Review
                                        session=loader.session()
                                        definition=definition
                                        reviewed=reviewed
                                        on_close=close
                                        on_problems=show
                                        on_changed=reload
                                    />
                                }
                            })
                    })
            }}
        </div>
    }
    .into_any()
}

fn foot_note(definition: &WorkflowDefinition, environment: &str) -> String {
    let approvals = match definition.approval.as_ref().map_or(0, |a| a.count) {
        0 => "needs no approval".to_owned(),
        1 => "one approval before it acts".to_owned(),
        n => format!("{n} approvals before it acts"),
    };
    format!("In {environment}: {approvals}. Nothing starts before you have reviewed it.")
}

/// What somebody should know before typing: that they may not start it, that nobody would answer, what it destroys.
fn before_typing(loader: Loader) -> AnyView {
    let offer = loader.offer.with(|o| o.ready().cloned());
    let definition = loader.definition.with(|d| d.ready().map(Arc::clone));
    let barred = offer.as_ref().and_then(|o| {
        let title = match (o.offered, o.may_run) {
            (true, true) => return None,
            (false, _) => "Not offered in this environment",
            (true, false) => "You can look, not run",
        };
        let reason = sentence(o.reason.as_deref().unwrap_or_default());
        Some(view! {
            <Notice tone=Tone::Plain title=title>
                <p>{reason}</p>
            </Notice>
        })
    });
    let silent = offer
        .as_ref()
        .is_some_and(|o| o.offered && o.pollers.as_ref().is_some_and(|p| p.nexus == Some(0)));
    let danger = definition.as_ref().and_then(|d| d.danger.clone());
    let needs = definition.as_ref().and_then(|d| d.approval.as_ref().map(approval));
    view! {
        {barred}
        {silent
            .then(|| {
                view! {
                    <Notice tone=Tone::Warn title="No worker is answering">
                        <p>
                            "No handler of the team polls this workflow's endpoint now. A run would wait until one does."
                        </p>
                    </Notice>
                }
            })}
        {danger
            .map(|danger| {
                view! {
                    <Notice tone=Tone::Warn title="This is destructive">
                        <p>{danger.text}</p>
                    </Notice>
                }
            })}
        {needs
            .map(|sentence| {
                view! {
                    <p class="small dim row row--line">
                        {icon("shield", "icon")} <span>{sentence}</span>
                    </p>
                }
            })}
    }
    .into_any()
}
