use std::cell::Cell;
use std::collections::HashMap;

use portico_form::pointer;
use serde_json::Number;

use super::{Entry, Kind, MAX_DEPTH, MAX_NODES, Node, Position, TextFault};
use crate::Code;

/// Reads JSON (RFC 8259). A syntax error ends the reading; duplicate keys and numbers out of range do not.
pub(super) fn parse(text: &str) -> (Option<Node>, Vec<TextFault>) {
    let mut parser = Parser {
        text,
        at: 0,
        located: Cell::new((0, Position::START)),
        nodes: 0,
        path: Vec::new(),
        faults: Vec::new(),
    };
    let tree = parser.document();
    let faults = parser.faults;
    match tree {
        Ok(node) => (Some(node), faults),
        Err(fault) => (None, faults.into_iter().chain([fault]).collect()),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// The byte whose place was asked for last, so that the next question costs only the way from it.
    located: Cell<(usize, Position)>,
    nodes: usize,
    path: Vec<String>,
    faults: Vec<TextFault>,
}

type Parsed<T> = Result<T, TextFault>;

impl Parser<'_> {
    fn document(&mut self) -> Parsed<Node> {
        self.space();
        let node = self.value()?;
        self.space();
        if self.peek().is_some() {
            return Err(self.syntax("text follows the end of the value", "Remove what follows it."));
        }
        Ok(node)
    }

    fn value(&mut self) -> Parsed<Node> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("the file holds more than {MAX_NODES} values");
            return Err(self.fault(Code::TooLarge, message, "Split it into several workflows."));
        }
        if self.path.len() > MAX_DEPTH {
            let message = format!("values are nested deeper than {MAX_DEPTH} levels");
            return Err(self.fault(Code::TooDeep, message, "Flatten the structure."));
        }
        let at = self.position();
        let kind = match self.peek() {
            Some('{') => self.object()?,
            Some('[') => self.array()?,
            Some('"') => Kind::String(self.string()?),
            Some('-' | '0'..='9') => Kind::Number(self.number()?),
            Some('t') => self.word("true", Kind::Bool(true))?,
            Some('f') => self.word("false", Kind::Bool(false))?,
            Some('n') => self.word("null", Kind::Null)?,
            Some('\'') => {
                return Err(
                    self.syntax("a string begins with '", "Write strings in double quotes.")
                );
            }
            Some('/') => return Err(self.comment()),
            Some(']' | '}') => {
                return Err(self.syntax(
                    "a value is missing here",
                    "Remove the comma before it, or write the value.",
                ));
            }
            Some(c) => {
                let message = format!("{c:?} begins no value");
                return Err(self.syntax(
                    &message,
                    "Write an object, array, string in double quotes, number, true, false or null.",
                ));
            }
            None => {
                return Err(
                    self.syntax("the file ends where a value is expected", "Write the value.")
                );
            }
        };
        Ok(Node { at, kind })
    }

    fn object(&mut self) -> Parsed<Kind> {
        self.at += 1;
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen: HashMap<String, Position> = HashMap::new();
        self.space();
        if self.take('}') {
            return Ok(Kind::Object(entries));
        }
        loop {
            let key_at = self.position();
            if self.peek() == Some('/') {
                return Err(self.comment());
            }
            if self.peek() != Some('"') {
                let help = match self.peek() {
                    Some('}') => "Remove the comma before the closing brace.",
                    _ => "Write the key in double quotes.",
                };
                return Err(self.syntax("a key is expected here", help));
            }
            let key = self.string()?;
            self.space();
            if !self.take(':') {
                return Err(self
                    .syntax("a colon is missing after the key", "Write : between key and value."));
            }
            self.space();
            self.path.push(key.clone());
            if let Some(first) = seen.get(&key) {
                let fault = duplicate(key_at, &self.path, &key, *first);
                self.faults.push(fault);
            }
            let value = self.value()?;
            self.path.pop();
            if seen.insert(key.clone(), key_at).is_none() {
                entries.push(Entry { key, key_at, value });
            }
            if self.separator('}', "object")? {
                return Ok(Kind::Object(entries));
            }
        }
    }

    fn array(&mut self) -> Parsed<Kind> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take(']') {
            return Ok(Kind::Array(items));
        }
        loop {
            self.path.push(items.len().to_string());
            let item = self.value()?;
            self.path.pop();
            items.push(item);
            if self.separator(']', "array")? {
                return Ok(Kind::Array(items));
            }
        }
    }

    /// What follows a member: true = the end, false = a comma and then another member.
    fn separator(&mut self, close: char, what: &str) -> Parsed<bool> {
        self.space();
        if self.take(close) {
            return Ok(true);
        }
        if self.take(',') {
            self.space();
            return Ok(false);
        }
        Err(match self.peek() {
            None => self.syntax(
                &format!("the file ends inside an {what}"),
                &format!("Close it with {close}."),
            ),
            Some('/') => self.comment(),
            Some(_) => self.syntax(
                &format!("a comma or {close} is missing"),
                &format!("Write a comma before this, or {close} to close the {what}."),
            ),
        })
    }

    fn string(&mut self) -> Parsed<String> {
        self.at += 1;
        let mut value = String::new();
        loop {
            let Some(c) = self.peek() else {
                return Err(
                    self.syntax("the file ends inside a string", "Close it with a double quote.")
                );
            };
            match c {
                '"' => {
                    self.at += 1;
                    return Ok(value);
                }
                '\\' => value.push(self.escape()?),
                '\n' | '\r' => {
                    return Err(self.syntax(
                        "a string goes on over the end of the line",
                        "Close it with a double quote, or write the line break as \\n.",
                    ));
                }
                c if c < ' ' => {
                    return Err(self.syntax(
                        "a control character stands in a string",
                        "Write it as \\t or \\u00XX.",
                    ));
                }
                c => {
                    value.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        let start = self.at;
        self.at += 1;
        let escape = self.peek();
        self.at += escape.map_or(0, char::len_utf8);
        let simple = match escape {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let high = self.hex4();
                let code = match high {
                    Some(high @ 0xD800..0xDC00) if self.text[self.at..].starts_with("\\u") => {
                        self.at += 2;
                        self.hex4()
                            .filter(|low| (0xDC00..0xE000).contains(low))
                            .map(|low| 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
                    }
                    other => other,
                };
                match code.and_then(char::from_u32) {
                    Some(c) => c,
                    None => {
                        self.at = start;
                        return Err(self.syntax(
                            "\\u needs four hexadecimal digits that name a character",
                            "Write the character itself; the file is UTF-8.",
                        ));
                    }
                }
            }
            _ => {
                self.at = start;
                return Err(self.syntax("this escape is not known", "Write a backslash as \\\\."));
            }
        };
        Ok(simple)
    }

    fn hex4(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let code =
            digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16));
        self.at += 4;
        code?.ok()
    }

    fn number(&mut self) -> Parsed<Number> {
        let at = self.position();
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '+' | '-' | '_'))
            .unwrap_or(rest.len());
        let digits = &rest[..end];
        if !is_number(digits) {
            return Err(self.syntax(
                &format!("{digits} is no number"),
                "Write digits without leading zero, plus sign or underscore, or put the text in quotes.",
            ));
        }
        self.at += end;
        match number(digits) {
            Some(number) => Ok(number),
            None => {
                self.faults.push(out_of_range(at, &self.path, digits));
                Ok(Number::from(0))
            }
        }
    }

    fn word(&mut self, word: &str, kind: Kind) -> Parsed<Kind> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        if &rest[..end] != word {
            return Err(self.syntax(
                &format!("{} is no value", &rest[..end]),
                &format!("Write {word}, or put the text in double quotes."),
            ));
        }
        self.at += end;
        Ok(kind)
    }

    fn comment(&self) -> TextFault {
        self.syntax("JSON has no comments", "Remove the comment, or write the file as YAML.")
    }

    fn space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn position(&self) -> Position {
        let (from, mut position) = self.located.get();
        if from > self.at {
            return Position::of(self.text, self.at);
        }
        for c in self.text[from..self.at].chars() {
            if c == '\n' {
                position = Position { line: position.line + 1, column: 1 };
            } else {
                position.column += 1;
            }
        }
        self.located.set((self.at, position));
        position
    }

    fn syntax(&self, message: &str, help: &str) -> TextFault {
        self.fault(Code::InvalidJson, format!("not JSON: {message}"), help)
    }

    fn fault(&self, code: Code, message: String, help: &str) -> TextFault {
        TextFault {
            at: self.position(),
            pointer: joined(&self.path),
            code,
            message,
            help: help.into(),
        }
    }
}

