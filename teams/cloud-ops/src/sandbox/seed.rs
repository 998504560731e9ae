//! What a new sandbox holds: the same rows every time, made from a few lists.

use sqlx::{AssertSqlSafe, SqliteConnection};

use super::SandboxError;

mod caches;
mod databases;
mod tables;
mod terraform;

/// The accounts with their number, stage and regions; the first region holds most.
const ACCOUNTS: [(&str, &str, &str, [&str; 3]); 8] = [
    ("infra-prod", "411100000001", "prod", ["us-east-1", "us-west-2", "eu-west-1"]),
    ("infra-test", "411100000002", "stage", ["us-east-1", "us-west-2", "eu-west-1"]),
    ("data-prod", "411100000003", "prod", ["us-east-1", "eu-west-1", "eu-central-1"]),
    ("data-stage", "411100000004", "stage", ["us-east-1", "eu-west-1", "eu-central-1"]),
    ("payments-prod", "411100000005", "prod", ["us-east-1", "us-west-2", "eu-central-1"]),
    ("payments-stage", "411100000006", "stage", ["us-east-1", "us-west-2", "eu-central-1"]),
    ("growth-prod", "411100000007", "prod", ["us-east-1", "us-west-2", "ap-southeast-1"]),
    ("growth-stage", "411100000008", "stage", ["us-east-1", "us-west-2", "ap-southeast-1"]),
];

const REGIONS: [(&str, &str); 5] = [
    ("us-east-1", "N. Virginia"),
    ("us-west-2", "Oregon"),
    ("eu-west-1", "Ireland"),
    ("eu-central-1", "Frankfurt"),
    ("ap-southeast-1", "Singapore"),
];

const SERVICES: [&str; 20] = [
    "tracker",
    "ledger",
    "orders",
    "catalog",
    "identity",
    "billing",
    "search",
    "notify",
    "audit",
    "session",
    "pricing",
    "inventory",
    "shipping",
    "reports",
    "metrics",
    "flags",
    "webhooks",
    "profile",
    "media",
    "support",
];

/// Empties the database of `tables` and fills it anew.
pub(super) async fn reset(
    db: &mut SqliteConnection,
    tables: &[String],
) -> Result<(), SandboxError> {
    sqlx::query("PRAGMA defer_foreign_keys = ON").execute(&mut *db).await?;
    for table in tables {
        let drop = format!("DROP TABLE \"{}\"", table.replace('"', "\"\""));
        sqlx::query(AssertSqlSafe(drop)).execute(&mut *db).await?;
    }
    sqlx::raw_sql(include_str!("schema.sql")).execute(&mut *db).await?;
    for (name, place) in REGIONS {
        sqlx::query("INSERT INTO regions VALUES (?, ?)")
            .bind(name)
            .bind(place)
            .execute(&mut *db)
            .await?;
    }
    for (name, id, stage, _) in ACCOUNTS {
        sqlx::query("INSERT INTO accounts VALUES (?, ?, ?)")
            .bind(name)
            .bind(id)
            .bind(stage)
            .execute(&mut *db)
            .await?;
    }
    databases::seed(db).await?;
    tables::seed(db).await?;
    caches::seed(db).await?;
    terraform::seed(db).await
}

/// Every account with each of its regions: 24 places.
fn places() -> impl Iterator<Item = Place> {
    ACCOUNTS.into_iter().flat_map(|(account, _, stage, regions)| {
        regions.into_iter().enumerate().map(move |(rank, region)| Place {
            account,
            stage,
            region,
            rank,
        })
    })
}

/// One account in one of its regions.
struct Place {
    account: &'static str,
    stage: &'static str,
    region: &'static str,
    /// 0 for the account's first region.
    rank: usize,
}

/// A number that looks random and is the same for the same text (FNV-1a).
fn spread(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// One of `choices`, always the same for the same text.
fn pick<T: Copy>(text: &str, choices: &[T]) -> T {
    let count = choices.len() as u64;
    choices[usize::try_from(spread(text) % count).unwrap_or_default()]
}
