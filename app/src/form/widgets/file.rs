//! A file: chosen or dropped, judged by size and type before it is read, and by what it takes in the request after.

use leptos::prelude::*;
use portico_form::field::{FileRules, Kind};
use portico_form::file::{Encoding, admit_value, kilobytes};
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{DragEvent, FileList, FileReader, HtmlInputElement};

use super::super::focus;
use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;
use crate::ui::icon::icon;

/// Said where a field was left for another page, or went with what it was part of, while its file was read.
const NOT_TAKEN: &str =
    "A file was still being read when its field was left, so it was not taken. Choose it again.";

#[derive(Clone)]
struct Upload {
    slot: Slot,
    rules: StoredValue<FileRules>,
    value: RwSignal<Option<Value>>,
    /// The name of the file that the value was read from; the value itself has none.
    name: RwSignal<Option<String>>,
    refused: RwSignal<Option<String>>,
    over: RwSignal<bool>,
    /// Which reading counts: a larger file that was chosen before can be read after.
    turn: StoredValue<u32>,
}

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let Kind::File(rules) = &slot.field.kind else { return ().into_any() };
    let upload = Upload {
        slot: slot.clone(),
        rules: StoredValue::new(rules.clone()),
        value: slot.live_value(),
        name: RwSignal::new(None),
        refused: RwSignal::new(None),
        over: RwSignal::new(false),
        turn: StoredValue::new(0),
    };
    template::framed(slot, upload.draw(rules))
}

