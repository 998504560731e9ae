//! Links that carry an input, deflated by the browser itself: code of our own would have to be loaded first.

use js_sys::{Array, Function, Reflect, Uint8Array};
use portico_form::link::{Fault, LARGEST, Link, Packed, Packing};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ReadableStream, ReadableStreamDefaultReader};

use crate::stream;

/// The letters of a link.
///
/// # Errors
/// [`Fault::Secrets`], of which `schema` tells, and [`Fault::TooLong`].
pub async fn write(link: &Link, schema: &Value) -> Result<String, Fault> {
    let text = link.text(schema)?;
    let packed = match through("CompressionStream", text.as_bytes()).await {
        Ok(bytes) => Packed { packing: Packing::Deflated, bytes },
        // A browser without it makes longer links, which all can read.
        Err(_) => Packed { packing: Packing::Plain, bytes: text.into_bytes() },
    };
    packed.write()
}

/// Reads a link's letters.
///
/// # Errors
/// What is wrong with them.
pub async fn read(letters: &str) -> Result<Link, Fault> {
    let packed = Packed::read(letters)?;
    match packed.packing {
        Packing::Plain => Link::read(&packed.bytes),
        Packing::Deflated => Link::read(&through("DecompressionStream", &packed.bytes).await?),
    }
}

/// What one of the browser's transforming streams makes of some bytes, as long as that is not more than a link may hold.
async fn through(class: &str, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let reader = piped(class, bytes).map_err(|_| Fault::Unknown)?;
    let mut made = Vec::new();
    while let Some(piece) = stream::next(&reader).await.map_err(|_| Fault::Damaged)? {
        if made.len() + piece.len() > LARGEST {
            // Nothing is left to be told of a stream that is given up.
            let _ = reader.cancel();
            return Err(Fault::TooLong);
        }
        made.extend(piece);
    }
    Ok(made)
}

fn piped(class: &str, bytes: &[u8]) -> Result<ReadableStreamDefaultReader, JsValue> {
    let class: Function = Reflect::get(&js_sys::global(), &class.into())?.dyn_into()?;
    let transform = Reflect::construct(&class, &Array::of1(&"deflate-raw".into()))?;
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))?;
    let raw = blob.stream();
    let pipe: Function = Reflect::get(&raw, &"pipeThrough".into())?.dyn_into()?;
    let made: ReadableStream = pipe.call1(&raw, &transform)?.dyn_into()?;
    Ok(made.get_reader().dyn_into()?)
}
