//! Work too long for the threads that answer everybody.

use tokio::sync::Semaphore;

/// Inputs up to this size are judged at once: that takes less than handing them over.
const SMALL: usize = 32 << 10;
/// Judged at the same time; others wait, and hold nobody up meanwhile.
static PLACES: Semaphore = Semaphore::const_new(4);

/// Does `work` on a body of `size` bytes, on a thread of its own where it may take long. `None` = it panicked.
pub(crate) async fn apart<T: Send + 'static>(
    size: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    if size <= SMALL {
        return Some(work());
    }
    let _place = PLACES.acquire().await.ok()?;
    tokio::task::spawn_blocking(work).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn long_work_leaves_the_thread_to_others() {
        let (sender, receiver) = std::sync::mpsc::channel();
        // On the one thread there is, the work would wait for ever for what comes after it.
        let work = apart(SMALL + 1, move || receiver.recv());
        let (done, ()) = tokio::join!(work, async move { sender.send("on").unwrap() });
        assert_eq!(done, Some(Ok("on")));
        assert_eq!(apart(SMALL, || 1).await, Some(1));
    }
}
