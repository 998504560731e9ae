//! The program as a publisher runs it.

mod program;

mod build;
mod check;
mod help;
mod new;
mod topology;
