use std::io::{Read, Write};
use std::marker::PhantomData;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as compressed JSON: thousands are held, and few of them are read.
#[derive(Debug)]
pub(super) struct Packed<T> {
    bytes: Box<[u8]>,
    of: PhantomData<fn() -> T>,
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    pub(super) fn new(value: &T) -> Result<Self, serde_json::Error> {
        let json = serde_json::to_vec(value)?;
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&json).map_err(serde_json::Error::io)?;
        let bytes = encoder.finish().map_err(serde_json::Error::io)?.into_boxed_slice();
        Ok(Self { bytes, of: PhantomData })
    }

    /// The value, made anew.
    pub(super) fn read(&self) -> Result<T, serde_json::Error> {
        let mut json = Vec::new();
        let mut decoder = DeflateDecoder::new(&*self.bytes);
        decoder.read_to_end(&mut json).map_err(serde_json::Error::io)?;
        serde_json::from_slice(&json)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Packed;

    #[test]
    fn what_is_read_is_what_was_packed() {
        let value = json!({ "b": [u64::MAX, i64::MIN, 0.1], "a": "é\n".repeat(1000) });
        let packed = Packed::new(&value).unwrap();
        assert!(packed.bytes.len() < 200, "{} bytes", packed.bytes.len());
        let read: Value = packed.read().unwrap();
        assert_eq!(read.to_string(), value.to_string());
    }
}
