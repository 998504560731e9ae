//! JSON Pointers (RFC 6901) as text.

use std::borrow::Cow;

use serde_json::Value;

/// `pointer` with one more segment.
pub fn child(pointer: &str, segment: &str) -> String {
    let mut joined = String::with_capacity(pointer.len() + segment.len() + 1);
    joined.push_str(pointer);
    joined.push('/');
    joined.push_str(&escape(segment));
    joined
}

/// A segment as it is written inside a pointer.
pub fn escape(segment: &str) -> Cow<'_, str> {
    if segment.contains(['~', '/']) {
        Cow::Owned(segment.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(segment)
    }
}

/// A written segment as the key it stands for.
pub fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}

/// The keys a pointer walks through; none for the root.
pub fn segments(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(unescape)
}

/// The pointer of the parent and the last key; `None` for the root.
pub fn split_last(pointer: &str) -> Option<(&str, Cow<'_, str>)> {
    let at = pointer.rfind('/')?;
    Some((&pointer[..at], unescape(&pointer[at + 1..])))
}

/// The value a pointer leads to, as `Value::pointer` finds it, without copying plain segments.
pub fn get<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    if pointer.is_empty() {
        return Some(value);
    }
    let mut found = value;
    for segment in pointer.strip_prefix('/')?.split('/') {
        found = match found {
            Value::Object(map) => map.get(unescape(segment).as_ref())?,
            Value::Array(items) => {
                let is_index = segment == "0"
                    || !segment.starts_with('0') && segment.bytes().all(|b| b.is_ascii_digit());
                items.get(segment.parse::<usize>().ok().filter(|_| is_index)?)?
            }
            _ => return None,
        };
    }
    Some(found)
}

/// Whether `pointer` is `ancestor` or lies below it.
pub fn is_within(pointer: &str, ancestor: &str) -> bool {
    pointer.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether `pointer` fits `pattern`, in which a segment `*` stands for any one segment.
pub fn fits(pointer: &str, pattern: &str) -> bool {
    let mut ours = pointer.split('/');
    let mut theirs = pattern.split('/');
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b || b == "*" => {}
            _ => return false,
        }
    }
}

/// The pattern `of` as the pointer it is beside `at`, a place that `pattern` fits: its stars, in order, stand for what
/// those of `pattern` stand for there.
pub fn beside(of: &str, pattern: &str, at: &str) -> String {
    let mut here = pattern.split('/').zip(at.split('/'));
    let segment = |segment| match segment {
        "*" => here.find(|(star, _)| *star == "*").map_or("*", |(_, here)| here),
        other => other,
    };
    of.split('/').map(segment).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beside_is_of_the_same_item() {
        for (of, pattern, at, expect) in [
            ("/region", "/disks/*/size", "/disks/3/size", "/region"),
            ("/disks/*/kind", "/disks/*/size", "/disks/3/size", "/disks/3/kind"),
            ("/a/*/x", "/a/*/b/*/c", "/a/1/b/2/c", "/a/1/x"),
            ("/a/*/b/*/d", "/a/*/b/*/c", "/a/1/b/2/c", "/a/1/b/2/d"),
            ("/map/*/kind", "/map/*/size", "/map/a~1b/size", "/map/a~1b/kind"),
            ("/a/*/x", "/b", "/b", "/a/*/x"),
        ] {
            assert_eq!(beside(of, pattern, at), expect);
        }
    }

    #[test]
    fn keys_of_any_shape_survive() {
        for key in ["a/b", "~", "~1", "", "ключ", "a b", "*"] {
            let pointer = child("/x", key);
            assert_eq!(segments(&pointer).nth(1).unwrap(), key, "{pointer}");
            assert_eq!(split_last(&pointer).unwrap(), ("/x", key.into()));
        }
    }

    #[test]
    fn patterns() {
        assert!(fits("/disks/3/size", "/disks/*/size"));
        assert!(!fits("/disks/3", "/disks/*/size"));
        assert!(fits("", ""));
        assert!(is_within("/a/b", "/a") && is_within("/a", "/a") && !is_within("/ab", "/a"));
        assert!(is_within("/a", ""));
    }
}
