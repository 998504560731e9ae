//! Keeps what is typed: as a draft a moment after each edit and when the page is left, and asks before something is lost
//! that is in no draft.

use std::sync::Once;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use portico_form::draft::Draft;
use portico_form::{has_secrets, pointer, secret_pointers};
use serde_json::Value;
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;

use super::beginning::{Origin, Start};
use super::loader::Loader;
use crate::address::{Address, use_address};
use crate::attempt::Place;
use crate::drafts::{self, Kept, Whole};
use crate::form::FormController;
use crate::storage::Fault;
use crate::ui::notice::{Notice, Tone};
use crate::ui::time::now;

/// Old drafts are looked for once a visit, and other tabs listened to from then on.
static BEGUN: Once = Once::new();
/// How long typing rests before a draft is kept.
const REST: Duration = Duration::from_millis(400);

/// The form that a page draws at present.
pub(super) type Drawn = Memo<Option<StoredValue<FormController>>>;
/// The same with the turn it began in; still there while the page is being left.
pub(super) type Held = StoredValue<Option<(FormController, u32)>>;

/// Keeps the drafts of one page. Copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Keeper {
    place: StoredValue<Place>,
    address: StoredValue<Address>,
    loader: Loader,
    start: Start,
    form: Held,
    /// Something was edited since a draft was kept.
    is_pending: StoredValue<bool>,
    /// The turn in which something was edited last.
    typed_in: StoredValue<Option<u32>>,
    /// The turn in which a draft was kept last.
    saved_in: StoredValue<Option<u32>>,
    /// How the last draft was kept.
    kept: RwSignal<Option<Kept>>,
    /// How those are kept that were set aside here: as the one that is kept the shortest.
    aside: RwSignal<Kept>,
}

impl Keeper {
    /// Keeps what is typed into the form until the current owner is cleaned up.
    pub(super) fn watch(
        place: &Place,
        loader: Loader,
        start: Start,
        drawn: Drawn,
        form: Held,
    ) -> Self {
        let keeper = Self {
            place: StoredValue::new(place.clone()),
            address: StoredValue::new(use_address()),
            loader,
            start,
            form,
            is_pending: StoredValue::new(false),
            typed_in: StoredValue::new(None),
            saved_in: StoredValue::new(None),
            kept: RwSignal::new(None),
            aside: RwSignal::new(Kept::Well),
        };
        BEGUN.call_once(|| {
            set_timeout(|| drafts::clear_out(now()), REST);
            listen();
        });
        start.ends.set_value(Some(Callback::new(move |()| keeper.store_pending())));
        let timer = StoredValue::new(None::<TimeoutHandle>);
        Effect::new(move |_| {
            let Some(form) = drawn.get().map(|form| form.get_value()) else { return };
            // A form that is new has no edits yet.
            if form.edits().get() == 0 {
                return;
            }
            keeper.is_pending.set_value(true);
            keeper.typed_in.set_value(Some(start.turn()));
            let next = set_timeout_with_handle(move || keeper.save(), REST).ok();
            if let Some(last) = timer.try_update_value(|timer| std::mem::replace(timer, next)) {
                last.iter().for_each(TimeoutHandle::clear);
            }
        });
        let hiding = window_event_listener(ev::visibilitychange, move |_| keeper.save());
        let leaving = window_event_listener(ev::pagehide, move |_| keeper.save());
        let closing = window_event_listener(ev::beforeunload, move |event| {
            keeper.save();
            if keeper.would_lose() {
                event.prevent_default();
                // Older browsers ask only then.
                event.set_return_value("unsaved");
            }
        });
        on_cleanup(move || {
            hiding.remove();
            leaving.remove();
            closing.remove();
            keeper.store_pending();
            if let Some(timer) = timer.try_get_value().flatten() {
                timer.clear();
            }
        });
        keeper
    }

    /// Keeps a draft, if something was edited since the last one.
    pub(super) fn save(self) {
        if self.is_pending.get_value() {
            self.save_now();
        }
    }

