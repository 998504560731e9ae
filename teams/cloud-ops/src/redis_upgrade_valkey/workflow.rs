use serde::{Deserialize, Serialize};
use temporalio_common::data_converters::RawValue;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{WorkflowContext, WorkflowResult};

use super::activities::{
    Cache, NodeUpgrade, Parameter, RedisUpgradeValkeyActivities, Switch, Upgrade,
};
use crate::failure::surface;
use crate::progress::progress;
use crate::request;
use crate::sandbox::LockRequest;
use crate::step::{protected_step, step};

/// Steps of a full run besides one for each node: find, lock, snapshot, switch, unlock.
const FIXED_STEPS: usize = 5;

/// Moves a Redis cache to Valkey, one node after the other. Cancelled or failed before the last step, it takes every
/// node back.
#[workflow]
#[derive(Default)]
pub struct RedisUpgradeValkeyWorkflow;

/// The workflow's input, as `workflow-configs/cloud-ops/redis-upgrade-valkey.json` describes it.
#[derive(Deserialize)]
struct Input {
    aws_account_name: String,
    aws_region: String,
    cache_identifier: String,
    target: Target,
    auth_token: Option<String>,
    #[serde(default = "default_retention")]
    snapshot_retention_days: u32,
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(default)]
    dry_run: bool,
}

/// A week, as the form proposes.
fn default_retention() -> u32 {
    7
}

#[derive(Deserialize)]
struct Target {
    engine_version: String,
}

/// The workflow's result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upgraded {
    /// The cache.
    pub cache_identifier: String,
    /// Whether the cache runs Valkey now; false after a dry run.
    pub upgraded: bool,
    /// The engine and version before, such as `redis 7.1`.
    pub from: String,
    /// The engine and version that were asked for.
    pub to: String,
    /// The nodes, in the order they were upgraded.
    pub nodes: Vec<String>,
}

#[workflow_methods]
impl RedisUpgradeValkeyWorkflow {
    /// Finds, locks, snapshots and upgrades the cache.
    #[run(name = "RedisUpgradeValkeyWorkflow")]
    pub async fn run(
        ctx: &mut WorkflowContext<Self>,
        argument: RawValue,
    ) -> WorkflowResult<Upgraded> {
        let input: Input = request::read(&argument)?;
        let cache = Cache {
            account: input.aws_account_name,
            region: input.aws_region,
            identifier: input.cache_identifier,
        };
        let name = cache.identifier.clone();
        let total = if input.dry_run { 1 } else { FIXED_STEPS };
        progress(ctx, 0, total, &format!("Looking for {name} in {}", cache.account));
        let found = ctx
            .execute_activity(
                RedisUpgradeValkeyActivities::find_cache,
                cache.clone(),
                step(format!("Find {name} in {}, {}", cache.account, cache.region)),
            )
            .await
            .map_err(surface)?;
        let mut result = Upgraded {
            cache_identifier: name.clone(),
            upgraded: false,
            from: format!("redis {}", found.engine_version),
            to: format!("valkey {}", input.target.engine_version),
            nodes: found.nodes,
        };
        if input.dry_run {
            let nodes = result.nodes.len();
            progress(
                ctx,
                1,
                1,
                &format!("Dry run: {nodes} nodes of {name} would move to {}", result.to),
            );
            return Ok(result);
        }

        let upgrade = Upgrade {
            lock: LockRequest { resource: cache.resource(), operation: ctx.run_id().to_owned() },
            cache,
            from_version: found.engine_version,
            to_version: input.target.engine_version,
            snapshot_retention_days: input.snapshot_retention_days,
        };
        let switch = Switch {
            upgrade: upgrade.clone(),
            auth_token: input.auth_token,
            parameters: input.parameters,
        };
        if let Err(end) = Self::upgrade(ctx, &upgrade, switch, &result.nodes).await {
            ctx.execute_activity(
                RedisUpgradeValkeyActivities::roll_back,
                upgrade,
                protected_step("Clean up: take every node back to Redis, release the lock"),
            )
            .await
            .map_err(surface)?;
            return Err(end);
        }
        let total = result.nodes.len() + FIXED_STEPS;
        progress(ctx, total - 1, total, "Releasing the cache's lock");
        ctx.execute_activity(
            RedisUpgradeValkeyActivities::unlock_cache,
            upgrade.lock,
            protected_step("Release the lock"),
        )
        .await
        .map_err(surface)?;
        progress(ctx, total, total, &format!("{name} runs {}", result.to));
        result.upgraded = true;
        Ok(result)
    }

    /// The steps that are undone when one of them fails or is cancelled.
    async fn upgrade(
        ctx: &WorkflowContext<Self>,
        upgrade: &Upgrade,
        switch: Switch,
        nodes: &[String],
    ) -> WorkflowResult<()> {
        let name = &upgrade.cache.identifier;
        let total = nodes.len() + FIXED_STEPS;
        progress(ctx, 1, total, &format!("Locking {name}"));
        ctx.execute_activity(
            RedisUpgradeValkeyActivities::lock_cache,
            upgrade.lock.clone(),
            step(format!("Lock {name}")),
        )
        .await
        .map_err(surface)?;
        progress(ctx, 2, total, &format!("Taking a snapshot of {name}"));
        ctx.execute_activity(
            RedisUpgradeValkeyActivities::snapshot_cache,
            upgrade.clone(),
            step(format!("Take a snapshot of {name}")),
        )
        .await
        .map_err(surface)?;
        for (index, node) in nodes.iter().enumerate() {
            let place = format!("node {} of {}", index + 1, nodes.len());
            progress(ctx, 3 + index, total, &format!("Upgrading {place}"));
            ctx.execute_activity(
                RedisUpgradeValkeyActivities::upgrade_node,
                NodeUpgrade { upgrade: upgrade.clone(), node: node.clone() },
                step(format!("Upgrade {place}: {node}")),
            )
            .await
            .map_err(surface)?;
        }
        progress(ctx, 3 + nodes.len(), total, &format!("Switching {name} to Valkey"));
        ctx.execute_activity(
            RedisUpgradeValkeyActivities::switch_engine,
            switch,
            step(format!("Switch {name} to Valkey {}", upgrade.to_version)),
        )
        .await
        .map_err(surface)
    }
}
