//! The cloud-ops worker against a real Temporal dev server.

mod configs;
mod delete_dynamo;
mod input;
mod kill;
mod redis_upgrade_valkey;
mod replay;
mod resize_rds;
mod sandbox;
mod support;
mod unlock_terraform_lock;
