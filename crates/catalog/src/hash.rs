//! Names that are hashes of content.

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Bytes of a hash that a name keeps.
const KEPT: usize = 8;

/// The first 16 hex digits of the SHA-256 of the value's RFC 8785 form.
pub(crate) fn name(value: &impl Serialize) -> String {
    let canonical = serde_json_canonicalizer::to_vec(value).unwrap_or_default();
    HEXLOWER.encode(&Sha256::digest(canonical)[..KEPT])
}
