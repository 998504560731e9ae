use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use portico_contract::http::{Run, Target};
use temporalio_common::protos::temporal::api::workflowservice::v1::DescribeWorkflowExecutionResponse;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};

use super::assemble::assemble;
use super::followers::{Followed, Leaving, Seen, Tools};
use super::message::{Message, Side};
use super::pump::pump;
use super::schedule::Schedule;
use super::snapshot::{Snapshot, snapshot_id};
use super::state::{About, Lateness, State, TargetState};
use crate::index::{Row, Update};
use crate::temporal::CallError;

/// How often a follower looks whether something is due.
const TICK: Duration = Duration::from_millis(200);
/// A run nobody looks at is followed for this much longer, for pages that are reloaded or that poll.
const LINGER: Duration = Duration::from_secs(10);
/// After the router has ended, this long for the target's last events and words.
const FAREWELL: Duration = Duration::from_secs(3);

/// Follows one run for everybody who looks at it.
pub(super) struct Follower {
    tools: Arc<Tools>,
    followed: Followed,
    state: State,
    schedule: Schedule,
    messages: mpsc::Receiver<Message>,
    mouth: mpsc::Sender<Message>,
    helpers: JoinSet<()>,
    /// When the router was seen to have ended.
    ended: Option<Instant>,
    recorded: Option<Update>,
    /// Something was learned since the run was last put together.
    changed: bool,
    lateness: Lateness,
}

impl Follower {
    pub(super) fn new(tools: Arc<Tools>, workflow_id: String, followed: Followed) -> Self {
        let (mouth, messages) = mpsc::channel(16);
        Self {
            tools,
            followed,
            state: State { workflow_id, ..State::default() },
            schedule: Schedule::default(),
            messages,
            mouth,
            helpers: JoinSet::new(),
            ended: None,
            recorded: None,
            changed: false,
            lateness: Lateness::default(),
        }
    }

