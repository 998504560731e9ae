//! Empties functions that the linker has to keep and that nothing calls: methods of a table behind `dyn` of which no
//! call is left, exports of a library that is there for something else. What only they called, wasm-opt leaves out
//! after this.

use std::collections::HashSet;

use anyhow::Result;

use super::read::{
    CODE, CUSTOM, IMPORTS, Import, Reader, imports, number, rewrite, sections, sized,
};

/// The part of the section `name` that is about functions.
const FUNCTIONS: u8 = 1;
/// No variables, `unreachable`, `end`.
const EMPTY: [u8; 3] = [0, 0, 0x0b];

/// The wasm, which must have the names of its functions, with those emptied that `dead` names; and how many they are.
pub(crate) fn prune(wasm: &[u8], dead: impl Fn(&str) -> bool) -> Result<(Vec<u8>, usize)> {
    let (mut imported, mut named) = (0, Vec::new());
    for section in sections(wasm)? {
        match section.id {
            IMPORTS => {
                imported = imports(section.body)?.into_iter().filter(Import::is_function).count();
            }
            CUSTOM => named.extend(function_names(section.body)?),
            _ => {}
        }
    }
    let found = named.into_iter().filter(|(_, name)| dead(name));
    // What is imported comes first among the functions and has no body.
    let emptied: HashSet<usize> = found.filter_map(|(at, _)| at.checked_sub(imported)).collect();
    let pruned = rewrite(wasm, |section| match section.id {
        CODE => without(section.body, &emptied),
        _ => Ok(section.body.to_vec()),
    })?;
    Ok((pruned, emptied.len()))
}

fn function_names(section: &[u8]) -> Result<Vec<(usize, &str)>> {
    let mut rest = Reader(section);
    let mut names = Vec::new();
    if rest.name()? != "name" {
        return Ok(names);
    }
    while !rest.0.is_empty() {
        let part = rest.byte()?;
        let mut list = Reader(rest.sized()?);
        if part == FUNCTIONS {
            for _ in 0..list.number()? {
                names.push((list.number()?, list.name()?));
            }
        }
    }
    Ok(names)
}

fn without(code: &[u8], emptied: &HashSet<usize>) -> Result<Vec<u8>> {
    let mut rest = Reader(code);
    let count = rest.number()?;
    let mut out = Vec::with_capacity(code.len());
    number(count, &mut out);
    for function in 0..count {
        let body = rest.sized()?;
        sized(if emptied.contains(&function) { &EMPTY } else { body }, &mut out);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(module (import "m" "f" (func)) (func $kept (nop)) (func $dead (nop)))`
    const WASM: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x04\x01\x60\0\0\
        \x02\x07\x01\x01m\x01f\0\0\
        \x03\x03\x02\0\0\
        \x0a\x09\x02\x03\0\x01\x0b\x03\0\x01\x0b\
        \0\x1a\x04name\x01\x13\x03\0\x04dead\x01\x04kept\x02\x04dead";

    #[test]
    fn what_is_dead_is_emptied_and_nothing_else() -> Result<()> {
        let (pruned, count) = prune(WASM, |name| name == "dead")?;
        assert_eq!(count, 1, "an import has no body");
        let body = b"\x0a\x09\x02\x03\0\x01\x0b\x03\0\0\x0b";
        assert!(pruned.windows(body.len()).any(|window| window == body));
        assert_eq!(pruned.len(), WASM.len());
        assert_eq!(prune(WASM, |_| false)?.0, WASM);
        Ok(())
    }

    #[test]
    fn what_is_cut_short_is_no_wasm() {
        assert!(prune(&WASM[..WASM.len() - 1], |_| true).is_err());
        assert!(prune(b"\0asm", |_| true).is_err());
    }
}
