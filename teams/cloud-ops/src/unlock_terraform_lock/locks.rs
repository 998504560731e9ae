use portico_nexus::{ErrorKind, HandlerError, OperationError};

use crate::listing::{Answer, Listing, Question, now};
use crate::sandbox::{Sandbox, SandboxError};

/// The state locks there are. They come and go within minutes, so they are looked up each time, not kept in the
/// inventory.
pub(crate) const LOCKS: Listing = Listing {
    name: "terraform_locks",
    sql: "SELECT json_object('account', account, 'state_path', state_path, 'lock_id', lock_id,
              'summary', 'Held by ' || holder || iif(job = 'running', ', whose job still runs', ', whose job has ended'))
          FROM terraform_locks",
    key: &["account", "state_path"],
    params: &[("account", "account"), ("state_path", "state_path")],
};

/// Answers the Nexus operation of that name.
pub(crate) async fn locks(sandbox: &Sandbox, question: Question) -> Result<Answer, OperationError> {
    let read = async {
        let mut db = sandbox.connection().await?;
        Ok::<_, SandboxError>((LOCKS.read(&mut db).await?, now(&mut db).await?))
    };
    let (locks, as_of) = read.await.map_err(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "The locks cannot be listed");
        HandlerError::new(ErrorKind::Unavailable, "the locks cannot be listed now")
    })?;
    let answer = question.answer(&LOCKS, &locks, &as_of);
    answer.map_err(|error| HandlerError::new(ErrorKind::BadRequest, error).into())
}
