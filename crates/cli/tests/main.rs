//! The program as publishers and engineers run it.

mod program;

mod build;
mod check;
mod help;
mod new;
mod topology;

mod asking;
mod envelopes;
mod gateways;
mod runs;
mod terminal;
mod world;
