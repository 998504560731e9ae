use std::fs;
use std::path::{Path, PathBuf};

use temporalio_client::{Client, UntypedWorkflow, WorkflowFetchHistoryOptions, WorkflowHandle};
use temporalio_common::protos::temporal::api::history::v1::HistoryEvent;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

/// Set to record the histories anew.
const RECORD: &str = "PORTICO_RECORD_HISTORIES";

/// Reads a run's history.
pub(crate) async fn events(run: &WorkflowHandle<Client, UntypedWorkflow>) -> Vec<HistoryEvent> {
    run.fetch_history(WorkflowFetchHistoryOptions::default()).into_events().await.unwrap()
}

/// What a person sees of the steps: the title of each activity and timer, in order.
pub(crate) fn steps(events: &[HistoryEvent]) -> String {
    let titles = events.iter().filter_map(|event| {
        use Attributes::{
            ActivityTaskScheduledEventAttributes as Activity, TimerStartedEventAttributes as Timer,
        };
        matches!(event.attributes, Some(Activity(_) | Timer(_))).then(|| {
            let summary = event.user_metadata.as_ref().and_then(|data| data.summary.as_ref());
            serde_json::from_slice::<String>(&summary.unwrap().data).unwrap()
        })
    });
    titles.collect::<Vec<_>>().join("\n")
}

/// Writes a history to `tests/histories/<name>.json`, one event a line, if histories are being recorded.
pub(super) fn keep(events: &[HistoryEvent], name: &str) {
    if std::env::var_os(RECORD).is_none() {
        return;
    }
    let lines: Vec<String> =
        events.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
    let path = folder().join(name).with_extension("json");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("{{\"events\":[\n{}\n]}}\n", lines.join(",\n"))).unwrap();
}

/// Every stored history with its name, such as `delete-dynamo/success`.
pub(crate) fn histories() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for team in fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()) {
        if !team.is_dir() {
            continue;
        }
        for file in fs::read_dir(&team).unwrap().map(|entry| entry.unwrap().path()) {
            let name = format!("{}/{}", stem(&team), stem(&file));
            found.push((name, fs::read(file).unwrap()));
        }
    }
    found.sort();
    found
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/histories")
}
