//! Generic parts of a page. They know neither the router nor the API, and take every text as a text node.

pub mod code;
pub mod copy;
pub mod dialog;
pub mod empty;
pub mod env;
pub mod hold;
pub mod icon;
pub mod json;
pub mod marked;
pub mod modal;
pub mod notice;
pub mod progress;
pub mod sentence;
pub mod shown;
pub mod skeleton;
pub mod status;
pub mod tab;
pub mod tabs;
pub mod theme;
pub mod time;
pub mod tree;
