use sqlx::SqliteConnection;

use super::super::SandboxError;
use super::{pick, places};

/// 72 caches, three in each place, such as `infra-test-session-cache-1`; the last of each account's third region
/// runs Valkey already.
pub(super) async fn seed(db: &mut SqliteConnection) -> Result<(), SandboxError> {
    for place in places() {
        for (index, service) in ["session", "catalog", "pricing"].into_iter().enumerate() {
            let identifier = format!("{}-{service}-cache-{}", place.account, place.rank + 1);
            let (engine, version) = if place.rank == 2 && index == 2 {
                ("valkey", "8.0")
            } else {
                ("redis", pick(&format!("version {identifier}"), &["6.2", "7.0", "7.1"]))
            };
            let node_type =
                if place.stage == "prod" { "cache.r7g.large" } else { "cache.t4g.small" };
            sqlx::query("INSERT INTO caches VALUES (?, ?, ?, ?, ?, ?, NULL, '{}')")
                .bind(place.account)
                .bind(place.region)
                .bind(&identifier)
                .bind(engine)
                .bind(version)
                .bind(node_type)
                .execute(&mut *db)
                .await?;
            let nodes = if place.stage == "prod" { 3 } else { 2 };
            for node in 1..=nodes {
                sqlx::query("INSERT INTO cache_nodes VALUES (?, ?, ?, ?, ?, ?)")
                    .bind(place.account)
                    .bind(place.region)
                    .bind(&identifier)
                    .bind(format!("{identifier}-00{node}"))
                    .bind(engine)
                    .bind(version)
                    .execute(&mut *db)
                    .await?;
            }
        }
    }
    Ok(())
}
