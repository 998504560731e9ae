//! What the gateway says, as a page says it.

use leptos::prelude::*;
use portico_contract::words::sentence;

use super::time::{Stamp, millis};

/// A sentence with each moment in it as local time.
pub fn said(text: &str) -> AnyView {
    let said = sentence(text);
    said.split_inclusive(' ')
        .map(|word| {
            let (moment, rest) = word.split_at(word.find('Z').map_or(0, |end| end + 1));
            // Shorter ones are words that JavaScript takes for years.
            match millis(moment).filter(|_| moment.len() >= 20) {
                Some(_) => view! {
                    <Stamp at=moment.to_owned() />
                    {rest.to_owned()}
                }
                .into_any(),
                None => word.to_owned().into_any(),
            }
        })
        .collect_view()
        .into_any()
}
