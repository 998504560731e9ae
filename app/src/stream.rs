//! Reading a stream of bytes piece by piece, so that what it may come to can be bounded.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

/// The next bytes; `None` at the end.
///
/// # Errors
/// What the browser says of a stream that broke off.
pub async fn next(reader: &ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, JsValue> {
    let piece = JsFuture::from(reader.read()).await?;
    let value = js_sys::Reflect::get(&piece, &"value".into())?;
    Ok(value.dyn_into::<js_sys::Uint8Array>().ok().map(|array| array.to_vec()))
}
