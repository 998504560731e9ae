//! The input as JSON text: what is wrong with a text, and on which line a value stands.

use serde_json::Value;

use crate::pointer;

/// A place in a text, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    /// Where.
    pub at: Position,
    /// What, and what to do about it.
    pub message: String,
}

/// A JSON text that was read: its value, and where each part of it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The value.
    pub value: Value,
    /// Pointers in the order in which they are written, with where a key, an item or the whole begins.
    places: Vec<(String, Position)>,
}

impl Text {
    /// Reads a JSON text. What serde_json would pass over in silence is refused too: a key that is written
    /// twice, and an integer that cannot be kept exactly.
    pub fn read(text: &str) -> Result<Self, TextFault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let at = Position { line: error.line().max(1), column: error.column().max(1) };
            TextFault { at, message: format!("is not JSON: {}", plainly(&error)) }
        })?;
        let mut scan =
            Scan { text, at: 0, position: Position { line: 1, column: 1 }, places: Vec::new() };
        scan.space();
        scan.places.push((String::new(), scan.position));
        scan.value("")?;
        Ok(Self { value, places: scan.places })
    }

    /// Where a pointer leads; what is not there is placed at the nearest thing around it.
    pub fn position(&self, at: &str) -> Position {
        let mut at = at;
        loop {
            if let Some((_, position)) = self.places.iter().find(|(known, _)| known == at) {
                return *position;
            }
            match pointer::split_last(at) {
                Some((parent, _)) => at = parent,
                None => return Position { line: 1, column: 1 },
            }
        }
    }

    /// The pointer of what stands at a line: the last that begins there or above.
    pub fn pointer_at(&self, line: usize) -> &str {
        let before = self.places.iter().rev().find(|(_, position)| position.line <= line);
        before.map_or("", |(pointer, _)| pointer)
    }
}

/// What a parser says, in words for somebody who types.
fn plainly(error: &serde_json::Error) -> String {
    let told = error.to_string();
    let what = told.split(" at line ").next().unwrap_or_default();
    let plain = match what {
        "EOF while parsing a value" => "it ends where a value should be",
        "EOF while parsing an object" => "it ends inside an object: } is missing",
        "EOF while parsing a list" => "it ends inside a list: ] is missing",
        "EOF while parsing a string" => "it ends inside a text: a closing \" is missing",
        "expected value" => "a value is missing here, or is not written as JSON writes it",
        "expected ident" => "this word is none of true, false and null",
        "expected `:`" => "a colon is missing after the key",
        "expected `,` or `}`" => "a comma or } is missing before this",
        "expected `,` or `]`" => "a comma or ] is missing before this",
        "key must be a string" => "a key has to stand in double quotes",
        "trailing comma" => "there is a comma after the last entry",
        "trailing characters" => "there is more after the end of the value",
        "invalid number" => "this is no number as JSON writes them",
        "number out of range" => "this number is too large",
        "invalid escape" => {
            "\\ is followed by a letter that means nothing: write \\\\ for a backslash"
        }
        "recursion limit exceeded" => "it is nested too deep",
        _ if what.starts_with("control character") => {
            "a text goes over the end of its line, or holds a tab: write \\n or \\t"
        }
        other => other,
    };
    plain.to_owned()
}

/// The text of a value, as it is shown for editing.
pub fn print(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Walks over a text that is known to be JSON.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    position: Position,
    places: Vec<(String, Position)>,
}

