use std::panic::Location;
use std::time::Duration;

use tokio::time::Instant;

/// How long a test waits for what is bound to happen, on a machine with other things to do.
const PATIENCE: Duration = Duration::from_secs(120);
/// Spares what is looked at; nothing is timed by it.
const PAUSE: Duration = Duration::from_millis(25);

/// Looks until there is what a test waits for, and returns it. `look` answers `Err` with what there is instead, which
/// is shown when the test has waited in vain.
#[track_caller]
pub fn until<T, W: std::fmt::Display>(
    mut look: impl AsyncFnMut() -> Result<T, W>,
) -> impl Future<Output = T> {
    let caller = Location::caller();
    async move {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match look().await {
                Ok(found) => return found,
                Err(instead) if Instant::now() > deadline => {
                    panic!("{caller}: waited {PATIENCE:?} in vain; there is {instead}")
                }
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }
}
