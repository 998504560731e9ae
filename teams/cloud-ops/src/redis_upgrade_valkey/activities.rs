use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::failure::Refusal;
use crate::sandbox::{LockRequest, Sandbox, SandboxError, release};
use crate::similar::{hint, similar};

/// A cache by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Cache {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) identifier: String,
}

impl Cache {
    /// What is locked while the cache is upgraded.
    pub(crate) fn resource(&self) -> String {
        format!("elasticache/{}/{}/{}", self.account, self.region, self.identifier)
    }
}

/// What is known of a cache before it is upgraded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CacheFacts {
    pub(crate) engine_version: String,
    pub(crate) nodes: Vec<String>,
}

/// An upgrade, and the lock it holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Upgrade {
    pub(crate) cache: Cache,
    pub(crate) from_version: String,
    pub(crate) to_version: String,
    pub(crate) snapshot_retention_days: u32,
    pub(crate) lock: LockRequest,
}

/// The upgrade of one node.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NodeUpgrade {
    pub(crate) upgrade: Upgrade,
    pub(crate) node: String,
}

/// The last step of an upgrade. No `Debug`: it holds the cache's password.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Switch {
    pub(crate) upgrade: Upgrade,
    pub(crate) auth_token: Option<String>,
    pub(crate) parameters: Vec<Parameter>,
}

/// An engine parameter that differs from its default.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// The steps of [`super::RedisUpgradeValkeyWorkflow`].
pub(crate) struct RedisUpgradeValkeyActivities {
    pub(crate) sandbox: Sandbox,
}

#[activities]
impl RedisUpgradeValkeyActivities {
    /// Finds the cache and its nodes; refuses one that does not exist or runs Valkey already.
    #[activity(name = "FindCache")]
    pub(crate) async fn find_cache(
        self: Arc<Self>,
        ctx: ActivityContext,
        cache: Cache,
    ) -> Result<CacheFacts, ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let facts = upgradable(&mut *self.sandbox.connection().await?, &cache).await?;
        self.sandbox.await_answer(&ctx).await?;
        Ok(facts)
    }

    /// Keeps everybody else from changing the cache.
    #[activity(name = "LockCache")]
    pub(crate) async fn lock_cache(
        self: Arc<Self>,
        ctx: ActivityContext,
        lock: LockRequest,
    ) -> Result<(), ActivityError> {
        self.sandbox.lock(&ctx, &lock).await
    }

    /// Takes the snapshot that the old engine could be restored from. The cache may have been upgraded before this
    /// run locked it, so it is looked at once more.
    #[activity(name = "SnapshotCache")]
    pub(crate) async fn snapshot_cache(
        self: Arc<Self>,
        ctx: ActivityContext,
        upgrade: Upgrade,
    ) -> Result<(), ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let Upgrade { cache, from_version, snapshot_retention_days, lock, .. } = upgrade;
        let mut tx = self.sandbox.pool().begin().await?;
        upgradable(&mut tx, &cache).await?;
        sqlx::query("INSERT OR IGNORE INTO cache_snapshots VALUES (?, ?, ?, ?, ?, ?)")
            .bind(lock.operation)
            .bind(cache.account)
            .bind(cache.region)
            .bind(cache.identifier)
            .bind(from_version)
            .bind(snapshot_retention_days)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        self.sandbox.await_answer(&ctx).await
    }

    /// Upgrades one node. Setting what is set already changes nothing.
    #[activity(name = "UpgradeCacheNode")]
    pub(crate) async fn upgrade_node(
        self: Arc<Self>,
        ctx: ActivityContext,
        request: NodeUpgrade,
    ) -> Result<(), ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let NodeUpgrade { upgrade: Upgrade { cache, to_version, .. }, node } = request;
        sqlx::query(
            "UPDATE cache_nodes SET engine = 'valkey', engine_version = ?
             WHERE account = ? AND region = ? AND cache = ? AND node = ?",
        )
        .bind(to_version)
        .bind(cache.account)
        .bind(cache.region)
        .bind(cache.identifier)
        .bind(node)
        .execute(self.sandbox.pool())
        .await?;
        self.sandbox.await_answer(&ctx).await
    }

    /// Makes the cache a Valkey cache: engine, parameters, and the new password if there is one.
    #[activity(name = "SwitchCacheEngine")]
    pub(crate) async fn switch_engine(
        self: Arc<Self>,
        ctx: ActivityContext,
        switch: Switch,
    ) -> Result<(), ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let Switch { upgrade: Upgrade { cache, to_version, lock, .. }, auth_token, parameters } =
            switch;
        if let Some(mut step) =
            self.sandbox.step(&lock.operation, "switch engine", &json!({})).await?
        {
            let parameters: BTreeMap<String, String> =
                parameters.into_iter().map(|parameter| (parameter.name, parameter.value)).collect();
            sqlx::query(
                "UPDATE caches SET engine = 'valkey', engine_version = ?, parameters = ?,
                        auth_token_sha256 = coalesce(?, auth_token_sha256)
                 WHERE account = ? AND region = ? AND identifier = ?",
            )
            .bind(to_version)
            .bind(json!(parameters).to_string())
            .bind(auth_token.map(|token| data_encoding::HEXLOWER.encode(&Sha256::digest(token))))
            .bind(cache.account)
            .bind(cache.region)
            .bind(cache.identifier)
            .execute(step.connection())
            .await?;
            step.finish().await?;
        }
        self.sandbox.await_answer(&ctx).await
    }

    /// Lets others change the cache.
    #[activity(name = "UnlockCache")]
    pub(crate) async fn unlock_cache(
        self: Arc<Self>,
        ctx: ActivityContext,
        lock: LockRequest,
    ) -> Result<(), ActivityError> {
        self.sandbox.unlock(&ctx, &lock).await
    }

    /// Undoes what a failed or cancelled upgrade had begun; nothing is lost by doing it twice. Nodes are touched only
    /// when this run took its snapshot: without one it changed none, and another run may be changing them.
    #[activity(name = "RollBackCacheUpgrade")]
    pub(crate) async fn roll_back(
        self: Arc<Self>,
        ctx: ActivityContext,
        upgrade: Upgrade,
    ) -> Result<(), ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let Upgrade { cache, from_version, lock, .. } = upgrade;
        let mut tx = self.sandbox.pool().begin().await?;
        sqlx::query(
            "UPDATE cache_nodes SET engine = 'redis', engine_version = ?
             WHERE account = ? AND region = ? AND cache = ?
               AND EXISTS (SELECT 1 FROM cache_snapshots WHERE operation = ?)",
        )
        .bind(from_version)
        .bind(cache.account)
        .bind(cache.region)
        .bind(cache.identifier)
        .bind(&lock.operation)
        .execute(&mut *tx)
        .await?;
        sqlx::query("DELETE FROM cache_snapshots WHERE operation = ?")
            .bind(&lock.operation)
            .execute(&mut *tx)
            .await?;
        release(&mut tx, &lock).await?;
        tx.commit().await?;
        self.sandbox.await_answer(&ctx).await
    }
}