impl Upload {
    fn draw(&self, rules: &FileRules) -> AnyView {
        let (value, over, refused) = (self.value, self.over, self.refused);
        let fixed = self.slot.field.read_only;
        let filled = Memo::new(move |_| value.with(|value| text_of(value.as_ref()).is_some()));
        let (dropping, removing, described) = (self.clone(), self.clone(), self.slot.described());
        let refused_id = format!("{}r", self.slot.id());
        let described = {
            let refused_id = refused_id.clone();
            move || {
                let refused = refused.with(Option::is_some).then(|| refused_id.clone());
                let ids: Vec<String> = described().into_iter().chain(refused).collect();
                (!ids.is_empty()).then(|| ids.join(" "))
            }
        };
        let drag = move |event: DragEvent| {
            event.prevent_default();
            over.set(!fixed);
        };
        let drop = move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            if !fixed {
                dropping.take(event.data_transfer().and_then(|data| data.files()));
            }
        };
        let accept = rules.media_type.clone();
        let remove_name = format!("Remove {}", self.slot.field.label);
        view! {
            class = SCOPE,
            <div
                class="file drop"
                data-over=move || over.get().then_some("")
                on:dragover=drag
                on:dragleave=move |_| over.set(false)
                on:drop=drop
            >
                {icon("file", "icon")}
                <span class="row row--line grow small" role="status">
                    {self.said(rules)}
                </span>
                {(!fixed).then(|| self.chooser(accept, described, filled))}
                {move || {
                    let removing = removing.clone();
                    let name = remove_name.clone();
                    (filled.get() && !fixed)
                        .then(|| {
                            view! {
                                <button
                                    class="btn btn--ghost btn--sm btn--icon"
                                    type="button"
                                    aria-label=name.clone()
                                    title=name
                                    on:click=move |_| removing.remove()
                                >
                                    {icon("trash", "icon")}
                                </button>
                            }
                        })
                }}
            </div>
            {move || {
                refused
                    .get()
                    .map(|why| {
                        view! {
                            <p class="field__error" role="alert" id=refused_id.clone()>
                                {icon("error", "icon")}
                                <span>{why}</span>
                            </p>
                        }
                    })
            }}
        }
        .into_any()
    }

    /// What is there, or what may be.
    fn said(&self, rules: &FileRules) -> AnyView {
        let (value, name, rules) = (self.value, self.name, rules.clone());
        let wanted =
            rules.media_type.as_ref().map_or_else(String::new, |it| format!(" of type {it}"));
        let limit = format!("A file{wanted}, up to {}", kilobytes(rules.largest));
        (move || {
            value.with(|value| match text_of(value.as_ref()) {
                Some(text) => {
                    let name = name.get().unwrap_or_else(|| "A file".to_owned());
                    let size = kilobytes(rules.size_of(text));
                    view! {
                        <bdi class="clip" title=name>
                            {name.clone()}
                        </bdi>
                        <span class="num faint">{size}</span>
                    }
                    .into_any()
                }
                None => limit.clone().into_any(),
            })
        })
        .into_any()
    }

    /// The browser's own file input, for keys and screen readers; what is seen and clicked stands for it.
    fn chooser(
        &self,
        accept: Option<String>,
        described: impl Fn() -> Option<String> + Send + Sync + Clone + 'static,
        filled: Memo<bool>,
    ) -> AnyView {
        let (choosing, leaving, id) = (self.clone(), self.slot.clone(), self.slot.id());
        let needed = self.slot.field.required;
        let choose = move |event| {
            let input: HtmlInputElement = event_target(&event);
            choosing.take(input.files());
            // The same file can be chosen again once it was mended.
            input.set_value("");
        };
        let open = move |_| {
            let input = document().get_element_by_id(&id).and_then(|it| it.dyn_into().ok());
            if let Some(input) = input {
                let input: HtmlInputElement = input;
                input.click();
            }
        };
        view! {
            <input
                class="sr"
                id=self.slot.id()
                type="file"
                accept=accept
                required=move || needed && !filled.get()
                aria-label=self.slot.aria_label()
                aria-describedby=described
                aria-invalid=self.slot.invalid()
                on:change=choose
                on:blur=move |_| leaving.left()
            />
            <span class="btn btn--sm" aria-hidden="true" on:click=open>
                {icon("upload", "icon")}
                {move || if filled.get() { "Replace" } else { "Choose" }}
            </span>
        }
        .into_any()
    }

    fn take(&self, files: Option<FileList>) {
        let Some(files) = files.filter(|files| files.length() > 0) else { return };
        let Some(file) = files.get(0) else { return };
        if files.length() > 1 {
            self.refused.set(Some("This field takes one file".to_owned()));
            return;
        }
        let others = self.others();
        let size = file.size() as u64;
        let verdict = self.rules.with_value(|rules| rules.admit(size, &file.type_(), others));
        if let Err(why) = verdict {
            self.refused.set(Some(format!("{} {why}", file.name())));
            return;
        }
        self.refused.set(None);
        let Ok(reader) = FileReader::new() else { return };
        let turn = self.next_turn();
        let (upload, read, name) = (self.clone(), reader.clone(), file.name());
        let done = Closure::once_into_js(move || {
            match upload.turn.try_get_value() {
                Some(now) if now == turn => {
                    upload.read(read.result().ok().and_then(|it| it.as_string()), name);
                }
                Some(_) => {}
                // Its field is not drawn any more, and may be another one's place by now.
                None => {
                    let _ = upload.slot.form.whole.said.try_set(NOT_TAKEN);
                }
            }
        });
        reader.set_onloadend(Some(done.unchecked_ref()));
        let is_text = self.rules.with_value(|rules| rules.encoding == Encoding::Text);
        // What cannot be read, such as a folder, ends without a result.
        let _ = if is_text { reader.read_as_text(&file) } else { reader.read_as_data_url(&file) };
    }

    fn read(&self, text: Option<String>, name: String) {
        let value = text.and_then(|text| self.rules.with_value(|rules| rules.value_of(&text)));
        let Some(value) = value else {
            let kind = self.rules.with_value(|rules| rules.encoding == Encoding::Text);
            let why = if kind { "is not text" } else { "could not be read" };
            self.refused.set(Some(format!("{name} {why}")));
            return;
        };
        if let Err(why) = admit_value(&value, self.others()) {
            self.refused.set(Some(format!("{name} {why}")));
            return;
        }
        self.slot.chose(Some(value.clone()));
        self.value.set(Some(value));
        self.name.set(Some(name));
        self.slot.left();
    }

    /// How many bytes the request has beside this file.
    fn others(&self) -> u64 {
        let at = self.slot.path.pointer();
        self.slot.form.with_form(|form| form.size_beside(&at))
    }

    /// From now on nothing counts that is being read.
    fn next_turn(&self) -> u32 {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        turn
    }

    fn remove(&self) {
        self.next_turn();
        self.slot.typed("");
        self.value.set(None);
        self.name.set(None);
        self.refused.set(None);
        focus::later(&self.slot.id());
    }
}

fn text_of(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str).filter(|text| !text.is_empty())
}
