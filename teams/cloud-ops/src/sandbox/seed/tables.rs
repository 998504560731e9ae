use sqlx::SqliteConnection;

use super::super::SandboxError;
use super::{SERVICES, places, spread};

/// What a service keeps in DynamoDB.
const KINDS: [&str; 4] = ["events", "sessions", "cache", "backfill"];

/// 480 DynamoDB tables, 20 in each place, such as `tracker-sessions`: each service keeps one kind of data there.
/// In production all but the backfills, which are made to be thrown away, are protected from deletion.
pub(super) async fn seed(db: &mut SqliteConnection) -> Result<(), SandboxError> {
    for place in places() {
        for (index, service) in SERVICES.into_iter().enumerate() {
            let kind = KINDS[(index + place.rank + 1) % KINDS.len()];
            let name = format!("{service}-{kind}");
            let items = i64::try_from(
                spread(&format!("{} {} {name}", place.account, place.region)) % 900_000,
            )
            .unwrap_or_default();
            sqlx::query("INSERT INTO dynamodb_tables VALUES (?, ?, ?, ?, ?, ?)")
                .bind(place.account)
                .bind(place.region)
                .bind(&name)
                .bind(items)
                .bind(items * 412)
                .bind(i64::from(place.stage == "prod" && kind != "backfill"))
                .execute(&mut *db)
                .await?;
        }
    }
    Ok(())
}
