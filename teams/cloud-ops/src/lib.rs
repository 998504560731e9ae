//! The cloud-ops team's worker: four workflows over a sandbox cloud, the Nexus handler that lets others start them, and
//! the inventory their forms let people choose from.
//! Each workflow has a folder: `workflow.rs` decides (no I/O), `activities.rs` acts, `worker.rs` registers.

pub mod delete_dynamo;
pub mod inventory;
pub mod redis_upgrade_valkey;
pub mod resize_rds;
pub mod sandbox;
pub mod unlock_terraform_lock;

mod failure;
mod listing;
mod progress;
mod request;
mod run;
mod settings;
mod similar;
mod step;

pub use run::{RunError, TASK_QUEUE, run};
pub use settings::Settings;
