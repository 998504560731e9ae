//! A text in which some letters stand out.

use leptos::prelude::*;

/// Pieces of a text, each with whether it is marked.
pub fn marked(pieces: impl IntoIterator<Item = (String, bool)>) -> Vec<AnyView> {
    let piece = |(text, is_marked): (String, bool)| match is_marked {
        true => view! { <mark>{text}</mark> }.into_any(),
        false => text.into_any(),
    };
    pieces.into_iter().map(piece).collect()
}
