//! Formats: what is shown in an empty input, and what a browser may help with.

/// An example of a format, for an empty input; `None` where the format has an editor of its own, or is
/// not known.
pub fn placeholder(format: &str) -> Option<String> {
    let example = match format {
        "email" | "idn-email" => "name@example.com",
        "uri" | "iri" => "https://example.com/page",
        "uri-reference" | "iri-reference" => "/page or https://example.com/page",
        "uri-template" => "https://example.com/{id}",
        "uuid" => "123e4567-e89b-12d3-a456-426614174000",
        "hostname" | "idn-hostname" => "db.example.com",
        "ipv4" => "192.0.2.10",
        "ipv6" => "2001:db8::1",
        "json-pointer" => "/a/b",
        "relative-json-pointer" => "1/a",
        "regex" => "^[a-z]+$",
        "duration" => "P1DT2H30M",
        _ => return None,
    };
    Some(example.to_owned())
}

/// HTML's `inputmode` for a format.
pub fn input_mode(format: &str) -> &'static str {
    match format {
        "email" | "idn-email" => "email",
        "uri" | "iri" => "url",
        "ipv4" => "decimal",
        _ => "text",
    }
}

/// Whether text of a format is written in a fixed way, so that no spelling help is wanted.
pub fn is_code(format: &str) -> bool {
    matches!(
        format,
        "uuid" | "hostname" | "ipv4" | "ipv6" | "regex" | "json-pointer" | "relative-json-pointer"
    )
}

/// A UUID of version 4 from random bytes.
pub fn uuid(random: [u8; 16]) -> String {
    let mut bytes = random;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_says_its_version() {
        assert_eq!(uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
    }
}
