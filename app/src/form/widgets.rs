//! Widgets: one input each, with its name, its description and its value.

mod chips;
mod control;

pub(super) mod choice;
pub(super) mod combobox;
pub(super) mod duration;
pub(super) mod file;
pub(super) mod fixed;
pub(super) mod moment;
pub(super) mod select;
pub(super) mod slider;
pub(super) mod switch;
pub(super) mod tags;
pub(super) mod text;
