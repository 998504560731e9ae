use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Hex SHA-256 of a value's RFC 8785 form.
pub(crate) fn digest(value: &impl Serialize) -> String {
    // A value made of JSON always has a canonical form; an empty one would only name an empty file.
    let canonical = serde_json_canonicalizer::to_vec(value).unwrap_or_default();
    HEXLOWER.encode(&Sha256::digest(&canonical))
}

/// The first characters of a digest, for names of files: collisions among a million files have odds
/// of less than one in thirty million.
pub(crate) fn file_name(digest: &str) -> String {
    digest.chars().take(16).collect()
}
