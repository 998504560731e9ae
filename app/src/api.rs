//! The one module that speaks HTTP: to the gateway, and to the files the portal is served with.

mod elements;
mod error;
mod events;
mod gateway;
mod pace;
mod read;
mod request;

pub use error::ApiError;
pub use events::{Follow, follow};
pub use gateway::{ConfigError, Gateway, Offer, WorkflowAnswer, load_config};
