//! What a schema asks for and no value can give. Found in one place: the catalog refuses to publish it, and the
//! validator's worker has the browser tell it at its field.

pub mod bounds;
pub mod parts;
pub mod required;
