//! The input as text: lines with their numbers, and what is wrong at them.

use std::collections::BTreeSet;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, DragEvent, HtmlTextAreaElement};

use super::controller::FormController;
use super::style::WHOLE;
use super::whole::TEXT_ID;
use crate::ui::icon::icon;
use crate::ui::shown::Shown;

/// Problems that are listed under the text; the summary has all.
const LISTED: usize = 20;
const HELP_ID: &str = "form-text-help";
const FAULT_ID: &str = "form-text-fault";

pub(super) fn draw(form: FormController) -> AnyView {
    let whole = form.whole;
    let wrong = Memo::new(move |_| {
        if let Some(fault) = whole.fault.get() {
            return BTreeSet::from([fault.at.line]);
        }
        whole.text.track();
        let told = form.told.get();
        told.iter().take(LISTED).map(|told| whole.position(&told.pointer).line).collect()
    });
    let is_wrong = move || whole.fault.with(Option::is_some) || !form.told.with(Vec::is_empty);
    let lines = Memo::new(move |_| whole.text.with(|text| text.split('\n').count()));
    let described = move || {
        if is_wrong() { format!("{HELP_ID} {FAULT_ID}") } else { HELP_ID.to_owned() }
    };
    let pasted = move |event: ClipboardEvent| {
        let Some(area) = event.target().and_then(|at| at.dyn_into::<HtmlTextAreaElement>().ok())
        else {
            return;
        };
        let data = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
        // A part of the text is pasted as anywhere else.
        if let Some(text) = data.filter(|_| is_all_selected(&area)) {
            event.prevent_default();
            form.take_whole(text);
        }
    };
    view! {
        class = WHOLE,
        <div class="field">
            <label class="field__label" for=TEXT_ID>
                "Input as JSON"
            </label>
            <div class="field__help" id=HELP_ID>
                <p>
                    "What would be sent. The form follows what you edit here. " <code>"{\"$secret\": true}"</code>
                    " stands for a secret you have typed. YAML can be pasted over the whole text, or a file dropped on it."
                </p>
            </div>
            <div class="editor" on:dragover=|event: DragEvent| event.prevent_default() on:drop=move |event| dropped(form, &event)>
                <pre class="lines" aria-hidden="true">
                    {move || wrong.with(|wrong| numbered(lines.get(), wrong))}
                </pre>
                <textarea
                    class="text"
                    id=TEXT_ID
                    dir="ltr"
                    wrap="off"
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    rows=move || (lines.get() + 1).to_string()
                    aria-describedby=described
                    aria-invalid=move || is_wrong().then_some("true")
                    prop:value=move || Shown(whole.text.get())
                    on:input=move |event| form.typed_text(event_target_value(&event))
                    on:change=move |_| form.left_text()
                    on:paste=pasted
                ></textarea>
            </div>
            <div id=FAULT_ID>{move || is_wrong().then(|| at_lines(form))}</div>
        </div>
    }
    .into_any()
}

/// What is wrong, each with its line and the way there.
fn at_lines(form: FormController) -> AnyView {
    let whole = form.whole;
    if let Some(fault) = whole.fault.get() {
        let (line, column) = (fault.at.line, fault.at.column);
        let message =
            format!(", column {column}: the text {}. The form keeps what it held.", fault.message);
        let yaml = form.may_be_yaml().then(|| {
            let read = move |_| form.take_whole(whole.text.get_untracked());
            view! {
                <div>
                    <button class="btn btn--sm" type="button" on:click=read>
                        "Read it as YAML"
                    </button>
                </div>
            }
        });
        return view! { {problem(form, line, message)} {yaml} }.into_any();
    }
    // Lines move while one types.
    whole.text.track();
    let told = form.told.get();
    let left = told.len().saturating_sub(LISTED);
    let listed = told.into_iter().take(LISTED).map(|told| {
        let line = whole.position(&told.pointer).line;
        problem(form, line, format!(": {}", told.sentence))
    });
    let more =
        (left > 0).then(|| view! { <p class="field__error">{format!("and {left} more")}</p> });
    view! { {listed.collect_view()} {more} }.into_any()
}

fn problem(form: FormController, line: usize, message: String) -> AnyView {
    view! {
        class = WHOLE,
        <p class="field__error">
            {icon("error", "icon")}
            <span>
                <button class="line" type="button" on:click=move |_| form.caret_to(line)>
                    {format!("Line {line}")}
                </button>
                {message}
            </span>
        </p>
    }
    .into_any()
}

/// The numbers of the lines; those where something is wrong are marked.
fn numbered(lines: usize, wrong: &BTreeSet<usize>) -> AnyView {
    let mut parts: Vec<AnyView> = Vec::new();
    let mut plain = String::new();
    for line in 1..=lines {
        if wrong.contains(&line) {
            parts.push(std::mem::take(&mut plain).into_any());
            parts
                .push(view! { class = WHOLE, <strong>{format!("● {line}\n")}</strong> }.into_any());
        } else {
            plain.push_str(&line.to_string());
            plain.push('\n');
        }
    }
    parts.push(plain.into_any());
    parts.into_any()
}

fn is_all_selected(area: &HtmlTextAreaElement) -> bool {
    let at = |end: Result<Option<u32>, _>| end.ok().flatten().unwrap_or_default();
    let selected = at(area.selection_end()).saturating_sub(at(area.selection_start()));
    area.text_length() == selected
}

fn dropped(form: FormController, event: &DragEvent) {
    let file = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0));
    let Some(file) = file else { return };
    event.prevent_default();
    if form.is_too_large(file.size() as u64) {
        return;
    }
    leptos::task::spawn_local(async move {
        let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
        if let Some(text) = text {
            form.take_whole(text);
        }
    });
}
