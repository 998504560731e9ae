use sqlx::SqliteConnection;

use super::super::SandboxError;
use super::ACCOUNTS;

/// The stacks whose state is locked: stack, whether the job that locked it still runs.
const LOCKED: [(&str, &str); 3] =
    [("network", "finished"), ("dns", "running"), ("observability", "finished")];

/// 24 state locks, three in each account; the one on `dns` is held by a job that still runs.
pub(super) async fn seed(db: &mut SqliteConnection) -> Result<(), SandboxError> {
    for (account, id, ..) in ACCOUNTS {
        for (index, (stack, job)) in LOCKED.into_iter().enumerate() {
            sqlx::query("INSERT INTO terraform_locks VALUES (?, ?, ?, 'OperationTypeApply', ?, ?)")
                .bind(account)
                .bind(format!("{stack}/terraform.tfstate"))
                .bind(lock_id(id, index))
                .bind(format!("runner@ci-{}", 100 + index))
                .bind(job)
                .execute(&mut *db)
                .await?;
        }
    }
    Ok(())
}

/// A UUID made from the account's number, such as `5f1d0c4e-0002-4000-8000-411100000002`.
fn lock_id(account_id: &str, index: usize) -> String {
    format!("5f1d0c4e-{index:04}-4000-8000-{account_id}")
}
