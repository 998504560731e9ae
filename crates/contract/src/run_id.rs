//! What the ids of the runs look like that a gateway starts: `portico-` and 26 letters of base32.

/// What every id begins with.
pub const PREFIX: &str = "portico-";
/// How many letters of base32 follow.
pub const LETTERS: usize = 26;

/// Whether a text is such an id, whole. A router that another client started may have an id of any other form.
pub fn is_run_id(text: &str) -> bool {
    let is_letter = |byte: u8| matches!(byte, b'A'..=b'Z' | b'2'..=b'7');
    text.strip_prefix(PREFIX)
        .is_some_and(|letters| letters.len() == LETTERS && letters.bytes().all(is_letter))
}

#[cfg(test)]
mod tests {
    use super::is_run_id;

    #[test]
    fn only_a_whole_id_is_one() {
        assert!(is_run_id("portico-NFYSS5YQBB2IRXTTVILFJP4K3W"));
        for other in [
            "",
            "portico-",
            "NFYSS5YQBB2IRXTTVILFJP4K3W",
            "portico-NFYSS5YQBB2IRXTTVILFJP4K3",
            "portico-NFYSS5YQBB2IRXTTVILFJP4K3WW",
            "portico-nfyss5yqbb2irxttvilfjp4k3w",
            "portico-NFYSS5YQBB2IRXTTVILFJP4K31",
            " portico-NFYSS5YQBB2IRXTTVILFJP4K3W",
            "DeleteDynamo-orders",
        ] {
            assert!(!is_run_id(other), "{other}");
        }
    }
}
