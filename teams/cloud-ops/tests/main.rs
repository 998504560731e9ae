//! The cloud-ops worker against a real Temporal dev server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod configs;
mod delete_dynamo;
mod input;
mod inventory;
mod kill;
mod nexus;
mod redis_upgrade_valkey;
mod replay;
mod resize_rds;
mod sandbox;
mod stop;
mod support;
mod unlock_terraform_lock;
