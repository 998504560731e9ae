//! What the tests share: a world to act in, a team with workflows, and a client.

mod client;
mod configs;
pub(crate) mod inventory;
mod log;
mod service;
mod team;
mod world;

pub(crate) use client::{Answer, Client, http};
pub(crate) use configs::{Folders, Names};
pub(crate) use log::Log;
pub(crate) use service::Service;
pub(crate) use world::{World, gateway, offline, runs_of, settings};
