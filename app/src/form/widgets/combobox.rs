//! One or some of many values: an editable combobox with a list, as WAI-ARIA's authoring practices describe it.

mod acts;

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::field::{Choice, Kind};

use super::super::slot::Slot;
use super::super::template;
use super::chips::Chips;
use crate::ui::icon::icon;

/// More options than this are narrowed by typing, not by scrolling.
const SHOWN: usize = 100;

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
    /// What was chosen so far, where several can be.
    several: Option<Chips>,
}

/// One of the choices.
pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let choices = choices(slot);
    let labels = Arc::clone(&choices);
    let text = slot.live(move |form, field, at| {
        let value = form.value_at(at);
        let chosen = labels.iter().find(|choice| Some(&choice.value) == value);
        chosen.map_or_else(|| field.text_of(value), |choice| choice.label.clone())
    });
    framed(slot, choices, text, None)
}

/// Any number of the choices, each once.
pub(in super::super) fn draw_several(slot: &Slot) -> AnyView {
    let choices = choices(slot);
    let chips = Chips::new(slot, Arc::clone(&choices));
    framed(slot, choices, RwSignal::new(String::new()), Some(chips))
}

fn choices(slot: &Slot) -> Arc<Vec<Choice>> {
    match &slot.field.kind {
        Kind::Choice(choices) | Kind::Choices(choices, _) => Arc::new(choices.clone()),
        _ => Arc::new(Vec::new()),
    }
}

fn framed(
    slot: &Slot,
    choices: Arc<Vec<Choice>>,
    text: RwSignal<String>,
    several: Option<Chips>,
) -> AnyView {
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
        several,
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
        let chips = self.several.as_ref().map(Chips::draw);
        let needed = field.required;
        let chosen = self.several.clone();
        // What is chosen already is in the chips, not in the input.
        let required = move || needed && chosen.as_ref().is_none_or(Chips::is_empty);
        view! {
            {chips}
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
                        required=required
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
        let several = self.several.is_some().then_some("true");
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
                <ul
                    class="listbox"
                    role="listbox"
                    id=list_id.to_owned()
                    aria-label=label.to_owned()
                    aria-multiselectable=several
                >
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
        let chosen = match &self.several {
            Some(chips) => untrack(|| chips.items()).contains(&choice.value),
            None => self.slot.form.with_form(|form| form.value_at(&at) == Some(&choice.value)),
        };
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
}

/// Small letters, with what separates words as spaces.
fn plain(text: &str) -> String {
    text.chars()
        .map(|letter| if matches!(letter, '-' | '_' | '/' | '.') { ' ' } else { letter })
        .flat_map(char::to_lowercase)
        .collect()
}
