//! The whole input at once: shown as text, edited, pasted, and taken back.

use leptos::prelude::*;
use portico_form::Form;
use portico_form::file::LARGEST_REQUEST;
use portico_form::json::{Position, Text, TextFault};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlTextAreaElement;

use super::controller::FormController;
use super::focus;
use super::judge::State;

/// Said when a text was pasted over everything.
const PASTED: &str = "Pasted. It has replaced all that was filled in.";
/// Said when a paste was undone.
pub(super) const UNDONE: &str = "Undone. All is as it was before the paste.";

/// The id of the text area in the page.
pub(super) const TEXT_ID: &str = "form-text";

/// The input as text. What does not parse stays here as it was typed, and the form keeps what it held.
#[derive(Clone, Copy)]
pub(super) struct Whole {
    /// The text is drawn in place of the form.
    pub(super) is_drawn: RwSignal<bool>,
    pub(super) text: RwSignal<String>,
    /// Why the form does not hold the text.
    pub(super) fault: RwSignal<Option<TextFault>>,
    /// What the last taking in of a whole input did, until something else is done.
    pub(super) said: RwSignal<&'static str>,
    /// Changes when the form has to be drawn anew.
    pub(super) drawing: RwSignal<u32>,
    /// The text as it was read last, for its lines.
    read: StoredValue<Option<Text>>,
    /// What a paste has replaced, or what its undoing has.
    replaced: StoredValue<Option<Replaced>>,
}

struct Replaced {
    form: Form,
    text: String,
    fault: Option<TextFault>,
}

impl Default for Whole {
    fn default() -> Self {
        Self {
            is_drawn: RwSignal::new(false),
            text: RwSignal::default(),
            fault: RwSignal::new(None),
            said: RwSignal::new(""),
            drawing: RwSignal::new(0),
            read: StoredValue::new(None),
            replaced: StoredValue::new(None),
        }
    }
}

impl Whole {
    /// Where a value stands in the text.
    pub(super) fn position(self, at: &str) -> Position {
        let start = Position { line: 1, column: 1 };
        self.read.with_value(|read| read.as_ref().map_or(start, |read| read.position(at)))
    }
}

impl FormController {
    /// Takes over what an older form of the same workflow holds as text.
    pub fn take_over(&self, older: Self) {
        let text = older.whole.text.get_untracked();
        if older.whole.is_drawn.get_untracked() || older.whole.fault.with_untracked(Option::is_some)
        {
            self.show_as_text(older.whole.is_drawn.get_untracked());
            self.typed_text(text);
        }
    }

    /// The text that the form does not hold, since it does not parse.
    pub fn unread_text(&self) -> Option<String> {
        let is_unread = self.whole.fault.with_untracked(Option::is_some);
        is_unread.then(|| self.whole.text.get_untracked())
    }

    /// Keeps such a text again, as it was typed.
    pub fn keep_text(&self, text: String) {
        self.take_text(&text);
        self.whole.text.set(text);
    }

    /// Draws the input as text, or as a form. Text that does not parse is kept either way.
    pub(super) fn show_as_text(&self, as_text: bool) {
        if as_text && self.whole.fault.with_untracked(Option::is_none) {
            self.print();
        }
        self.redrawing();
        self.whole.is_drawn.set(as_text);
    }

    /// Shows the text that does not parse, at the place.
    pub(super) fn mend_text(&self) {
        self.show_as_text(true);
        let (controller, line) = (*self, self.whole.fault.get_untracked().map_or(1, |f| f.at.line));
        focus::after_drawing(move || controller.caret_to(line));
    }

    /// What is drawn is about to be drawn anew: what may be told of it is told then too.
    pub(super) fn redrawing(&self) {
        self.core.update_value(super::core::Core::remember);
    }

    /// The same for what is drawn at a pointer and below it.
    pub(super) fn redrawing_within(&self, at: &str) {
        self.core.update_value(|core| core.remember_within(at));
    }

    /// The text becomes what the form holds.
    pub(super) fn print(&self) {
        let Some(text) = self.core.try_update_value(|core| core.form.print()) else { return };
        self.whole.read.set_value(Text::read(&text).ok());
        self.whole.fault.set(None);
        self.whole.text.set(text);
    }

    /// Whether the text is drawn, and to the letter what the form would send.
    pub(super) fn is_as_printed(&self) -> bool {
        // An answer can come when the form is gone.
        self.whole.is_drawn.try_get_untracked() == Some(true)
            && self.core.try_with_value(|core| core.form.text())
                == self.whole.text.try_get_untracked()
    }

    /// The text was edited.
    pub(super) fn typed_text(&self, text: String) {
        if !self.can_undo_paste() {
            self.whole.said.set("");
        }
        self.note_edit();
        self.take_text(&text);
        self.whole.text.set(text);
    }

    /// The text area was left after edits: from now on everything is told, here and in the form.
    pub(super) fn left_text(&self) {
        let controller = *self;
        focus::after_press(move || {
            controller.core.try_update_value(|core| core.check([String::new()]));
            controller.ask(true);
        });
    }

    /// The form takes a JSON text; whether it could.
    fn take_text(&self, text: &str) -> bool {
        let taken = self.core.try_update_value(|core| {
            let before = core.form.request();
            let taken = core.form.take_text(text);
            core.taken(&before);
            taken
        });
        let Some(taken) = taken else { return false };
        let fault = match taken {
            Ok(read) => {
                self.whole.read.set_value(Some(read));
                self.ask(true);
                None
            }
            Err(fault) => Some(fault),
        };
        let is_taken = fault.is_none();
        if self.whole.fault.with_untracked(|before| *before != fault) {
            self.whole.fault.set(fault);
        }
        is_taken
    }

