//! What the gateway says begins in lower case and ends without a dot; a page says it as a sentence.

use leptos::prelude::*;

use super::time::{Stamp, millis};

/// `waits for signal x` as `Waits for signal x.` A name at the beginning, such as `data-eng`, stays as it is written.
pub fn sentence(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_word = first.trim_end_matches([',', ':']).chars().all(|c| c.is_ascii_lowercase());
    let mut said = match text.get(..1).filter(|_| is_word) {
        Some(letter) => letter.to_ascii_uppercase() + &text[1..],
        None => text.to_owned(),
    };
    if !(said.is_empty() || said.ends_with(['.', '!', '?'])) {
        said.push('.');
    }
    said
}

/// The same on a page, with each moment in it as local time.
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

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn sentences_begin_large_and_end() {
        for (text, expected) in [
            ("waits for signal confirm_resize", "Waits for signal confirm_resize."),
            ("data-eng is not answering", "data-eng is not answering."),
            ("Cloud Operations is not answering", "Cloud Operations is not answering."),
            ("waits for Über to take this run", "Waits for Über to take this run."),
            ("über", "über."),
            ("is it there?", "Is it there?"),
            ("", ""),
        ] {
            assert_eq!(sentence(text), expected);
        }
    }
}