    /// Keeps a draft of what the form holds.
    pub(super) fn save_now(self) {
        self.store();
        // A reload shall find the draft, not what it began with.
        if matches!(self.kept.get_untracked(), Some(Kept::Well | Kept::InTab(_))) {
            self.leave_address();
        }
    }

    /// The same as [`Keeper::save`] where the address may name another page, or another link, already.
    fn store_pending(self) {
        if self.is_pending.get_value() {
            self.store();
        }
    }

    fn store(self) {
        let Some((form, _)) = self.form.get_value() else { return };
        let definition = self.loader.definition.with_untracked(|d| d.ready().cloned());
        let Some(definition) = definition else { return };
        let (input, schema) = (form.request(), &definition.schema);
        let text = form.unread_text();
        // A text that cannot be read may hold a secret anywhere.
        let storable = text.clone().filter(|_| !has_secrets(schema));
        let draft = Draft::new(&definition.definition, schema, &input, storable, now());
        let place = self.place.get_value();
        // The first edit of what came from elsewhere does not cost the draft that was there.
        let is_new = self.start.beginning.with_untracked(|beginning| {
            beginning.as_ref().is_some_and(|it| !matches!(it.origin, Origin::Draft(_)))
        });
        if is_new && !self.has_saved() {
            self.has_set_aside(drafts::set_aside(&place));
        }
        let (kept, aside) = drafts::keep(&place, draft, Whole { input, text });
        self.has_set_aside(aside);
        self.is_pending.set_value(false);
        self.saved_in.set_value(Some(self.start.turn()));
        if self.kept.get_untracked() != Some(kept) {
            self.kept.set(Some(kept));
        }
    }

    /// A draft was set aside, and is kept so.
    pub(super) fn has_set_aside(self, kept: Kept) {
        let before = self.aside.get_untracked();
        let shortest = before.shorter(kept);
        if shortest != before {
            self.aside.set(shortest);
        }
    }

    /// A draft is that of now again, and is kept so; the one before it is set aside.
    pub(super) fn has_taken_back(self, kept: Kept, kept_aside: Kept) {
        self.has_removed();
        self.has_set_aside(kept_aside);
        if kept != Kept::Well {
            self.kept.set(Some(kept));
        }
    }

    /// Of drafts that were set aside there is one less: where none is left, none is kept too short.
    pub(super) fn has_removed(self) {
        let is_none_left = self.place.with_value(|place| drafts::aside(place).is_empty());
        if is_none_left && self.aside.get_untracked() != Kept::Well {
            self.aside.set(Kept::Well);
        }
    }

    /// Has the address name the page alone: what it asked to begin with is in the form, or not wanted.
    pub(super) fn leave_address(self) {
        self.address.with_value(Address::drop_fragment);
    }

    /// Whether a draft was kept of what the form holds now, or of an earlier state of it.
    pub(super) fn has_saved(self) -> bool {
        self.saved_in.get_value() == Some(self.start.turn())
    }

    /// When the draft of what the form holds was kept, where there is one.
    pub(super) fn own_draft(self) -> Option<f64> {
        if self.has_saved() {
            return self.place.with_value(drafts::now_saved_at);
        }
        self.start.beginning.with_untracked(|beginning| match beginning.as_ref()?.origin {
            Origin::Draft(saved_at) => Some(saved_at),
            _ => None,
        })
    }

    /// Whether somebody has edited what the form began with.
    pub(super) fn has_typed(self) -> bool {
        self.typed_in.get_value() == Some(self.start.turn())
    }

    /// Whether somebody has filled something in, or has come with something.
    pub(super) fn has_content(self) -> bool {
        let brought = self.start.beginning.with_untracked(|beginning| {
            beginning.as_ref().is_some_and(|beginning| beginning.input.is_some())
        });
        brought || self.has_typed()
    }

    /// Whether leaving now would lose something that was typed.
    fn would_lose(self) -> bool {
        if !self.has_typed() {
            return false;
        }
        let Some((form, _)) = self.form.get_value() else { return false };
        let is_kept = self.kept.get_untracked() == Some(Kept::Well)
            && self.aside.get_untracked() == Kept::Well
            && self.place.with_value(drafts::has_own);
        !is_kept
            || self.loader.definition.with_untracked(|definition| {
                definition.ready().is_some_and(|definition| {
                    holds_secrets(&definition.schema, &form.request())
                        || has_secrets(&definition.schema) && form.unread_text().is_some()
                })
            })
    }