    /// Takes a pasted or dropped text, JSON or YAML, as the whole input. One that cannot be read is shown as it
    /// is, with what is wrong.
    pub(super) fn take_whole(&self, text: String) {
        if self.is_too_large(text.len() as u64) {
            return;
        }
        let controller = *self;
        self.read(text.clone(), move |reading| {
            let read = reading.unwrap_or_else(|| match Text::read(&text) {
                Ok(_) => Ok(text.clone()),
                Err(fault) => {
                    let message = format!("{}. YAML cannot be read now: paste JSON", fault.message);
                    Err(TextFault { message, ..fault })
                }
            });
            match read {
                Ok(json) => controller.replace(&json),
                Err(fault) => controller.refuse(text, fault),
            }
        });
    }

    /// Says so where something is more than a request takes.
    pub(super) fn is_too_large(&self, size: u64) -> bool {
        let is = size > LARGEST_REQUEST;
        if is {
            self.whole
                .said
                .set("That is more than 900 KB, the most a request takes. Nothing was changed.");
        }
        is
    }

    /// Takes the clipboard as the whole input. Where the browser keeps it to itself, the text waits for a paste.
    pub(super) fn paste(&self) {
        let controller = *self;
        leptos::task::spawn_local(async move {
            match paste_text().await {
                Some(text) => controller.take_whole(text),
                None => {
                    controller.show_as_text(true);
                    controller.whole.said.set("Your browser keeps the clipboard to itself: all is selected, paste with the keyboard.");
                    focus::after_drawing(select_all);
                }
            }
        });
    }

    /// Whether there is a paste to undo.
    pub(super) fn can_undo_paste(&self) -> bool {
        self.whole.replaced.with_value(Option::is_some)
    }

    fn replace(&self, json: &str) {
        let replaced = self.present();
        self.note_edit();
        self.core.update_value(|core| core.check([String::new()]));
        self.redrawing();
        if self.take_text(json) {
            self.whole.replaced.set_value(Some(replaced));
            self.whole.said.set(PASTED);
            self.print();
            self.whole.drawing.update(|count| *count += 1);
        }
    }

    fn present(&self) -> Replaced {
        Replaced {
            form: self.with_form(Form::clone),
            text: self.whole.text.get_untracked(),
            fault: self.whole.fault.get_untracked(),
        }
    }

    /// Shows a text that cannot be read; the form keeps what it holds.
    fn refuse(&self, text: String, fault: TextFault) {
        self.whole.text.set(text);
        self.whole.fault.set(Some(fault));
        self.show_as_text(true);
        focus::later(TEXT_ID);
    }

    /// Takes back what a paste did, and the next time what this did: later edits are not lost either.
    pub(super) fn undo_paste(&self) {
        let replaced = self.whole.replaced.try_update_value(Option::take).flatten();
        let Some(Replaced { form, text, fault }) = replaced else { return };
        let was_undone = self.whole.said.get_untracked() == UNDONE;
        self.whole.replaced.set_value(Some(self.present()));
        self.redrawing();
        self.core.update_value(|core| core.form.go_back_to(form));
        self.note_edit();
        if fault.is_some() {
            self.whole.text.set(text);
            self.whole.fault.set(fault);
        } else {
            self.print();
        }
        self.whole.said.set(if was_undone { PASTED } else { UNDONE });
        self.whole.drawing.update(|count| *count += 1);
        self.ask(true);
    }

    /// Whether a text that does not parse may be YAML, and somebody is there who reads it.
    pub(super) fn may_be_yaml(&self) -> bool {
        let is_json = |text: &String| text.trim_start().starts_with(['{', '[', '"']);
        !matches!(self.state.get(), State::Gone(_)) && !self.whole.text.with(is_json)
    }

    /// Moves the caret to the line of a value.
    pub(super) fn focus_line(&self, at: &str) {
        let line = match self.whole.fault.get_untracked() {
            Some(fault) => fault.at.line,
            None => self.whole.position(at).line,
        };
        self.caret_to(line);
    }

    /// Selects a line of the text.
    pub(super) fn caret_to(&self, line: usize) {
        let Some(area) = document().get_element_by_id(TEXT_ID) else { return };
        let Ok(area) = area.dyn_into::<HtmlTextAreaElement>() else { return };
        let text = area.value();
        let before = text.split_inclusive('\n').take(line - 1);
        let start = before.map(units).sum::<u32>();
        let length = text.lines().nth(line - 1).map_or(0, units);
        let _ = area.focus();
        // A caret can always be put into a text area.
        let _ = area.set_selection_range(start, start + length);
    }
}

/// The text on the clipboard; `None` if the browser does not give it.
async fn paste_text() -> Option<String> {
    let navigator = window().navigator();
    // Browsers hide the clipboard on pages that are not served from a secure origin, and some its reading.
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).ok()?;
    let reads = js_sys::Reflect::has(clipboard.dyn_ref::<js_sys::Object>()?, &"readText".into());
    if reads != Ok(true) {
        return None;
    }
    JsFuture::from(navigator.clipboard().read_text()).await.ok()?.as_string()
}

fn select_all() {
    let area = document().get_element_by_id(TEXT_ID);
    if let Some(area) = area.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok()) {
        let _ = area.focus();
        area.select();
    }
}

/// A text's length as the browser counts it.
fn units(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}
