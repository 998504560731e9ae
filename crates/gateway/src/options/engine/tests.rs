//! The clock is put forward by the tests; nothing is timed.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;
use futures_util::future::join_all;
use portico_testkit::until;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::*;
use crate::options::testing::{field, question};

/// A source that does as it is told and counts how often it is asked.
#[derive(Default)]
struct Script {
    asked: AtomicUsize,
    /// Questions under way, and the most there were.
    running: AtomicUsize,
    most: AtomicUsize,
    says: Mutex<Says>,
    go_on: Notify,
}

#[derive(Clone, Default)]
enum Says {
    #[default]
    ItsCount,
    Nothing,
    Fault(FaultKind),
    Panics,
    /// When it may go on.
    Later,
    /// When others have had their turn.
    Slowly,
    Pages(usize),
}

impl Ask for Arc<Script> {
    fn ask<'a>(
        &'a self,
        _: &'a Question,
        cursor: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Bytes, Fault>> {
        async move {
            let count = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            let says = self.says.lock().unwrap().clone();
            let answer = json!({ "items": [count], "as_of": "2020-01-02T03:04:05Z" });
            match says {
                Says::ItsCount => {}
                Says::Nothing => std::future::pending().await,
                Says::Fault(kind) => return Err(kind.with("told to")),
                Says::Panics => panic!("told to"),
                Says::Later => self.go_on.notified().await,
                Says::Slowly => {
                    let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
                    self.most.fetch_max(running, Ordering::SeqCst);
                    for _ in 0..100 {
                        tokio::task::yield_now().await;
                    }
                    self.running.fetch_sub(1, Ordering::SeqCst);
                }
                Says::Pages(pages) => {
                    let page: usize = cursor.map_or(0, |cursor| cursor.parse().unwrap());
                    let next = (page + 1 < pages).then(|| (page + 1).to_string());
                    return Ok(json!({ "items": [page], "cursor": next }).to_string().into());
                }
            }
            Ok(answer.to_string().into())
        }
        .boxed()
    }
}

struct World {
    script: Arc<Script>,
    options: Options,
    field: Arc<crate::options::Field>,
}

impl World {
    fn new() -> Self {
        Self::with(&json!({ "params": { "n": "/n" } }), Duration::from_secs(60))
    }

    fn with(option: &Value, budget: Duration) -> Self {
        let script = Arc::new(Script::default());
        let field = field(option, &json!({ "max_age_seconds": 60 }));
        Self { options: Options::with(script.clone(), budget), script, field }
    }

    fn say(&self, says: Says) {
        *self.script.says.lock().unwrap() = says;
    }

    fn asked(&self) -> usize {
        self.script.asked.load(Ordering::SeqCst)
    }

    /// How many wait for the questions under way.
    fn waiting(&self) -> usize {
        // The gateway's table of them has one share of each.
        self.options.flights().values().filter_map(Shared::strong_count).map(|all| all - 1).sum()
    }

    /// The one item of the list of a parameter, and whether it is stale; else the fault.
    async fn list(&self, n: usize) -> Result<(u64, bool), FaultKind> {
        let listed = self.options.list(question(&self.field, &json!({ "n": n }), None)).await;
        let listed = listed.map_err(|fault| fault.kind)?;
        let stale = listed.stale.is_some();
        let page: Value = serde_json::from_slice(&listed.list.page(stale).json).unwrap();
        assert_eq!(page["stale"], stale);
        assert_eq!(page["as_of"], "2020-01-02T03:04:05.000Z");
        Ok((page["items"][0]["value"].as_u64().unwrap(), stale))
    }

