//! What a form begins with: the input of a link or of an earlier run, a draft, or nothing.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use portico_contract::http::WorkflowDefinition;
use portico_form::taken::Taken;
use serde_json::Value;

use super::loader::Loader;
use crate::address::{Address, use_address};
use crate::attempt::{Place, interrupted};
use crate::drafts::{self, Found, Whole};
use crate::form::FormController;
use crate::packing;
use crate::paths::{self, Route};

/// Where the values come from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Origin {
    /// From nowhere: the schema's defaults.
    Blank,
    /// From this browser, which kept them at this time, in milliseconds since 1970.
    Draft(f64),
    /// From a link that was made in this environment, where it says so.
    Link(Option<String>),
    /// From an earlier run.
    Run {
        /// Its id.
        id: String,
        /// When it started, RFC 3339.
        started_at: String,
    },
}

/// What a form begins with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Beginning {
    /// Where it comes from.
    pub(super) origin: Origin,
    /// The input; marks stand for secrets that are not known. `None` where there is none.
    pub(super) input: Option<Value>,
    /// A text that does not parse, as it was typed.
    pub(super) text: Option<String>,
    /// Hash of the definition it was filled in for, where that is known.
    pub(super) definition: Option<String>,
    /// It comes from another environment.
    pub(super) moved: bool,
    /// It is what was typed on this page, secrets included.
    pub(super) is_own: bool,
    /// Why what was asked for is not there: a title and a sentence.
    pub(super) trouble: Option<(&'static str, String)>,
    /// Tells this beginning from those before it on the page.
    pub(super) turn: u32,
}

impl Beginning {
    /// Nothing but the schema's defaults.
    pub(super) fn blank() -> Self {
        Self {
            origin: Origin::Blank,
            input: None,
            text: None,
            definition: None,
            moved: false,
            is_own: false,
            trouble: None,
            turn: 0,
        }
    }

    /// A draft.
    pub(super) fn draft(Found { draft, whole }: Found) -> Self {
        let is_own = whole.is_some();
        let whole = whole.unwrap_or(Whole { input: draft.input, text: draft.text });
        Self {
            origin: Origin::Draft(draft.saved_at),
            is_own,
            input: Some(whole.input),
            text: whole.text,
            definition: Some(draft.definition),
            ..Self::blank()
        }
    }

    /// What the browser has kept for a place.
    fn kept(place: &Place) -> Self {
        if let Some(found) = drafts::find(place) {
            return Self::draft(found);
        }
        // What was reviewed and is in no draft, unless somebody emptied the form or removed a draft since.
        Self { input: interrupted(place), ..Self::blank() }
    }

    /// What a form of the page holds now, as it came to be there.
    pub(super) fn of_form(&self, form: FormController, definition: &WorkflowDefinition) -> Self {
        Self {
            input: Some(form.request()),
            text: form.unread_text(),
            definition: Some(definition.definition.clone()),
            moved: false,
            is_own: true,
            ..self.clone()
        }
    }

    /// What the form takes of it.
    pub(super) fn taken(&self, definition: &WorkflowDefinition) -> Taken {
        let input = self.input.clone().unwrap_or_default();
        if self.is_own {
            return Taken { input, ..Taken::default() };
        }
        Taken::new(definition, input, self.moved)
    }

    /// Whether it was filled in for this definition, so that nothing has to be filled in again.
    pub(super) fn is_of(&self, definition: &WorkflowDefinition) -> bool {
        self.definition.as_ref() == Some(&definition.definition)
    }

    /// The form that begins with it.
    pub(super) fn form(
        &self,
        definition: Arc<WorkflowDefinition>,
        requester: Option<String>,
    ) -> FormController {
        if self.input.is_none() {
            return FormController::new(definition, None, requester);
        }
        let input = self.taken(&definition).input;
        // A run's input is shown as it was; its differences are told.
        let is_whole = self.is_of(&definition) || matches!(self.origin, Origin::Run { .. });
        let form = if is_whole {
            FormController::open(definition, input, requester)
        } else {
            FormController::new(definition, Some(input), requester)
        };
        if let Some(text) = self.text.clone() {
            form.keep_text(text);
        }
        form
    }
}

/// What the page's form begins with, and what it began with before. Copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Start {
    /// What it begins with; `None` until that is there.
    pub(super) beginning: RwSignal<Option<Beginning>>,
    /// What was in the form before somebody emptied it.
    pub(super) emptied: RwSignal<Option<Emptied>>,
    /// Called before something else begins.
    pub(super) ends: StoredValue<Option<Callback<()>>>,
    turns: StoredValue<u32>,
}

/// What was in a form before somebody emptied it.
#[derive(Clone)]
pub(super) struct Emptied {
    /// All of it.
    pub(super) before: Beginning,
    /// When the draft of it was kept, where there is one.
    pub(super) saved_at: Option<f64>,
}

