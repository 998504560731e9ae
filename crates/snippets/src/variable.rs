//! Names of the environment variables that hold what is not written down.

use std::collections::HashSet;

use portico_form::pointer;

/// Variables that a shell, a loader, or one of the programs gives a meaning of its own.
const MEANT: [&str; 22] = [
    "CDPATH", "CONFIRM", "DISPLAY", "EDITOR", "ENV", "EUID", "HOME", "HOSTNAME", "IFS", "LANG",
    "LANGUAGE", "LOGNAME", "MAIL", "OLDPWD", "PATH", "PPID", "PWD", "SHELL", "TERM", "TMPDIR",
    "TZ", "USER",
];
/// The same, for all that begin so.
const MEANT_FAMILIES: [&str; 18] = [
    "ALL", "BASH", "CARGO", "CURL", "DYLD", "GIT", "HTTP", "HTTPS", "LC", "LD", "NO", "NODE",
    "PORTICO", "PS", "PYTHON", "RUST", "SSL", "TEMPORAL",
];

/// A variable for each pointer into an input, in their order: the field's own name, or where two share it, the whole
/// pointer.
pub(crate) fn names(pointers: &[String]) -> Vec<String> {
    let mut used = HashSet::new();
    let mut name = |at: &String| {
        let whole = safe(shout(at));
        let own = pointer::segments(at).filter(|key| key.parse::<usize>().is_err()).last();
        let own = own.map_or_else(|| whole.clone(), |key| safe(shout(&key)));
        let candidates = [own, whole.clone()].into_iter();
        let numbered = (2_usize..).map(|n| format!("{whole}_{n}"));
        let free = candidates.chain(numbered).find(|name| !used.contains(name)).unwrap_or(whole);
        used.insert(free.clone());
        free
    };
    pointers.iter().map(&mut name).collect()
}

/// `dbPassword` and `db-password` as `DB_PASSWORD`; what no variable's name may hold is left out.
fn shout(text: &str) -> String {
    let mut name = String::new();
    let mut was_lower = false;
    for c in text.chars() {
        let is_border = !c.is_ascii_alphanumeric() || was_lower && c.is_ascii_uppercase();
        if is_border && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_uppercase());
        }
        was_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    name.trim_end_matches('_').to_owned()
}

fn safe(name: String) -> String {
    let family = name.split('_').next().unwrap_or_default();
    let is_meant =
        MEANT.contains(&name.as_str()) || MEANT_FAMILIES.contains(&family) || name == "UID";
    if name.is_empty() {
        "SECRET".into()
    } else if is_meant || name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("SECRET_{name}")
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::names;

    fn of(pointers: &[&str]) -> String {
        let pointers: Vec<String> = pointers.iter().map(|&p| p.to_owned()).collect();
        names(&pointers).join(" ")
    }

    #[test]
    fn named_after_the_field() {
        assert_eq!(
            of(&["/password", "/dbPassword", "/auth-token", "/a~1b", "/keys/0"]),
            "PASSWORD DB_PASSWORD AUTH_TOKEN A_B KEYS"
        );
        assert_eq!(of(&["/users/0/key", "/users/1/key", "/x/KEY"]), "KEY USERS_1_KEY X_KEY");
        assert_eq!(of(&["/a b", "/a-b", "/a_b"]), "A_B A_B_2 A_B_3");
        assert_eq!(of(&["", "/שלום", "/0", "/2fa"]), "SECRET SECRET_2 SECRET_0 SECRET_2FA");
    }

    #[test]
    fn none_takes_what_a_program_lives_by() {
        assert_eq!(
            of(&[
                "/path",
                "/LD_PRELOAD",
                "/node_options",
                "/http_proxy",
                "/confirm",
                "/portico_bind",
                "/psalm"
            ]),
            "SECRET_PATH SECRET_LD_PRELOAD SECRET_NODE_OPTIONS SECRET_HTTP_PROXY SECRET_CONFIRM SECRET_PORTICO_BIND PSALM"
        );
    }

    proptest! {
        #[test]
        fn each_is_a_name_of_its_own(pointers in proptest::collection::vec("(/[a-b0-1~ é_/-]{0,3}){0,2}", 0..9)) {
            let names = names(&pointers);
            let distinct: std::collections::HashSet<&String> = names.iter().collect();
            prop_assert_eq!(distinct.len(), pointers.len());
            for name in &names {
                prop_assert!(name.starts_with(|c: char| c.is_ascii_uppercase()), "{}", name);
                prop_assert!(name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_'), "{}", name);
            }
        }
    }
}
