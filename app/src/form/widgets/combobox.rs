//! One of many values: an editable combobox with a list, as WAI-ARIA's authoring practices describe it.

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::field::{Choice, Kind};
use web_sys::KeyboardEvent;

use super::super::slot::Slot;
use super::super::template;
use crate::ui::icon::icon;

/// More options than this are narrowed by typing, not by scrolling.
const SHOWN: usize = 100;
const PAGE: usize = 10;

#[derive(Clone)]
struct Combo {
    slot: Slot,
    choices: Arc<Vec<Choice>>,
    text: RwSignal<String>,
    /// The text was typed since the list opened, so it narrows the list.
    narrowing: RwSignal<bool>,
    open: RwSignal<bool>,
    active: RwSignal<Option<usize>>,
    matches: Memo<Vec<usize>>,
}

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let choices = match &slot.field.kind {
        Kind::Choice(choices) => Arc::new(choices.clone()),
        _ => Arc::new(Vec::new()),
    };
    let labels = Arc::clone(&choices);
    let text = slot.live(move |form, field, at| {
        let value = form.value_at(at);
        let chosen = labels.iter().find(|choice| Some(&choice.value) == value);
        chosen.map_or_else(|| field.text_of(value), |choice| choice.label.clone())
    });
    let narrowing = RwSignal::new(false);
    let searched: Arc<Vec<String>> =
        Arc::new(choices.iter().map(|choice| plain(&choice.label)).collect());
    let matches = Memo::new(move |_| {
        let words = if narrowing.get() { plain(&text.get()) } else { String::new() };
        let fits = |label: &String| words.split_whitespace().all(|word| label.contains(word));
        searched
            .iter()
            .enumerate()
            .filter(|(_, label)| fits(label))
            .map(|(index, _)| index)
            .collect::<Vec<_>>()
    });
    let combo = Combo {
        slot: slot.clone(),
        choices,
        text,
        narrowing,
        open: RwSignal::new(false),
        active: RwSignal::new(None),
        matches,
    };
    template::framed(slot, combo.draw())
}

impl Combo {
    fn draw(&self) -> AnyView {
        let field = &self.slot.field;
        let list_id = format!("{}l", self.slot.id());
        let (open, active, text, matches) = (self.open, self.active, self.text, self.matches);
        let total = self.choices.len();
        let placeholder =
            field.placeholder.clone().unwrap_or_else(|| format!("Search {total} choices"));
        let active_list = list_id.clone();
        let active_id = move || {
            let position = active.get().filter(|_| open.get())?;
            matches
                .with(|matches| matches.get(position).map(|index| format!("{active_list}{index}")))
        };
        let (typing, keys, leaving, toggling, popping) =
            (self.clone(), self.clone(), self.clone(), self.clone(), self.clone());
        let label = field.label.clone();
        view! {
            <div class="combo">
                <span class="combo__box">
                    <input
                        class="input"
                        id=self.slot.id()
                        role="combobox"
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        placeholder=placeholder
                        required=field.required
                        disabled=field.read_only
                        aria-label=self.slot.aria_label()
                        aria-expanded=move || open.get().to_string()
                        aria-controls=list_id.clone()
                        aria-autocomplete="list"
                        aria-activedescendant=active_id
                        aria-describedby=self.slot.described()
                        aria-invalid=self.slot.invalid()
                        prop:value=text
                        on:input=move |event| typing.typed(event_target_value(&event))
                        on:keydown=move |event| keys.key(&event)
                        on:blur=move |_| leaving.leave()
                        on:click=move |_| open.set(true)
                    />
                    <span class="combo__tail">
                        <button
                            type="button"
                            tabindex="-1"
                            aria-label=move || if open.get() { "Close options" } else { "Show options" }
                            on:mousedown=move |event| {
                                event.prevent_default();
                                toggling.toggle();
                            }
                        >
                            {icon("down", "icon")}
                        </button>
                    </span>
                </span>
                {move || open.get().then(|| popping.popup(&list_id, &label))}
            </div>
        }
        .into_any()
    }

    fn popup(&self, list_id: &str, label: &str) -> AnyView {
        let (matches, total) = (self.matches, self.choices.len());
        let count = move || format!("{} of {total} options", matches.with(Vec::len));
        let (listing, id) = (self.clone(), list_id.to_owned());
        let options = move || {
            let shown: Vec<(usize, usize)> =
                matches.with(|matches| matches.iter().take(SHOWN).copied().enumerate().collect());
            shown
                .into_iter()
                .map(|(position, index)| listing.option(position, index, &id))
                .collect_view()
        };
        let more = move || {
            let hidden = matches.with(Vec::len).saturating_sub(SHOWN);
            (hidden > 0).then(|| view! { <div class="combo__bar combo__bar--foot">{format!("{hidden} more, type to narrow")}</div> })
        };
        let none = move || {
            matches.with(Vec::is_empty).then(|| view! { <div class="combo__note">{icon("search", "icon")} <span>"No choice fits this text."</span></div> })
        };
        view! {
            <div class="combo__pop">
                <div class="combo__bar">
                    <span role="status">{count}</span>
                </div>
                <ul class="listbox" role="listbox" id=list_id.to_owned() aria-label=label.to_owned()>
                    {options}
                </ul>
                {none}
                {more}
            </div>
        }
        .into_any()
    }

