//! The little of RFC 3986 that naming embedded schemas needs.

/// A reference without fragment, read where `base` is the name of what is around it.
pub(crate) fn join(base: &str, reference: &str) -> String {
    if has_scheme(reference) || base.is_empty() {
        return reference.to_owned();
    }
    if reference.is_empty() {
        return base.to_owned();
    }
    let scheme_end = if has_scheme(base) { base.find(':').map_or(0, |at| at + 1) } else { 0 };
    if reference.starts_with("//") {
        return format!("{}{reference}", &base[..scheme_end]);
    }
    let authority_end = if base[scheme_end..].starts_with("//") {
        let path = base[scheme_end + 2..].find('/');
        path.map_or(base.len(), |at| scheme_end + 2 + at)
    } else {
        scheme_end
    };
    let (front, path) = base.split_at(authority_end);
    if reference.starts_with('/') {
        return format!("{front}{}", without_dots(reference));
    }
    let folder = path.rfind('/').map_or("", |at| &path[..=at]);
    let folder = if folder.is_empty() && front.contains("//") { "/" } else { folder };
    format!("{front}{}", without_dots(&format!("{folder}{reference}")))
}

fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." if kept.len() > 1 => {
                kept.pop();
            }
            ".." => {}
            other => kept.push(other),
        }
    }
    kept.join("/")
}

pub(crate) fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[at], hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
            }
            (byte, _) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_inside_names() {
        for (base, reference, expect) in [
            ("https://a.com/x/root.json", "inner.json", "https://a.com/x/inner.json"),
            ("https://a.com/x/root.json", "/y.json", "https://a.com/y.json"),
            ("https://a.com/x/root.json", "../y.json", "https://a.com/y.json"),
            ("https://a.com", "y.json", "https://a.com/y.json"),
            ("https://a.com/x", "urn:b", "urn:b"),
            ("root", "inner", "inner"),
            ("", "inner", "inner"),
            ("https://a.com/x", "//b.com/y", "https://b.com/y"),
        ] {
            assert_eq!(join(base, reference), expect, "{base} {reference}");
        }
    }
}
