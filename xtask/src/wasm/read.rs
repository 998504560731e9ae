//! A wasm as its sections, and the numbers and names in them.

use anyhow::{Context, Result, bail};

pub(super) const CUSTOM: u8 = 0;
pub(super) const IMPORTS: u8 = 2;
pub(super) const EXPORTS: u8 = 7;
pub(super) const CODE: u8 = 10;
/// What every wasm begins with, its version included.
const HEAD: usize = 8;

pub(super) struct Section<'a> {
    pub(super) id: u8,
    pub(super) body: &'a [u8],
}

pub(super) fn sections(wasm: &[u8]) -> Result<Vec<Section<'_>>> {
    let mut rest = Reader(wasm.get(HEAD..).context("no wasm")?);
    let mut sections = Vec::new();
    while !rest.0.is_empty() {
        sections.push(Section { id: rest.byte()?, body: rest.sized()? });
    }
    Ok(sections)
}

/// The wasm with the body of each section as `change` gives it.
pub(super) fn rewrite(
    wasm: &[u8],
    change: impl Fn(&Section<'_>) -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let mut out = wasm.get(..HEAD).context("no wasm")?.to_vec();
    for section in sections(wasm)? {
        out.push(section.id);
        sized(&change(&section)?, &mut out);
    }
    Ok(out)
}

/// An import: its module, its name, and what it is.
pub(super) struct Import<'a> {
    pub(super) module: &'a str,
    pub(super) name: &'a str,
    pub(super) kind: &'a [u8],
}

impl Import<'_> {
    pub(super) fn is_function(&self) -> bool {
        self.kind.first() == Some(&0)
    }
}

pub(super) fn imports(body: &[u8]) -> Result<Vec<Import<'_>>> {
    let mut rest = Reader(body);
    (0..rest.number()?)
        .map(|_| {
            let (module, name) = (rest.name()?, rest.name()?);
            let from = rest.0;
            match rest.byte()? {
                0 => drop(rest.number()?),
                kind @ (1 | 2) => {
                    // A table has a type before its limits.
                    rest.skip(usize::from(kind == 1))?;
                    let bounded = rest.number()? & 1 == 1;
                    rest.number()?;
                    if bounded {
                        rest.number()?;
                    }
                }
                3 => rest.skip(2)?,
                kind => bail!("an import of the unknown kind {kind}"),
            }
            Ok(Import { module, name, kind: &from[..from.len() - rest.0.len()] })
        })
        .collect()
}

pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.0.split_first().context("a wasm that ends too soon")?;
        self.0 = rest;
        Ok(*first)
    }

    /// LEB128, as all numbers of a wasm are written.
    pub(super) fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        bail!("a number that does not end")
    }

    pub(super) fn skip(&mut self, bytes: usize) -> Result<()> {
        self.0 = self.0.get(bytes..).context("a wasm that ends too soon")?;
        Ok(())
    }

    /// Bytes that follow their number.
    pub(super) fn sized(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        let all = self.0;
        self.skip(length)?;
        Ok(&all[..length])
    }

    pub(super) fn name(&mut self) -> Result<&'a str> {
        Ok(std::str::from_utf8(self.sized()?)?)
    }
}

pub(super) fn number(mut number: usize, out: &mut Vec<u8>) {
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

pub(super) fn sized(bytes: &[u8], out: &mut Vec<u8>) {
    number(bytes.len(), out);
    out.extend(bytes);
}
