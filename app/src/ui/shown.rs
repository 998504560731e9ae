//! What a text input shows.

use js_sys::Reflect;
use leptos::tachys::html::property::IntoProperty;
use leptos::tachys::renderer::types::Element;

/// The value of an input that is typed into. What it shows already is not written back: that would have the browser lay
/// the page out once more for each key.
#[derive(Clone)]
pub struct Shown(pub String);

impl IntoProperty for Shown {
    type State = Element;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn hydrate<const FROM_SERVER: bool>(self, element: &Element, key: &str) -> Element {
        self.build(element, key)
    }

    fn build(self, element: &Element, key: &str) -> Element {
        drop(self.0.build(element, key));
        element.clone()
    }

    fn rebuild(self, element: &mut Element, key: &str) {
        let held = Reflect::get(element, &key.into()).ok().and_then(|held| held.as_string());
        // A native input that is filled in part says that it is empty: only writing empties it.
        if self.0.is_empty() || held.is_none_or(|held| held != self.0) {
            drop(self.0.build(element, key));
        }
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }
}