    /// Follows until nobody looks any more, or nothing can be seen. `leave` takes the follower out of the list.
    pub(super) async fn run(mut self, leave: impl Fn(Leaving) -> bool) {
        if let Err(seen) = self.begin().await {
            leave(Leaving::Now);
            self.followed.sender.send_replace(seen);
            return;
        }
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                message = self.messages.recv() => {
                    let mut next = message;
                    while let Some(message) = next {
                        if let Err(seen) = self.take(message) {
                            leave(Leaving::Now);
                            self.followed.sender.send_replace(seen);
                            return;
                        }
                        next = self.messages.try_recv().ok();
                    }
                }
                _ = tick.tick() => {}
            }
            if self.followed.unwatched() <= LINGER {
                self.ask();
            } else if leave(Leaving::IfAlone) {
                return;
            }
            self.publish().await;
        }
    }

    /// The first look: which run it is, and what the index has of it.
    async fn begin(&mut self) -> Result<(), Seen> {
        let tools = self.tools.clone();
        let Tools { temporal, index, .. } = &*tools;
        let workflow_id = self.state.workflow_id.clone();
        let described =
            temporal.describe(temporal.namespace(), &workflow_id, "").await.map_err(seen)?;
        let info = described.workflow_execution_info.clone().unwrap_or_default();
        self.state.run_id = info.execution.map(|execution| execution.run_id).unwrap_or_default();
        self.state.row = index.find(&workflow_id).await.unwrap_or_else(|error| {
            tracing::error!(error.text = %error, "Reading the run index failed");
            None
        });
        self.take_described(Side::Router, &described);
        let namespace = temporal.namespace().to_owned();
        self.pump(Side::Router, namespace, workflow_id, self.state.run_id.clone());
        Ok(())
    }

    fn take(&mut self, message: Message) -> Result<(), Seen> {
        self.changed = true;
        match message {
            Message::Events(Side::Router, events) => {
                self.state.router_trouble = false;
                events.iter().for_each(|event| self.state.router.apply(event));
                if self.state.router.last_event > 0 && self.state.router.input.is_none() {
                    return Err(Seen::Unknown);
                }
                self.meet_target();
            }
            Message::Events(Side::Target, events) => {
                if let Some(target) = &mut self.state.target {
                    events.iter().for_each(|event| target.view.apply(event));
                    target.looked = true;
                }
            }
            Message::Trouble(Side::Router) => self.state.router_trouble = true,
            // The run is shown without the target's steps until they can be read.
            Message::Trouble(Side::Target) => {
                if let Some(target) = &mut self.state.target {
                    target.looked = true;
                }
            }
            Message::Lost(Side::Router, error) => return Err(seen(error)),
            Message::Lost(Side::Target, error) => {
                tracing::debug!(error.text = %error, "A target's history cannot be read");
                if let Some(target) = &mut self.state.target {
                    (target.looked, target.lost) = (true, true);
                }
            }
            Message::Described(side, described) => {
                self.schedule.described(side);
                if let Ok(described) = described {
                    self.take_described(side, &described);
                }
            }
            Message::Progress(position, answer) => {
                self.schedule.answered(position, answer.is_ok());
                if let Ok(progress) = answer {
                    self.state.progress = progress;
                }
            }
        }
        Ok(())
    }

    fn take_described(&mut self, side: Side, described: &DescribeWorkflowExecutionResponse) {
        match (side, &mut self.state.target) {
            (Side::Router, _) => {
                self.state.pending = described.pending_nexus_operations.last().cloned();
            }
            (Side::Target, Some(target)) => target.view.describe(&described.pending_activities),
            (Side::Target, None) => {}
        }
    }

    /// Begins to follow the target as soon as the router's history names it.
    fn meet_target(&mut self) {
        let Some(operation) = self.state.router.operation() else { return };
        if operation.started_at.is_some() || operation.closed.is_some() {
            self.state.pending = None;
        }
        let known = self.state.target.as_ref().map(|target| &target.target);
        let Some(target) = operation.target.clone().filter(|target| Some(target) != known) else {
            return;
        };
        let Target { namespace, workflow_id, run_id } = target.clone();
        self.state.target =
            Some(TargetState { target, view: Default::default(), looked: false, lost: false });
        self.pump(Side::Target, namespace, workflow_id, run_id.unwrap_or_default());
    }

    /// Asks what histories do not hold, where it is due.
    fn ask(&mut self) {
        let due = self.schedule.due(&self.state);
        let temporal = self.tools.temporal.clone();
        if due.router {
            let (workflow_id, run_id) = (self.state.workflow_id.clone(), self.state.run_id.clone());
            let namespace = temporal.namespace().to_owned();
            self.describe(Side::Router, namespace, workflow_id, run_id);
        }
        let Some(TargetState { target, view, .. }) = &self.state.target else { return };
        let Target { namespace, workflow_id, run_id } = target.clone();
        let run_id = run_id.unwrap_or_default();
        if due.progress {
            let position = view.position();
            let (namespace, workflow_id, run_id) =
                (namespace.clone(), workflow_id.clone(), run_id.clone());
            self.help(async move {
                Message::Progress(
                    position,
                    temporal.progress(&namespace, &workflow_id, &run_id).await,
                )
            });
        }
        if due.target {
            self.describe(Side::Target, namespace, workflow_id, run_id);
        }
    }

    fn describe(&mut self, side: Side, namespace: String, workflow_id: String, run_id: String) {
        let temporal = self.tools.temporal.clone();
        self.help(async move {
            Message::Described(
                side,
                temporal.describe(&namespace, &workflow_id, &run_id).await.map(Box::new),
            )
        });
    }

    fn help(&mut self, question: impl Future<Output = Message> + Send + 'static) {
        let mouth = self.mouth.clone();
        self.helpers.spawn(async move {
            // The follower may have left meanwhile.
            let _ = mouth.send(question.await).await;
        });
        while self.helpers.try_join_next().is_some() {}
    }

    fn pump(&mut self, side: Side, namespace: String, workflow_id: String, run_id: String) {
        let temporal = self.tools.temporal.clone();
        self.helpers.spawn(pump(
            temporal,
            side,
            namespace,
            workflow_id,
            run_id,
            self.mouth.clone(),
        ));
    }

    /// Learns what the catalog says of the run, again where that has changed: which values are secret, too.
    fn look_up(&mut self) {
        let Tools { catalog, index, .. } = &*self.tools;
        let is_news = |about: &About| about.catalog != catalog.current().digest;
        if self.state.about.as_ref().is_none_or(is_news) {
            self.state.about = About::new(catalog, index.fingerprint(), &self.state.router);
            self.changed = true;
        }
    }

    /// Shows the run if it is not what was shown last.
    async fn publish(&mut self) {
        if !self.state.is_presentable() {
            return;
        }
        self.look_up();
        let lateness = Lateness::of(&self.state, Timestamp::now().as_microsecond());
        let finished =
            matches!(&*self.followed.sender.borrow(), Seen::Run(shown) if shown.finished);
        if !self.changed && lateness == self.lateness && (self.ended.is_none() || finished) {
            return;
        }
        (self.changed, self.lateness) = (false, lateness);
        let Some(about) = &self.state.about else { return };
        let Some(run) = assemble(&self.state, about, &self.tools.settings, lateness) else {
            return;
        };
        let closed = run.status.is_closed();
        if closed {
            self.ended.get_or_insert_with(Instant::now);
        }
        let said_all = self.state.target_is_settled() && self.schedule.is_quiet(&self.state);
        let finished = self.ended.is_some_and(|ended| said_all || ended.elapsed() > FAREWELL);
        let position = self.state.target.as_ref().map_or(0, |target| target.view.position());
        let definition = about.entry.as_ref().map(|entry| entry.definition.as_str());
        let id = snapshot_id(self.state.router.last_event, position, definition, &run);
        let unchanged = match &*self.followed.sender.borrow() {
            Seen::Run(shown) => shown.id == id && shown.finished == finished,
            _ => false,
        };
        if unchanged {
            return;
        }
        self.write_down(&run).await;
        match serde_json::to_vec(&run) {
            Ok(json) => {
                let snapshot = Snapshot { run, json: json.into(), id, finished };
                self.followed.sender.send_replace(Seen::Run(Arc::new(snapshot)));
            }
            Err(error) => {
                tracing::error!(error.text = %error, "A run could not be written as JSON");
            }
        }
    }

    /// Tells the index what was seen, where it is news.
    async fn write_down(&mut self, run: &Run) {
        let closing = self.state.router.closing.as_ref();
        let update = Update {
            workflow_id: run.workflow_id.clone(),
            run_id: run.run_id.clone(),
            status: run.status,
            closed_at: closing.map(|closing| closing.at),
            cancel_requested_at: self.state.router.cancel_requested_at,
            target: run.target.clone(),
            forgotten_at: None,
        };
        if self.recorded.as_ref() == Some(&update) {
            return;
        }
        let vouched = |row: &Row| row.verified && row.run_id == run.run_id;
        if self.recorded.is_none() && !self.state.row.as_ref().is_some_and(vouched) {
            let row = Row {
                workflow_id: run.workflow_id.clone(),
                run_id: run.run_id.clone(),
                namespace: run.namespace.clone(),
                workflow_type: run.workflow_type.clone(),
                name: run.name.clone(),
                requester: run.requester.clone(),
                verified: false,
                status: run.status,
                started_at: self.state.router.started_at,
                closed_at: update.closed_at,
                cancel_requested_at: update.cancel_requested_at,
                dry_run: run.dry_run,
                input_hash: run.input_hash.clone(),
                target: run.target.clone(),
                forgotten_at: None,
            };
            self.tools.index.record(row).await;
        } else {
            self.tools.index.update(update.clone()).await;
        }
        self.recorded = Some(update);
    }
}

fn seen(error: CallError) -> Seen {
    match error {
        CallError::NotFound(_) => Seen::Unknown,
        other => Seen::Failed(other),
    }
}