/// A JSON number's text as a number; `None` = an integer beyond 64 bits, or a float that is not finite.
fn number(digits: &str) -> Option<Number> {
    if digits.contains(['.', 'e', 'E']) {
        return digits.parse().ok().and_then(Number::from_f64);
    }
    if let Ok(value) = digits.parse::<i64>() {
        return Some(value.into());
    }
    digits.parse::<u64>().ok().map(Number::from)
}

pub(super) fn duplicate(at: Position, path: &[String], key: &str, first: Position) -> TextFault {
    TextFault {
        at,
        pointer: joined(path),
        code: Code::DuplicateKey,
        message: format!(
            "the key {key:?} is written twice; it stands first on line {}",
            first.line
        ),
        help: "Remove one of the two.".into(),
    }
}

pub(super) fn out_of_range(at: Position, path: &[String], digits: &str) -> TextFault {
    TextFault {
        at,
        pointer: joined(path),
        code: Code::NumberOutOfRange,
        message: format!("{digits} cannot be kept exactly"),
        help: "Integers reach from -9223372036854775808 to 18446744073709551615; write a larger one as a string."
            .into(),
    }
}

pub(super) fn joined(path: &[String]) -> String {
    path.iter().fold(String::new(), |pointer, segment| pointer::child(&pointer, segment))
}

/// Whether the text is a number by RFC 8259.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (integer, fraction) = match mantissa.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (mantissa, None),
    };
    digits(integer)
        && (integer == "0" || !integer.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
