use portico_form::pointer;

use super::Rules;
use crate::author::Get;
use crate::{Code, Diagnostic};

/// What the name of a variable with a secret begins with: no other variable of the gateway can be named.
const SECRETS: &str = "PORTICO_SECRET_";
/// Headers that frame a request, or that the gateway sets itself.
const FRAMING: [&str; 12] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// A GET that the gateway makes: where to, and which secrets it takes along.
pub(super) fn check(rules: &Rules<'_>, at: &str, get: &Get, found: &mut Vec<Diagnostic>) {
    let mut wrong = |at: &str, code, message, help| {
        found.push(rules.doc.error(at, code, message, help));
    };
    let url = format!("{at}/url");
    if !is_web(&get.url) {
        let message = format!("{:?} is no absolute http or https URL", get.url);
        let help = "Write it as \"https://host/path\"; parameters are added to its query.";
        wrong(&url, Code::InvalidUrl, message, help);
    } else if authority(&get.url).contains('@') {
        let message =
            "the URL holds a user or a password, which every reader of this file sees".into();
        let help =
            "Take it out, and send it as a header whose value stands in the gateway's environment.";
        wrong(&url, Code::InvalidUrl, message, help);
    }
    for (name, secret) in &get.headers {
        let at = pointer::child(&format!("{at}/headers"), name);
        if !is_header(name) {
            let message = format!("{name:?} is no header that can be set");
            let help = "Write the header's name, such as \"authorization\" or \"x-api-key\".";
            wrong(&at, Code::InvalidName, message, help);
        }
        if !is_secret(&secret.env) {
            let message = format!("{:?} is no variable for secrets", secret.env);
            let help = "Name it PORTICO_SECRET_ and capital letters, digits or _; an operator sets it for the gateway.";
            wrong(&format!("{at}/env"), Code::InvalidName, message, help);
        }
    }
}

/// Whether a text is an http or https URL with a host.
pub(super) fn is_web(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['))
        && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// What stands between `//` and the path.
fn authority(url: &str) -> &str {
    let rest = url.split_once("//").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#', '\\']).next().unwrap_or_default()
}

/// A field name by RFC 9110 section 5.6.2 that does not change how the request is read.
fn is_header(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (1..=100).contains(&name.len())
        && name.bytes().all(is_token)
        && !FRAMING.contains(&name.to_ascii_lowercase().as_str())
}

fn is_secret(variable: &str) -> bool {
    variable.strip_prefix(SECRETS).is_some_and(|rest| {
        !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_variables_have_names() {
        for (name, expected) in [
            ("authorization", true),
            ("X-Api-Key", true),
            ("", false),
            ("Host", false),
            ("content-length", false),
            ("two words", false),
            ("colon:", false),
        ] {
            assert_eq!(is_header(name), expected, "{name}");
        }
        for (variable, expected) in [
            ("PORTICO_SECRET_INVENTORY_2", true),
            ("PORTICO_SECRET_", false),
            ("PORTICO_DATABASE", false),
            ("AWS_SECRET_ACCESS_KEY", false),
            ("PORTICO_SECRET_a", false),
        ] {
            assert_eq!(is_secret(variable), expected, "{variable}");
        }
    }

    #[test]
    fn users_stand_in_the_authority() {
        for (url, expected) in [
            ("https://me:pass@host/path", "me:pass@host"),
            ("https://host/@path", "host"),
            ("https://host?who=a@b", "host"),
            ("https://host:80\\@evil", "host:80"),
        ] {
            assert_eq!(authority(url), expected);
        }
    }
}