    fn option(&self, position: usize, index: usize, list_id: &str) -> AnyView {
        let choice = &self.choices[index];
        let at = self.slot.path.pointer();
        let chosen = self.slot.form.with_form(|form| form.value_at(&at) == Some(&choice.value));
        let (active, choosing) = (self.active, self.clone());
        view! {
            <li
                class="option"
                role="option"
                id=format!("{list_id}{index}")
                aria-selected=chosen.to_string()
                data-active=move || (active.get() == Some(position)).then_some("")
                on:mousedown=move |event| {
                    event.prevent_default();
                    choosing.choose(index);
                }
            >
                {icon("check", "icon")}
                <span class="clip" title=choice.label.clone()>
                    <bdi>{choice.label.clone()}</bdi>
                </span>
                {choice.description.clone().map(|text| view! { <span class="option__sub">{text}</span> })}
            </li>
        }
        .into_any()
    }

    fn typed(&self, text: String) {
        self.narrowing.set(true);
        self.open.set(true);
        self.active.set(None);
        // Text that names a choice is that choice; other text is kept, and refused when the field is left.
        let named = self.choices.iter().find(|choice| choice.label == text);
        match named {
            Some(choice) => self.slot.chose(Some(choice.value.clone())),
            None if text.is_empty() => self.slot.typed(""),
            None => self.slot.chose(Some(serde_json::Value::String(text.clone()))),
        }
        self.text.set(text);
    }

    fn choose(&self, index: usize) {
        let choice = &self.choices[index];
        self.slot.chose(Some(choice.value.clone()));
        self.text.set(choice.label.clone());
        self.close();
        self.slot.left();
    }

    fn close(&self) {
        self.open.set(false);
        self.narrowing.set(false);
        self.active.set(None);
    }

    fn toggle(&self) {
        if self.open.get_untracked() {
            self.close();
        } else {
            self.open.set(true);
        }
        super::super::focus::first_control(&self.slot.id());
    }

    fn leave(&self) {
        self.close();
        self.slot.left();
    }

    fn key(&self, event: &KeyboardEvent) {
        let (open, active) = (self.open.get_untracked(), self.active.get_untracked());
        let count = self.matches.with_untracked(|matches| matches.len().min(SHOWN));
        let chosen = active.and_then(|position| {
            self.matches.with_untracked(|matches| matches.get(position).copied())
        });
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if event.alt_key() => self.open.set(event.key() == "ArrowDown"),
            "ArrowDown" if count > 0 => self.walk(active.map_or(0, |at| (at + 1) % count)),
            "ArrowUp" if count > 0 => {
                self.walk(active.map_or(count - 1, |at| (at + count - 1) % count));
            }
            "PageDown" if open && count > 0 => {
                self.walk((active.unwrap_or(0) + PAGE).min(count - 1));
            }
            "PageUp" if open && count > 0 => self.walk(active.unwrap_or(0).saturating_sub(PAGE)),
            "Enter" if open && chosen.is_some() => {
                chosen.into_iter().for_each(|index| self.choose(index));
            }
            "Tab" => {
                if let (true, Some(index)) = (open, chosen) {
                    self.choose(index);
                }
                return;
            }
            "Escape" if open => self.close(),
            "Escape" if !self.text.with_untracked(String::is_empty) => self.typed(String::new()),
            _ => return,
        }
        event.prevent_default();
    }

    fn walk(&self, to: usize) {
        self.open.set(true);
        self.active.set(Some(to));
        let list_id = format!("{}l", self.slot.id());
        let id = self
            .matches
            .with_untracked(|matches| matches.get(to).map(|index| format!("{list_id}{index}")));
        super::super::focus::after_drawing(move || {
            if let Some(element) = id.and_then(|id| document().get_element_by_id(&id)) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                element.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
}

/// Small letters, with what separates words as spaces.
fn plain(text: &str) -> String {
    text.chars()
        .map(|letter| if matches!(letter, '-' | '_' | '/' | '.') { ' ' } else { letter })
        .flat_map(char::to_lowercase)
        .collect()
}
