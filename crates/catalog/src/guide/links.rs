use super::{GuideFault, Site};
use crate::Code;
use crate::suggest::{closest, closest_file};

/// The prefix of a heading's id, so that no heading can take the id of a part of the portal.
pub(super) const ID_PREFIX: &str = "guide-";

/// The address a link leads to in the portal; the error says what is wrong with it.
pub(super) fn resolve(
    from: &str,
    own_headings: &[String],
    destination: &str,
    offset: usize,
    site: &Site,
) -> Result<String, GuideFault> {
    let fault =
        |code, message: String, help: &str| GuideFault { offset, code, message, help: help.into() };
    if let Some(scheme) = scheme(destination) {
        if ["http", "https", "mailto"].contains(&scheme.as_str()) {
            return Ok(destination.into());
        }
        let message = format!("the link {destination:?} would be dropped");
        return Err(fault(Code::DroppedHtml, message, "Link to http, https or mailto."));
    }
    let (path, fragment) = match destination.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (destination, None),
    };
    let broken = |why: &str, near: Option<String>| {
        let message = format!("the link {destination:?} {why}");
        let help = match near {
            Some(near) => format!("Did you mean {near:?}?"),
            None => "Link to another guide, such as ../team/workflow.md, to a heading, or to a full address.".into(),
        };
        fault(Code::BrokenLink, message, &help)
    };
    let near_heading = |headings: &[String], fragment: &str| {
        let ids = headings.iter().filter_map(|id| id.strip_prefix(ID_PREFIX));
        closest(fragment, ids).map(|id| format!("{path}#{id}"))
    };
    if path.starts_with('/') {
        let is_page = path == "/"
            || path == "/runs"
            || site.guides.values().any(|g| g.page.as_deref() == Some(path));
        return if is_page && !path.starts_with("//") {
            Ok(destination.into())
        } else {
            Err(broken("leads to no page of the portal", None))
        };
    }
    if path.is_empty() {
        let fragment = decoded(fragment.unwrap_or_default());
        let id = format!("{ID_PREFIX}{fragment}");
        return if own_headings.contains(&id) {
            Ok(format!("#{id}"))
        } else {
            Err(broken("names no heading of this guide", near_heading(own_headings, &fragment)))
        };
    }
    let target =
        join(from, &decoded(path)).ok_or_else(|| broken("leads out of the guides", None))?;
    let Some(guide) = site.guides.get(&target) else {
        let near = closest_file(&target, site.guides.keys()).map(|near| relative(from, near));
        return Err(broken("leads to no guide", near));
    };
    let page = guide.page.clone().unwrap_or_else(|| "/".into());
    match fragment {
        None | Some("") => Ok(page),
        Some(fragment) => {
            let fragment = decoded(fragment);
            let id = format!("{ID_PREFIX}{fragment}");
            if !guide.headings.contains(&id) {
                let near = near_heading(&guide.headings, &fragment);
                return Err(broken("names no heading of that guide", near));
            }
            Ok(format!("{page}#{id}"))
        }
    }
}

/// The scheme of an absolute URL, in lower case. What a browser would skip is skipped.
pub(super) fn scheme(url: &str) -> Option<String> {
    let url: String = url.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (scheme, _) = url.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// A file as the guide `from` names it.
pub(super) fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let folders = from.len() - 1;
    let shared = from[..folders].iter().zip(&to).take_while(|(one, other)| one == other).count();
    format!("{}{}", "../".repeat(folders - shared), to[shared..].join("/"))
}

/// The file that a guide names; `None` = it lies outside of all folders.
pub(super) fn join(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Text of an address without percent signs.
pub(super) fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[at], hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
