//! A form on several pages: its steps, the page that is drawn, and the way forward and back.

use leptos::prelude::*;
use portico_form::Form;
use portico_form::field::Field;
use portico_form::pages::Wizard;

use super::controller::FormController;
use super::path::Path;
use super::slot::Slot;
use super::style::WHOLE;
use super::whole::TEXT_ID;
use super::{fields, focus, template};

/// The id of the page's heading.
const HEADING_ID: &str = "form-page";

/// What came of going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forward {
    /// The next page is drawn.
    Page,
    /// This many things are wrong; they are told, and the summary wants the focus.
    Wrong(usize),
    /// The text does not parse; the focus is on it.
    Unread,
    /// Nothing is known to be wrong with the whole input.
    Review,
}

impl FormController {
    /// Goes to the next page if nothing is wrong on this one; from the last one on to the review, if nothing is
    /// wrong anywhere. Where the browser cannot check, it goes on: the gateway checks on review.
    pub async fn forward(&self) -> Forward {
        if self.whole.is_drawn.get_untracked() && self.whole.fault.with_untracked(Option::is_some) {
            focus::later(TEXT_ID);
            return Forward::Unread;
        }
        let at = self.wizard.get_untracked().at;
        let is_last = at + 1 >= self.pages.with_untracked(Vec::len);
        if !is_last && !self.whole.is_drawn.get_untracked() {
            let here = self.pages.with_untracked(|pages| pages.get(at).map(|p| p.fields.clone()));
            self.core.update_value(|core| core.check_anew(here.unwrap_or_default()));
            let known = self.judged().await.unwrap_or_else(|_| self.problems());
            let pages = self.with_form(Form::pages);
            let mut wizard = self.wizard.get_untracked();
            if let Err(wrong) = wizard.next(&pages, &known) {
                return Forward::Wrong(wrong.len());
            }
            self.pages.set(pages);
            self.go_to(wizard);
            return Forward::Page;
        }
        let found = self.check().await.unwrap_or_else(|_| self.problems());
        match found.first() {
            None => Forward::Review,
            Some(first) => {
                self.open_page_of(&first.pointer);
                Forward::Wrong(found.len())
            }
        }
    }

    /// Goes back a page; nothing is lost.
    pub fn back(&self) {
        let mut wizard = self.wizard.get_untracked();
        wizard.back();
        self.go_to(wizard);
    }

    /// Whether there is a page to go back to.
    pub fn has_back(&self) -> Signal<bool> {
        let (wizard, is_text) = (self.wizard, self.whole.is_drawn);
        Signal::derive(move || !is_text.get() && wizard.get().at > 0)
    }

    /// Whether another page comes before the review.
    pub fn has_next(&self) -> Signal<bool> {
        let (wizard, pages, is_text) = (self.wizard, self.pages, self.whole.is_drawn);
        Signal::derive(move || !is_text.get() && wizard.get().at + 1 < pages.with(Vec::len))
    }

    /// Opens the page that draws the field at a pointer.
    pub(super) fn open_page_of(&self, at: &str) {
        if self.whole.is_drawn.get_untracked() || self.pages.with_untracked(Vec::is_empty) {
            return;
        }
        let page = self.pages.with_untracked(|pages| Wizard::page_of(pages, at));
        let now = self.wizard.get_untracked();
        if now.at != page {
            self.turn(Wizard { at: page, reached: now.reached.max(page) });
        }
    }

    /// Leaves a page that is no more, such as that of an unknown key that was removed.
    fn stay_within(&self, last: usize) {
        let now = self.wizard.get_untracked();
        let kept = Wizard { at: now.at.min(last), reached: now.reached.min(last) };
        if kept.at != now.at {
            self.go_to(kept);
        } else if kept != now {
            self.wizard.set(kept);
        }
    }

    /// Draws a page and moves the focus to its heading.
    fn go_to(&self, wizard: Wizard) {
        self.turn(wizard);
        focus::later(HEADING_ID);
    }

    fn turn(&self, wizard: Wizard) {
        self.redrawing();
        self.wizard.set(wizard);
    }
}

/// The pages of a form, one at a time.
pub(super) fn draw(form: FormController, root: Field) -> AnyView {
    let slot = Slot::new(form, root, Path::default());
    let (wizard, pages) = (form.wizard, form.pages);
    let shape = slot.node.shape;
    Effect::new(move |_| {
        shape.track();
        let now = form.with_form(Form::pages);
        if pages.with_untracked(|before| *before != now) {
            let last = now.len().saturating_sub(1);
            pages.set(now);
            form.stay_within(last);
        }
    });
    let steps = move || {
        let at = wizard.get();
        let steps = pages.get().into_iter().enumerate();
        let steps = steps.map(|(index, page)| {
            let is_ahead = index > at.reached;
            let open = move |_| {
                let mut wizard = wizard.get_untracked();
                if wizard.open(index) {
                    form.go_to(wizard);
                }
            };
            view! {
                class = WHOLE,
                <li>
                    <button
                        type="button"
                        aria-current=(at.at == index).then_some("step")
                        disabled=is_ahead
                        on:click=open
                    >
                        {format!("{}. {}", index + 1, page.title)}
                    </button>
                </li>
            }
        });
        steps.collect_view()
    };
    let heading = move || {
        let at = wizard.get().at;
        pages.with(|pages| {
            let title = pages.get(at).map_or("", |page| page.title.as_str());
            format!("Step {} of {}: {title}", at + 1, pages.len())
        })
    };
    // Both halves of it are wanted, and that of the free keys each time others of them are drawn.
    let here = Memo::new(move |_| {
        shape.track();
        let at = wizard.get().at;
        pages.with(|pages| {
            let page = pages.get(at);
            page.map(|page| form.with_form(|form| form.page_fields(page))).unwrap_or_default()
        })
    });
    let those = move |free: bool| {
        let is_wanted = |field: &&Field| field.free_key == free;
        here.with(|here| here.iter().filter(is_wanted).cloned().collect::<Vec<_>>())
    };
    let each = move |field: Field| {
        let path = Path::to(&field.pointer);
        fields::draw(form, field, path)
    };
    let key = |field: &Field| format!("{}\n{}", field.pointer, field.signature());
    let declared = move || those(false);
    let free = Memo::new(move |_| those(true));
    let groups = move || {
        let at = wizard.get().at;
        pages.with(|pages| pages.get(at).map(|page| page.groups.clone()).unwrap_or_default())
    };
    let rest = move |at: String| fields::rest(form, &at, shape);
    let object = slot.clone();
    let has_next = form.has_next();
    let keys = move || (!has_next.get()).then(|| fields::free_keys(&object, free));
    view! {
        class = WHOLE,
        <nav aria-label="Steps">
            <ol class="steps">{steps}</ol>
        </nav>
        <h3 id=HEADING_ID tabindex="-1">
            <bdi>{heading}</bdi>
        </h3>
        <div class="stack" id=slot.id() tabindex="-1">
            <For each=declared key=key children=each />
            <For each=groups key=String::clone children=rest />
            {keys}
            {template::error(&slot)}
        </div>
    }
    .into_any()
}
