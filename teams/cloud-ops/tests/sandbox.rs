use std::time::Duration;

use portico_cloud_ops::sandbox::{Sandbox, SandboxError};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;

use crate::support::rows;

#[tokio::test]
async fn the_seed_is_always_the_same() {
    let folder = TempDir::new().unwrap();
    let mut all = Vec::new();
    for name in ["one.db", "two.db"] {
        let sandbox =
            Sandbox::open(&folder.path().join(name), false, Duration::ZERO).await.unwrap();
        all.push(rows(sandbox.pool()).await);
        let counts: Vec<(String, i64)> = sqlx::query_as(
            "SELECT 'accounts', count(*) FROM accounts UNION ALL
             SELECT 'regions', count(*) FROM regions UNION ALL
             SELECT 'rds_instances', count(*) FROM rds_instances UNION ALL
             SELECT 'dynamodb_tables', count(*) FROM dynamodb_tables UNION ALL
             SELECT 'caches', count(*) FROM caches UNION ALL
             SELECT 'terraform_locks', count(*) FROM terraform_locks",
        )
        .fetch_all(sandbox.pool())
        .await
        .unwrap();
        let counts: Vec<String> =
            counts.iter().map(|(table, count)| format!("{table} {count}")).collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(counts.join(", "), @"accounts 8, regions 5, rds_instances 480, dynamodb_tables 480, caches 72, terraform_locks 24");
        }
    }
    assert_eq!(all[0], all[1]);
}

#[tokio::test]
async fn changes_last_until_it_is_seeded_anew() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("sandbox.db");
    let tables = async |fresh| {
        let sandbox = Sandbox::open(&file, fresh, Duration::ZERO).await.unwrap();
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM dynamodb_tables")
            .fetch_one(sandbox.pool())
            .await
            .unwrap();
        sqlx::query("DELETE FROM dynamodb_tables WHERE name = 'orders-events'")
            .execute(sandbox.pool())
            .await
            .unwrap();
        sandbox.close().await;
        count
    };
    assert_eq!(tables(false).await, 480);
    assert!(tables(false).await < 480);
    assert_eq!(tables(true).await, 480);
}

#[tokio::test]
async fn another_programs_database_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("other.db");
    let other = SqlitePool::connect_with(
        SqliteConnectOptions::new().filename(&file).create_if_missing(true),
    )
    .await
    .unwrap();
    sqlx::query("CREATE TABLE precious (value)").execute(&other).await.unwrap();
    other.close().await;
    for fresh in [false, true] {
        let error = Sandbox::open(&file, fresh, Duration::ZERO).await.unwrap_err();
        assert!(matches!(error, SandboxError::Foreign { .. }), "{error}");
    }
}
