use std::fs::File;
use std::io::{BufWriter, Read, Seek, Write};
use std::marker::PhantomData;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Values as compressed JSON in a file without a name, which goes with the last of them: thousands are held and few
/// are read, so none of them takes memory.
pub(super) struct Shelf {
    file: Arc<File>,
    writer: BufWriter<File>,
}

/// Where a value lies on its shelf.
#[derive(Clone, Debug)]
pub(super) struct Shelved<T> {
    file: Arc<File>,
    at: u64,
    length: usize,
    of: PhantomData<fn() -> T>,
}

impl Shelf {
    /// An empty shelf.
    pub(super) fn new() -> std::io::Result<Self> {
        let file = tempfile::tempfile()?;
        Ok(Self { writer: BufWriter::new(file.try_clone()?), file: Arc::new(file) })
    }

    /// Puts a value on the shelf. It can be read once the shelf is [full](Self::close).
    pub(super) fn put<T: Serialize>(&mut self, value: &T) -> std::io::Result<Shelved<T>> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&serde_json::to_vec(value)?)?;
        let bytes = encoder.finish()?;
        let at = self.writer.stream_position()?;
        self.writer.write_all(&bytes)?;
        Ok(Shelved { file: self.file.clone(), at, length: bytes.len(), of: PhantomData })
    }

    /// Ends writing.
    pub(super) fn close(mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

impl<T: DeserializeOwned> Shelved<T> {
    /// The value, made anew.
    pub(super) fn read(&self) -> std::io::Result<T> {
        let mut bytes = vec![0; self.length];
        self.file.read_exact_at(&mut bytes, self.at)?;
        let mut json = Vec::new();
        DeflateDecoder::new(&*bytes).read_to_end(&mut json)?;
        Ok(serde_json::from_slice(&json)?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Shelf;

    #[test]
    fn what_is_read_is_what_was_put() {
        let values =
            [json!({ "b": [u64::MAX, i64::MIN, 0.1], "a": "é\n".repeat(1000) }), json!(null)];
        let mut shelf = Shelf::new().unwrap();
        let places = values.each_ref().map(|value| shelf.put(value).unwrap());
        assert!(places[0].length < 200, "{} bytes", places[0].length);
        shelf.close().unwrap();
        for (place, value) in places.iter().zip(&values).rev() {
            let read: Value = place.read().unwrap();
            assert_eq!(read.to_string(), value.to_string());
        }
    }
}
