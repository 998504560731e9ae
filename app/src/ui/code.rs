//! A block of code or JSON with a Copy button.

use leptos::prelude::*;

use super::copy::CopyButton;
use super::json::{Token, text};

/// Past this many coloured pieces the text is shown in one colour: nodes cost more than colours are worth.
const COLOURED: usize = 4000;

/// A block of code.
#[component]
pub fn Code(
    /// Its name.
    label: &'static str,
    /// What it shows; Copy takes the same text.
    #[prop(into)]
    tokens: Signal<Vec<Token>>,
    /// At most about fifteen lines high, then it scrolls.
    #[prop(optional)]
    short: bool,
    /// The left part of its bar; absent = the label.
    #[prop(optional)]
    bar: Option<AnyView>,
) -> impl IntoView {
    view! {
        <div class=if short { "code code--short" } else { "code" }>
            <div class="code__bar">
                {bar.unwrap_or_else(|| view! { <span>{label}</span> }.into_any())}
                <CopyButton label="Copy" words=true text=Signal::derive(move || tokens.with(|t| text(t))) />
            </div>
            <pre tabindex="0" role="group" aria-label=label>{move || tokens.with(|t| coloured(t))}</pre>
        </div>
    }
    .into_any()
}

fn coloured(tokens: &[Token]) -> AnyView {
    if tokens.len() > COLOURED {
        return text(tokens).into_any();
    }
    tokens
        .iter()
        .map(|(class, text)| {
            if class.is_empty() {
                text.clone().into_any()
            } else {
                view! { <span class=*class>{text.clone()}</span> }.into_any()
            }
        })
        .collect::<Vec<_>>()
        .into_any()
}
