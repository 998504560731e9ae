//! Any text as a literal of each language.

/// A word of a shell (POSIX).
pub(crate) fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Text inside a here-document in which variables are filled in.
pub(crate) fn here(text: &str) -> String {
    escaped(text, |c| matches!(c, '\\' | '$' | '`'))
}

/// A string of Python over several lines.
pub(crate) fn python(text: &str) -> String {
    format!("'''{}'''", escaped(text, |c| matches!(c, '\\' | '\'')))
}

/// Text inside a template of JavaScript; a page's script may hold it too.
pub(crate) fn template(text: &str) -> String {
    escaped(text, |c| matches!(c, '\\' | '`'))
        .replace("${", "\\${")
        .replace("</", "<\\/")
        .replace("<!", "<\\!")
}

/// A raw string of Rust.
pub(crate) fn rust(text: &str) -> String {
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

/// A string on one line, which Python and JavaScript read as JSON does.
pub(crate) fn line(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn escaped(text: &str, is_special: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_special(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_language_has_its_own() {
        let odd = "it's \"$HOME\" `x` \\n ${y} '''</script><!-- \"##";
        assert_eq!(
            shell(odd),
            r###"'it'\''s "$HOME" `x` \n ${y} '\'''\'''\''</script><!-- "##'"###
        );
        assert_eq!(here(odd), r###"it's "\$HOME" \`x\` \\n \${y} '''</script><!-- "##"###);
        assert_eq!(python(odd), r###"'''it\'s "$HOME" `x` \\n ${y} \'\'\'</script><!-- "##'''"###);
        assert_eq!(template(odd), r###"it's "$HOME" \`x\` \\n \${y} '''<\/script><\!-- "##"###);
        assert_eq!(rust(odd), format!("r###\"{odd}\"###"));
        assert_eq!(line("a\"\n"), r#""a\"\n""#);
    }

    /// Takes the escapes away again, as each language does.
    fn unescaped(text: &str) -> String {
        let mut out = String::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            out.extend(if c == '\\' { chars.next() } else { Some(c) });
        }
        out
    }

    proptest! {
        #[test]
        fn nothing_ends_a_literal_early(text in r#"[a'"`$\\{}<>/!# \n]{0,40}|\PC{0,20}"#) {
            prop_assert_eq!(&unescaped(&here(&text)), &text);
            prop_assert_eq!(&unescaped(&template(&text)), &text);
            let quoted = python(&text);
            let inside = &quoted[3..quoted.len() - 3];
            prop_assert_eq!(&unescaped(inside), &text);
            // No quote without its backslash.
            prop_assert!(!inside.replace("\\\\", ".").replace("\\'", ".").contains('\''));
            prop_assert!(!template(&text).replace("\\\\", ".").replace("\\`", ".").contains('`'));
            let opens = template(&text).replace("\\\\", ".").replace("\\${", ".").contains("${");
            prop_assert!(!opens, "a template's expression");
            let raw = rust(&text);
            let hashes = raw.bytes().skip(1).take_while(|b| *b == b'#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            prop_assert!(raw.ends_with(&end) && !text.contains(&end), "{}", raw);
            let words = shell(&text).replace(r"'\''", "");
            prop_assert_eq!(words.matches('\'').count(), 2);
        }
    }
}