    fn pass(&self, seconds: u64) {
        self.options.0.clock.ahead.fetch_add(seconds, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn everybody_who_waits_for_a_cold_list_asks_once() {
    let world = World::new();
    world.say(Says::Later);
    let asking = join_all((0..200).map(|_| world.list(1)));
    let (lists, ()) = tokio::join!(asking, async {
        until(async || match world.waiting() {
            200 => Ok(()),
            waiting => Err(format!("{waiting} wait")),
        })
        .await;
        world.script.go_on.notify_one();
    });
    assert!(lists.iter().all(|list| *list == Ok((1, false))), "{lists:?}");
    assert_eq!(world.asked(), 1);
    world.say(Says::ItsCount);
    assert_eq!(world.list(2).await, Ok((2, false)), "another parameter is another list");
}

#[tokio::test]
async fn a_list_is_believed_for_its_time_and_asked_for_again_before_it_ends() {
    let world = World::new();
    assert_eq!(world.list(1).await, Ok((1, false)));
    world.pass(40);
    assert_eq!(world.list(1).await, Ok((1, false)));
    assert_eq!(world.asked(), 1);
    world.pass(10);
    assert_eq!(world.list(1).await, Ok((1, false)), "nobody waits for the newer one");
    until(async || match world.list(1).await {
        Ok((2, false)) => Ok(()),
        other => Err(format!("{other:?}")),
    })
    .await;
    assert_eq!(world.asked(), 2);
}

#[tokio::test]
async fn an_old_list_is_shown_as_stale_only_where_no_newer_one_comes() {
    let world = World::new();
    assert_eq!(world.list(1).await, Ok((1, false)));
    world.pass(100);
    world.say(Says::Later);
    let (newer, ()) = tokio::join!(world.list(1), async { world.script.go_on.notify_one() });
    assert_eq!(newer, Ok((2, false)), "within the budget");
    world.pass(100);
    world.say(Says::Fault(FaultKind::Failed));
    assert_eq!(world.list(1).await, Ok((2, true)), "failed");
    world.say(Says::ItsCount);
    assert_eq!(world.list(1).await, Ok((4, false)), "well again");
    world.say(Says::Fault(FaultKind::Failed));
    world.pass(25 * 60 * 60);
    assert_eq!(world.list(1).await, Err(FaultKind::Failed), "a list of yesterday is none");
}

#[tokio::test]
async fn a_source_that_says_nothing_is_given_up() {
    let world = World::with(&json!({ "params": { "n": "/n" } }), Duration::from_millis(100));
    let first = until(async || world.list(1).await.map_err(|fault| format!("{fault:?}"))).await;
    world.pass(100);
    world.say(Says::Nothing);
    assert_eq!(world.list(1).await, Ok((first.0, true)), "there is an old list");
    assert_eq!(world.list(2).await, Err(FaultKind::Timeout), "there is none");
}

#[tokio::test]
async fn a_source_that_keeps_failing_is_left_alone_and_then_tried() {
    let world = World::new();
    world.say(Says::Fault(FaultKind::Unreachable));
    for n in 0..5 {
        assert_eq!(world.list(n).await, Err(FaultKind::Unreachable));
    }
    // At once, for any parameters, without being asked.
    assert!(matches!(world.list(9).await, Err(FaultKind::Resting(1..=10))));
    assert_eq!(world.asked(), 5);
    world.pass(11);
    assert_eq!(world.list(9).await, Err(FaultKind::Unreachable), "one question goes through");
    assert!(matches!(world.list(9).await, Err(FaultKind::Resting(1..=20))));
    assert_eq!(world.asked(), 6);
    world.pass(21);
    world.say(Says::ItsCount);
    assert_eq!(world.list(9).await, Ok((7, false)));
    assert_eq!(world.list(8).await, Ok((8, false)));
}

#[tokio::test]
async fn a_refused_parameter_is_no_reason_to_leave_a_source_alone() {
    let world = World::new();
    for kind in [FaultKind::Refused, FaultKind::Declined, FaultKind::NotAllowed] {
        world.say(Says::Fault(kind));
        for n in 0..10 {
            assert_eq!(world.list(n).await, Err(kind));
        }
    }
    assert_eq!(world.asked(), 30);
}

#[tokio::test]
async fn while_a_source_is_left_alone_old_lists_are_shown() {
    let world = World::new();
    assert_eq!(world.list(1).await, Ok((1, false)));
    world.pass(100);
    world.say(Says::Fault(FaultKind::Failed));
    for _ in 0..8 {
        assert_eq!(world.list(1).await, Ok((1, true)));
    }
    assert_eq!(world.asked(), 6, "five failures, and then none");
}

#[tokio::test]
async fn one_source_is_asked_a_few_questions_at_a_time() {
    let world = World::new();
    world.say(Says::Slowly);
    let lists = join_all((0..40).map(|n| world.list(n))).await;
    assert!(lists.iter().all(Result::is_ok), "{lists:?}");
    assert_eq!(world.script.most.load(Ordering::SeqCst), 8);
}

#[tokio::test]
async fn a_panic_ends_one_question_and_no_other() {
    let world = World::new();
    world.say(Says::Panics);
    assert_eq!(world.list(1).await, Err(FaultKind::Internal));
    world.say(Says::ItsCount);
    assert_eq!(world.list(1).await, Ok((2, false)));
}

#[tokio::test]
async fn a_list_the_browser_searches_is_put_together_of_its_pages() {
    let whole = |listed: Listed| {
        let page: Value = serde_json::from_slice(&listed.list.page(false).json).unwrap();
        (
            page["items"].as_array().unwrap().len(),
            page["total"].clone(),
            page["cursor"].clone(),
            page["truncated"].clone(),
        )
    };
    let world = World::with(&json!({}), BUDGET);
    world.say(Says::Pages(3));
    let listed = world.options.list(question(&world.field, &json!({}), None)).await.unwrap();
    assert_eq!(whole(listed), (3, json!(3), json!(null), json!(false)));
    world.say(Says::Pages(PAGES + 1));
    let listed = world.options.list(question(&world.field, &json!({}), Some("1"))).await.unwrap();
    let (_, total, cursor, truncated) = whole(listed);
    assert_eq!(
        (total, cursor, truncated),
        (json!(null), json!(null), json!(true)),
        "endless pages end"
    );
    let server = World::with(&json!({ "search": "server" }), BUDGET);
    server.say(Says::Pages(3));
    let listed = server.options.list(question(&server.field, &json!({}), None)).await.unwrap();
    assert_eq!(whole(listed), (1, json!(null), json!("1"), json!(false)));
}
