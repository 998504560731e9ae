//! The buttons of a list: Add, and those of an item.

use leptos::prelude::*;

use super::super::super::style::SCOPE;
use super::super::group::lower;
use super::{Item, List};
use crate::ui::icon::icon;

impl List {
    pub(super) fn add_button(&self) -> AnyView {
        let (length, max) = (self.length, self.max);
        let full = move || max.is_some_and(|max| length.get() >= max);
        let count = move || {
            max.map(|max| {
                let has = length.get();
                let words = if has >= max {
                    format!("{has} of {max}, the most there can be")
                } else {
                    format!("{has} of {max}")
                };
                view! { <span class="tiny faint">{words}</span> }
            })
        };
        let list = self.clone();
        let disabled = self.slot.field.read_only;
        view! {
            <div class="row row--apart">
                <button
                    class="btn btn--sm"
                    type="button"
                    id=self.add_id()
                    disabled=move || disabled || full()
                    on:click=move |_| list.add()
                >
                    {icon("plus", "icon")}
                    {format!("Add {}", lower(&self.noun))}
                </button>
                {count}
            </div>
        }
        .into_any()
    }

    pub(super) fn tools(
        &self,
        item: Item,
        name: Signal<String>,
        simple: bool,
        has_place: bool,
    ) -> AnyView {
        let (length, max, fixed) = (self.length, self.max, self.fixed);
        let last = move || item.index.get() + 1 >= length.get();
        let full = move || max.is_some_and(|max| length.get() >= max);
        let class = if simple { "array__tools" } else { "array__tools tools-tall" };
        let movers = (!has_place).then(|| {
            let up = self.tool(
                item,
                name,
                ["up", "Move", " up"],
                move || item.index.get() <= fixed,
                |list, item| {
                    list.shift(item, list.next_to(item, true));
                },
            );
            let down = self.tool(item, name, ["down", "Move", " down"], last, |list, item| {
                list.shift(item, list.next_to(item, false));
            });
            view! {
                {up}
                {down}
                {self.tool(item, name, ["copy", "Duplicate", ""], full, Self::duplicate)}
            }
        });
        // Without its last item a tuple is shorter; without another, all that follow would mean something else.
        let stays = move || has_place && !last();
        view! {
            class = SCOPE,
            <span class=class>
                {movers} {self.tool(item, name, ["x", "Remove", ""], stays, Self::remove)}
            </span>
        }
        .into_any()
    }

    /// A button with an icon: the icon, and the words before and after the item's name.
    fn tool(
        &self,
        item: Item,
        name: Signal<String>,
        [image, before, after]: [&'static str; 3],
        disabled: impl Fn() -> bool + Send + Sync + 'static,
        act: fn(&Self, Item),
    ) -> AnyView {
        let list = self.clone();
        let said = move || format!("{before} {}{after}", lower(&name.get()));
        view! {
            <button
                class="btn btn--ghost btn--sm btn--icon"
                type="button"
                id=self.element_id(item, image)
                aria-label=said
                title=said
                disabled=disabled
                on:click=move |_| act(&list, item)
            >
                {icon(image, "icon")}
            </button>
        }
        .into_any()
    }
}
