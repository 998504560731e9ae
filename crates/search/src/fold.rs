//! Texts as they are compared.

/// Adds a text in small letters, with a space for whatever joins or parts words.
pub(crate) fn fold(text: &str, to: &mut String) {
    for letter in text.chars() {
        match letter {
            '-' | '_' | '/' | '.' | ':' | ',' => to.push(' '),
            _ if letter.is_ascii_alphanumeric() => to.push(letter.to_ascii_lowercase()),
            _ if letter.is_whitespace() => to.push(' '),
            _ => to.extend(letter.to_lowercase()),
        }
    }
}
