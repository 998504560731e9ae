//! Asking again what may succeed later.

use std::time::Duration;

use super::CallError;

/// How often a call is made in all.
const ATTEMPTS: u32 = 5;
/// The longest pause that the gateway may ask for.
const LONGEST: Duration = Duration::from_secs(30);

/// Makes a call until it succeeds, for as long as its error may pass. `say` hears what is waited for. Where nothing
/// listens from the first, nothing is waited for.
pub(crate) async fn patiently<T>(
    say: impl Fn(&str),
    mut call: impl AsyncFnMut() -> Result<T, CallError>,
) -> Result<T, CallError> {
    for attempt in 1.. {
        let error = match call().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let nobody = matches!(error, CallError::Unreachable(_)) && attempt == 1;
        if attempt == ATTEMPTS || nobody || !error.is_passing() {
            return Err(error);
        }
        let pause = pause(attempt, &error);
        say(&format!("{}; trying again in {} s", error.sentence(), pause.as_secs_f32()));
        tokio::time::sleep(pause).await;
    }
    unreachable!("the last attempt returns")
}

/// What the gateway asks for, else a little longer each time.
fn pause(attempt: u32, error: &CallError) -> Duration {
    match error {
        CallError::Refused { retry_after: Some(seconds), .. } => {
            Duration::from_secs(*seconds).min(LONGEST)
        }
        _ => Duration::from_millis(500) * 2_u32.pow(attempt - 1),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    fn busy(seconds: u64) -> CallError {
        let body =
            br#"{"error": {"code": "temporal_unavailable", "message": "m", "request_id": ""}}"#;
        CallError::answered(503, body, Some(seconds))
    }

    async fn ask(answers: Vec<Result<u8, CallError>>) -> (Result<u8, CallError>, usize, usize) {
        let (said, calls) = (Cell::new(0), Cell::new(0));
        let answers = RefCell::new(answers.into_iter());
        let outcome = patiently(
            |_| said.set(said.get() + 1),
            async || {
                calls.set(calls.get() + 1);
                answers.borrow_mut().next().unwrap_or_else(|| Err(busy(0)))
            },
        )
        .await;
        (outcome, calls.get(), said.get())
    }

    #[tokio::test]
    async fn what_passes_is_asked_again_and_what_does_not_is_told() {
        assert_eq!(ask(vec![Err(busy(0)), Ok(1)]).await, (Ok(1), 2, 1));
        assert_eq!(ask(vec![]).await, (Err(busy(0)), 5, 4));
        let foreign = CallError::Foreign { status: 401 };
        assert_eq!(ask(vec![Err(foreign.clone())]).await, (Err(foreign), 1, 0));
        let nobody = CallError::Unreachable("refused".into());
        assert_eq!(ask(vec![Err(nobody.clone())]).await, (Err(nobody.clone()), 1, 0));
        let later = [Err(busy(0)), Err(nobody), Ok(2)];
        assert_eq!(ask(later.into()).await.0, Ok(2), "it went away and came back");
    }

    #[test]
    fn pauses() {
        let lost = CallError::Lost(String::new());
        let times: Vec<u64> = (1..5).map(|n| pause(n, &lost).as_millis() as u64).collect();
        assert_eq!(times, [500, 1000, 2000, 4000]);
        assert_eq!(pause(1, &busy(7)).as_secs(), 7);
        assert_eq!(pause(1, &busy(9999)), LONGEST);
    }
}