    /// Says that nothing is kept, and why, where that is so.
    pub(super) fn fault(self) -> Option<AnyView> {
        let of_now = self.kept.get().and_then(|kept| words(kept, false));
        let (title, text) = of_now.or_else(|| words(self.aside.get(), true))?;
        Some(view! { <Notice tone=Tone::Info title=title><p>{text}</p></Notice> }.into_any())
    }
}

/// Hears of drafts that other tabs give the browser, as long as the portal is not loaded anew: what was typed here is kept whichever
/// page is open.
fn listen() {
    window_event_listener_untyped("storage", |event| {
        let event = event.unchecked_into::<StorageEvent>();
        // What is removed was sent, or is not wanted.
        if let (Some(key), Some(_)) = (event.key(), event.new_value()) {
            drafts::given_elsewhere(&key);
        }
    });
}

/// Whether there are secrets in an input, other than empty ones.
fn holds_secrets(schema: &Value, input: &Value) -> bool {
    secret_pointers(schema, input).iter().any(|at| {
        let held = pointer::get(input, at);
        held.is_some_and(|held| !held.is_null() && held.as_str() != Some(""))
    })
}

fn why(fault: Fault) -> &'static str {
    match fault {
        Fault::Forbidden => "Its settings, or a private window, forbid it.",
        Fault::Full => "Its storage for this site is full.",
    }
}

/// A title and sentences about a draft, of now or set aside, that is not kept as it should be.
fn words(kept: Kept, is_aside: bool) -> Option<(&'static str, String)> {
    let (why, end) = match kept {
        Kept::Well => return None,
        Kept::InTab(fault) => (why(fault), "this tab is closed"),
        Kept::InPage(fault) => (why(fault), "this page is closed or reloaded"),
        Kept::TooLarge => ("It is more than 1 MB.", "this page is closed or reloaded"),
    };
    let (title, what) = match kept {
        _ if is_aside => ("Your browser does not keep the draft that was set aside", "It is there"),
        Kept::TooLarge => ("This is too large for a draft", "What you fill in here is kept"),
        _ => ("Your browser does not keep drafts", "What you type here is kept"),
    };
    Some((title, format!("{why} {what} until {end}.")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_secrets_that_were_typed_are_lost() {
        let schema = json!({ "properties": { "token": { "writeOnly": true }, "a": {} } });
        for (input, expected) in [
            (json!({ "a": "x" }), false),
            (json!({ "token": "" }), false),
            (json!({ "token": null }), false),
            (json!({ "token": "x" }), true),
        ] {
            assert_eq!(holds_secrets(&schema, &input), expected, "{input}");
        }
    }

    #[test]
    fn a_draft_that_is_kept_is_not_spoken_of() {
        assert_eq!((words(Kept::Well, false), words(Kept::Well, true)), (None, None));
        let said = |is_aside| {
            let kept = [Kept::InTab(Fault::Full), Kept::InPage(Fault::Forbidden), Kept::TooLarge];
            let said = kept.map(|kept| {
                let (title, text) = words(kept, is_aside).unwrap();
                format!("{title}. {text}")
            });
            said.join("\n")
        };
        insta::assert_snapshot!(said(false), @r"
        Your browser does not keep drafts. Its storage for this site is full. What you type here is kept until this tab is closed.
        Your browser does not keep drafts. Its settings, or a private window, forbid it. What you type here is kept until this page is closed or reloaded.
        This is too large for a draft. It is more than 1 MB. What you fill in here is kept until this page is closed or reloaded.
        ");
        insta::assert_snapshot!(said(true), @r"
        Your browser does not keep the draft that was set aside. Its storage for this site is full. It is there until this tab is closed.
        Your browser does not keep the draft that was set aside. Its settings, or a private window, forbid it. It is there until this page is closed or reloaded.
        Your browser does not keep the draft that was set aside. It is more than 1 MB. It is there until this page is closed or reloaded.
        ");
    }
}