/// What an address asks a form to begin with.
#[derive(Clone, PartialEq)]
enum Asked {
    Link(String),
    Run(String),
}

impl Asked {
    fn of(address: &Address, names: &(String, String)) -> Option<Self> {
        // The address names the next page a moment before this one is gone.
        let here = address.route.with(|route| match route {
            Route::Workflow { namespace, workflow_type } => {
                (namespace, workflow_type) == (&names.0, &names.1)
            }
            _ => false,
        });
        let link = || address.fragment(paths::INPUT).map(Self::Link);
        let run = || address.fragment(paths::RUN_AGAIN).map(|id| Self::Run(paths::decode(&id)));
        link().or_else(run).filter(|_| here)
    }

    async fn fetch(self, loader: Loader) -> Beginning {
        let asked = match self {
            Self::Link(letters) => of_link(&letters, loader).await,
            Self::Run(id) => of_run(&id, loader).await,
        };
        asked.unwrap_or_else(|trouble| Beginning { trouble: Some(trouble), ..Beginning::blank() })
    }
}

impl Start {
    /// Finds what the form of a page begins with, now and whenever the address asks for something else.
    pub(super) fn find(loader: Loader, place: &Place) -> Self {
        let start = Self {
            beginning: RwSignal::new(None),
            emptied: RwSignal::new(None),
            ends: StoredValue::new(None),
            turns: StoredValue::new(0),
        };
        let (address, names) = (use_address(), loader.names());
        let asked = Memo::new(move |_| Asked::of(&address, &names));
        if asked.with_untracked(Option::is_none) {
            start.begin(Beginning::kept(place));
        }
        let place = place.clone();
        Effect::new(move |_| {
            let Some(asked) = asked.get() else { return };
            let place = place.clone();
            spawn_local_scoped_with_cancellation(async move {
                let mut came = asked.fetch(loader).await;
                if came.trouble.is_some() {
                    // What was typed here before is better than nothing.
                    came = Beginning { trouble: came.trouble, ..Beginning::kept(&place) };
                }
                start.begin(came);
            });
        });
        start
    }

    /// Begins anew.
    pub(super) fn begin(self, beginning: Beginning) {
        if let Some(ends) = self.ends.get_value() {
            ends.run(());
        }
        self.turns.update_value(|turns| *turns += 1);
        self.emptied.set(None);
        self.beginning.set(Some(Beginning { turn: self.turns.get_value(), ..beginning }));
    }

    /// The turn of now.
    pub(super) fn turn(self) -> u32 {
        self.turns.get_value()
    }
}

type Trouble = (&'static str, String);

async fn of_link(letters: &str, loader: Loader) -> Result<Beginning, Trouble> {
    let link =
        packing::read(letters).await.map_err(|fault| ("The link cannot be read", fault.words()))?;
    let here = &loader.session().environment.name;
    Ok(Beginning {
        moved: link.environment.as_ref().is_some_and(|there| there != here),
        origin: Origin::Link(link.environment),
        input: link.input,
        definition: link.definition,
        ..Beginning::blank()
    })
}

async fn of_run(id: &str, loader: Loader) -> Result<Beginning, Trouble> {
    let title = "The run's input cannot be had";
    let run = loader.session().gateway.run(id).await.map_err(|error| {
        let (what, text) = error.words();
        (title, format!("{what}: {text}"))
    })?;
    if (run.namespace, run.workflow_type) != loader.names() {
        return Err((title, "It is a run of another workflow.".to_owned()));
    }
    if run.input.is_null() || run.input.get("$payload").is_some() {
        return Err((title, "Temporal no longer has it, or it is not JSON.".to_owned()));
    }
    Ok(Beginning {
        origin: Origin::Run { id: run.workflow_id, started_at: run.started_at },
        input: Some(run.input),
        ..Beginning::blank()
    })
}

#[cfg(test)]
mod tests {
    use portico_form::draft::Draft;
    use serde_json::json;

    use super::*;
    use crate::attempt;

    #[test]
    fn what_was_reviewed_is_there_again_until_it_is_given_up() {
        let place = Place::new("local", "n", "Reviewed");
        let (input, older) = (json!({ "a": 1 }), json!({ "a": 0 }));
        let draft = Draft::new("d", &json!({}), &older, None, 1.0);
        drafts::keep(&place, draft, Whole { input: older.clone(), text: None });
        attempt::key_for(&place, &json!({}), &input);
        assert_eq!(Beginning::kept(&place).input, Some(older), "a draft comes first");
        drafts::set_aside(&place);
        assert_eq!(Beginning::kept(&place).input, Some(input), "whatever was set aside");
        attempt::give_up(&place);
        assert_eq!(Beginning::kept(&place), Beginning::blank());
    }
}
