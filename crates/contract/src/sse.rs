//! Server-sent events out of bytes that arrive in any pieces.

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Its name; empty where the stream gives none.
    pub name: String,
    /// Its data, lines joined by `\n`.
    pub data: String,
    /// What a later request sends as `Last-Event-ID`.
    pub id: Option<String>,
}

/// Collects lines until an empty one ends an event.
#[derive(Debug, Default)]
pub struct Parser {
    line: Vec<u8>,
    event: Event,
    has_data: bool,
    after_cr: bool,
}

impl Parser {
    /// Takes bytes and returns the events they complete. Comments come back as nothing.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for &byte in bytes {
            match byte {
                b'\n' if self.after_cr => self.after_cr = false,
                b'\n' | b'\r' => {
                    self.after_cr = byte == b'\r';
                    let line = std::mem::take(&mut self.line);
                    self.end_line(&String::from_utf8_lossy(&line), &mut events);
                }
                _ => {
                    self.after_cr = false;
                    self.line.push(byte);
                }
            }
        }
        events
    }

    fn end_line(&mut self, line: &str, events: &mut Vec<Event>) {
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            if std::mem::take(&mut self.has_data) || !event.name.is_empty() {
                events.push(event);
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.event.name = value.into(),
            "id" => self.event.id = Some(value.into()),
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Parser};

    fn read(pieces: &[&[u8]]) -> Vec<Event> {
        let mut parser = Parser::default();
        pieces.iter().flat_map(|p| parser.push(p)).collect()
    }

    #[test]
    fn events_come_whole_however_the_bytes_are_cut() {
        let text = ": hello\n\nid: 4-2-aa\nevent: run\ndata: {\"a\":\ndata: \"é\"}\n\nevent: end\r\n\r\ndata: tail";
        let whole = read(&[text.as_bytes()]);
        assert_eq!(
            whole,
            [
                Event {
                    name: "run".into(),
                    data: "{\"a\":\n\"é\"}".into(),
                    id: Some("4-2-aa".into())
                },
                Event { name: "end".into(), ..Event::default() },
            ]
        );
        for cut in 0..text.len() {
            let (a, b) = text.as_bytes().split_at(cut);
            assert_eq!(read(&[a, b]), whole, "cut at {cut}");
        }
    }
}
