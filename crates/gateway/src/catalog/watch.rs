use std::sync::Arc;
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::store::CatalogStore;

/// Editors write a file in several steps; they are over after this.
const QUIET: Duration = Duration::from_millis(150);

/// Reads the catalog again whenever its folders change, until the handle is aborted.
pub(crate) fn watch(store: Arc<CatalogStore>) -> Result<JoinHandle<()>, notify::Error> {
    let (changed, mut changes) = mpsc::channel(1);
    let mut watcher: RecommendedWatcher =
        notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Reading the files must not look like a change of them. A full channel already says "changed".
            if event.is_ok_and(|event| !matches!(event.kind, EventKind::Access(_))) {
                let _ = changed.try_send(());
            }
        })?;
    for folder in store.folders() {
        watcher.watch(folder, RecursiveMode::Recursive)?;
    }
    Ok(tokio::spawn(async move {
        // The watcher stops when it is dropped.
        let _watcher = watcher;
        while changes.recv().await.is_some() {
            while let Ok(Some(())) = tokio::time::timeout(QUIET, changes.recv()).await {}
            let store = store.clone();
            if let Err(error) = tokio::task::spawn_blocking(move || store.reload()).await {
                tracing::error!(error.text = %error, "Reading the catalog ended early");
            }
        }
    }))
}