/// The cache's facts, if it can be upgraded.
async fn upgradable(db: &mut SqliteConnection, cache: &Cache) -> Result<CacheFacts, ActivityError> {
    let Cache { account, region, identifier } = cache;
    let row: Option<(String, String)> = sqlx::query_as(
        "SELECT engine, engine_version FROM caches WHERE account = ? AND region = ? AND identifier = ?",
    )
    .bind(account)
    .bind(region)
    .bind(identifier)
    .fetch_optional(&mut *db)
    .await?;
    let Some((engine, engine_version)) = row else {
        return Err(not_found(db, cache).await?.into());
    };
    if engine == "valkey" {
        return Err(Refusal::new(
            "AlreadyValkey",
            format!(
                "{identifier} runs Valkey {engine_version} already; there is nothing to upgrade"
            ),
            json!({ "cache_identifier": identifier, "engine_version": engine_version }),
        )
        .into());
    }
    let nodes = sqlx::query_scalar(
        "SELECT node FROM cache_nodes WHERE account = ? AND region = ? AND cache = ? ORDER BY node",
    )
    .bind(account)
    .bind(region)
    .bind(identifier)
    .fetch_all(&mut *db)
    .await?;
    Ok(CacheFacts { engine_version, nodes })
}

async fn not_found(db: &mut SqliteConnection, cache: &Cache) -> Result<Refusal, SandboxError> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT identifier FROM caches WHERE account = ? AND region = ? ORDER BY identifier",
    )
    .bind(&cache.account)
    .bind(&cache.region)
    .fetch_all(db)
    .await?;
    let Cache { account, region, identifier } = cache;
    let similar = similar(identifier, &names);
    Ok(Refusal::new(
        "CacheNotFound",
        format!("there is no cache {identifier} in {account}, {region}; {}", hint(&similar)),
        json!({ "aws_account_name": account, "aws_region": region, "cache_identifier": identifier, "similar": similar }),
    ))
}
