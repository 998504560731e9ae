use sqlx::SqliteConnection;

use super::super::SandboxError;
use super::{SERVICES, pick, places, spread};

/// Instance classes: name, vCPUs, memory in GiB, US dollars a month.
const CLASSES: [(&str, i64, i64, i64); 8] = [
    ("db.t4g.medium", 2, 4, 47),
    ("db.t4g.large", 2, 8, 95),
    ("db.m6g.large", 2, 8, 116),
    ("db.m6g.xlarge", 4, 16, 232),
    ("db.r6g.large", 2, 16, 157),
    ("db.r6g.xlarge", 4, 32, 314),
    ("db.r6g.2xlarge", 8, 64, 628),
    ("db.r6g.4xlarge", 16, 128, 1256),
];

const ENGINES: [(&str, &str); 5] = [
    ("postgres", "16.4"),
    ("postgres", "15.8"),
    ("mysql", "8.0.39"),
    ("aurora-postgresql", "16.4"),
    ("mariadb", "10.11.9"),
];

/// 480 RDS instances: one for each service in each place, such as `infra-test-tracker-db-stage-1`.
pub(super) async fn seed(db: &mut SqliteConnection) -> Result<(), SandboxError> {
    for (name, vcpus, memory, price) in CLASSES {
        sqlx::query("INSERT INTO instance_classes VALUES (?, ?, ?, ?)")
            .bind(name)
            .bind(vcpus)
            .bind(memory)
            .bind(price)
            .execute(&mut *db)
            .await?;
    }
    for place in places() {
        for service in SERVICES {
            let identifier =
                format!("{}-{service}-db-{}-{}", place.account, place.stage, place.rank + 1);
            let (engine, version) = pick(&format!("engine {service}"), &ENGINES);
            // Production starts at m6g.large, the rest stays small.
            let classes = if place.stage == "prod" { &CLASSES[2..7] } else { &CLASSES[..4] };
            let (class, ..) = pick(&format!("class {identifier}"), classes);
            let storage = pick(&format!("storage {identifier}"), &[20_i64, 50, 100, 200, 500]);
            sqlx::query("INSERT INTO rds_instances VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'available')")
                .bind(place.account)
                .bind(place.region)
                .bind(&identifier)
                .bind(engine)
                .bind(version)
                .bind(class)
                .bind(storage)
                .bind(i64::from(place.stage == "prod" && !spread(&identifier).is_multiple_of(4)))
                .execute(&mut *db)
                .await?;
        }
    }
    Ok(())
}
