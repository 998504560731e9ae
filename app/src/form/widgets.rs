//! Widgets: one input each, with its name, its description and its value.

pub(super) mod choice;
pub(super) mod combobox;
pub(super) mod fixed;
pub(super) mod moment;
pub(super) mod slider;
pub(super) mod switch;
pub(super) mod text;