impl Scan<'_> {
    fn value(&mut self, pointer: &str) -> Result<(), TextFault> {
        match self.peek() {
            Some('{') => self.object(pointer),
            Some('[') => {
                self.step();
                self.space();
                let mut index = 0;
                while self.peek().is_some_and(|next| next != ']') {
                    let item = pointer::child(pointer, &index.to_string());
                    self.places.push((item.clone(), self.position));
                    self.value(&item)?;
                    index += 1;
                    self.after_member();
                }
                self.step();
                Ok(())
            }
            Some('"') => {
                self.string();
                Ok(())
            }
            _ => self.plain(),
        }
    }

    fn object(&mut self, pointer: &str) -> Result<(), TextFault> {
        self.step();
        self.space();
        let mut seen = std::collections::HashSet::new();
        while self.peek().is_some_and(|next| next != '}') {
            let at = self.position;
            let raw = self.string();
            let key: String = serde_json::from_str(raw).unwrap_or_default();
            if !seen.insert(key.clone()) {
                let message = format!("has the key \"{key}\" twice: remove one of the two");
                return Err(TextFault { at, message });
            }
            let member = pointer::child(pointer, &key);
            self.places.push((member.clone(), at));
            self.space();
            // The colon.
            self.step();
            self.space();
            self.value(&member)?;
            self.after_member();
        }
        self.step();
        Ok(())
    }

    fn after_member(&mut self) {
        self.space();
        if self.peek() == Some(',') {
            self.step();
            self.space();
        }
    }

    /// A number or a word.
    fn plain(&mut self) -> Result<(), TextFault> {
        let at = self.position;
        let start = self.at;
        while self.peek().is_some_and(|next| !",]} \t\r\n".contains(next)) {
            self.step();
        }
        let written = &self.text[start..self.at];
        let is_integer = !written.is_empty()
            && written.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
        if is_integer && written.parse::<i64>().is_err() && written.parse::<u64>().is_err() {
            let message = format!(
                "has {written}, which cannot be kept exactly: whole numbers go from -9223372036854775808 to 18446744073709551615"
            );
            return Err(TextFault { at, message });
        }
        Ok(())
    }

    /// A string with its quotes, as it is written.
    fn string(&mut self) -> &str {
        let start = self.at;
        self.step();
        while let Some(next) = self.peek() {
            self.step();
            match next {
                '\\' => self.step(),
                '"' => break,
                _ => {}
            }
        }
        &self.text[start..self.at]
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|next| matches!(next, ' ' | '\t' | '\r' | '\n')) {
            self.step();
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn step(&mut self) {
        let Some(next) = self.peek() else { return };
        self.at += next.len_utf8();
        if next == '\n' {
            self.position = Position { line: self.position.line + 1, column: 1 };
        } else {
            self.position.column += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_knows_its_line() {
        let text = Text::read("{\n  \"é\\\"\": [1,\n    {\"b/c\": 2}],\n  \"d\": {}\n}").unwrap();
        let place = |at: &str| {
            let Position { line, column } = text.position(at);
            (line, column)
        };
        assert_eq!(place(""), (1, 1));
        assert_eq!(place("/é\""), (2, 3));
        assert_eq!(place("/é\"/0"), (2, 11));
        assert_eq!(place("/é\"/1/b~1c"), (3, 6));
        assert_eq!(place("/é\"/1/missing/deep"), (3, 5));
        assert_eq!(place("/d/x"), (4, 3));
        assert_eq!(text.pointer_at(3), "/é\"/1/b~1c");
        assert_eq!(text.pointer_at(99), "/d");
        for plain in ["1", " \"a\" ", "null", "[]", "{}"] {
            assert_eq!(print(&Text::read(plain).unwrap().value), plain.trim());
        }
    }

    #[test]
    fn what_would_be_lost_is_refused() {
        for (text, line, column, message) in [
            (
                "{\n  \"a\": 1,\n  \"a\": 2\n}",
                3,
                3,
                "has the key \"a\" twice: remove one of the two",
            ),
            (
                "[\n18446744073709551616]",
                2,
                1,
                "has 18446744073709551616, which cannot be kept exactly: whole numbers go from -9223372036854775808 to 18446744073709551615",
            ),
            (
                "{\"a\": }",
                1,
                7,
                "is not JSON: a value is missing here, or is not written as JSON writes it",
            ),
            ("", 1, 1, "is not JSON: it ends where a value should be"),
            ("{\"a\": [1, 2}", 1, 12, "is not JSON: a comma or ] is missing before this"),
            ("{\"a\" 1}", 1, 6, "is not JSON: a colon is missing after the key"),
            ("{a: 1}", 1, 2, "is not JSON: a key has to stand in double quotes"),
            (
                "{\"a\": yes}",
                1,
                7,
                "is not JSON: a value is missing here, or is not written as JSON writes it",
            ),
        ] {
            let fault = Text::read(text).unwrap_err();
            assert_eq!(
                (fault.at.line, fault.at.column, fault.message.as_str()),
                (line, column, message)
            );
        }
        assert!(Text::read("[1e400]").is_err());
    }
}
