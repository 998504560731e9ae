//! Generic parts of a page. They know neither the router nor the API, and take every text as a text node.

pub mod icon;
