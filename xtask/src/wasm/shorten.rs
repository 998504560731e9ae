//! Cuts the names by which a wasm and its script know each other's functions. wasm-bindgen makes them unique among all
//! programs, with a hash each, which no compression can shorten.

use std::collections::HashMap;

use anyhow::Result;

use super::read::{EXPORTS, IMPORTS, Reader, imports, number, rewrite, sections, sized};

/// How the names begin that wasm-bindgen makes.
const MADE: [&str; 3] = ["__wbg_", "__wbindgen_", "wasm_bindgen__"];

/// The wasm and its script under shorter names.
pub(crate) fn shorten(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut short: HashMap<String, String> = HashMap::new();
    for section in sections(wasm)? {
        let names: Vec<&str> = match section.id {
            IMPORTS => imports(section.body)?.into_iter().map(|import| import.name).collect(),
            EXPORTS => exports(section.body)?.into_iter().map(|(name, _)| name).collect(),
            _ => continue,
        };
        for name in names {
            if MADE.iter().any(|made| name.starts_with(made)) {
                let next = format!("${:x}", short.len());
                short.entry(name.to_owned()).or_insert(next);
            }
        }
    }
    let cut = |name: &str| short.get(name).map_or(name, String::as_str).as_bytes().to_vec();
    let wasm = rewrite(wasm, |section| {
        let mut out = Vec::with_capacity(section.body.len());
        match section.id {
            IMPORTS => {
                let imports = imports(section.body)?;
                number(imports.len(), &mut out);
                for import in imports {
                    sized(import.module.as_bytes(), &mut out);
                    sized(&cut(import.name), &mut out);
                    out.extend(import.kind);
                }
            }
            EXPORTS => {
                let exports = exports(section.body)?;
                number(exports.len(), &mut out);
                for (name, kind) in exports {
                    sized(&cut(name), &mut out);
                    out.extend(kind);
                }
            }
            _ => out.extend(section.body),
        }
        Ok(out)
    })?;
    Ok((wasm, words(script, &short)))
}

/// Name and the rest of each export.
fn exports(body: &[u8]) -> Result<Vec<(&str, &[u8])>> {
    let mut rest = Reader(body);
    (0..rest.number()?)
        .map(|_| {
            let name = rest.name()?;
            let from = rest.0;
            rest.byte()?;
            rest.number()?;
            Ok((name, &from[..from.len() - rest.0.len()]))
        })
        .collect()
}

/// The script with whole words replaced, without comments and indentation.
fn words(script: &str, short: &HashMap<String, String>) -> String {
    let mut out = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        in_comment |= line.starts_with("/**") && (line.ends_with("*/") || !line.contains("*/"));
        let skipped = in_comment || line.is_empty() || line.starts_with("//");
        in_comment &= !line.ends_with("*/");
        if skipped {
            continue;
        }
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        let mut rest = line;
        while !rest.is_empty() {
            let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(word);
            out.push_str(short.get(word).map_or(word, String::as_str));
            let next = after.find(is_word).unwrap_or(after.len());
            out.push_str(&after[..next]);
            rest = &after[next..];
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(module (import "m" "__wbg_log_0123" (func)) (export "memory2" (func 0)) (export "__wbindgen_free" (func 0)))`
    const WASM: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x04\x01\x60\0\0\
        \x02\x14\x01\x01m\x0e__wbg_log_0123\0\0\
        \x07\x1d\x02\x07memory2\0\0\x0f__wbindgen_free\0\0";
    const SCRIPT: &str = "\
/**
 * Says what it does: __wbg_log_0123
 */
const imports = {
    __wbg_log_0123: function(arg0) {
        // In words.
        wasm.__wbindgen_free(arg0, \"//\");
    },
};
const __wbg_log_0123_other = wasm.memory2;
";

    #[test]
    fn both_sides_keep_calling_each_other() -> Result<()> {
        let (wasm, script) = shorten(WASM, SCRIPT)?;
        assert_eq!(
            wasm,
            b"\0asm\x01\0\0\0\
            \x01\x04\x01\x60\0\0\
            \x02\x08\x01\x01m\x02$0\0\0\
            \x07\x10\x02\x07memory2\0\0\x02$1\0\0"
        );
        assert_eq!(
            script,
            "const imports = {\n$0: function(arg0) {\nwasm.$1(arg0, \"//\");\n},\n};\n\
             const __wbg_log_0123_other = wasm.memory2;\n"
        );
        Ok(())
    }
}
