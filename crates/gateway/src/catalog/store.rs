use std::io;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;

use portico_catalog::{Diagnostic, Environment, load_with, read_folders, read_images};

use super::entry::Entry;
use super::loaded::{Loaded, Made};
use super::prepared::{Cache, PrepareError, Prepared};

/// The catalog in use, and how the last reading went.
#[derive(Debug)]
pub(crate) struct CatalogStore {
    environment: Environment,
    configs: PathBuf,
    guides: PathBuf,
    current: RwLock<Arc<Loaded>>,
    health: RwLock<Health>,
    prepared: Cache,
}

/// How the last reading of the catalog went.
#[derive(Clone, Debug, Default)]
pub(crate) struct Health {
    /// A reading without errors has been made since the start.
    pub(crate) ever_good: bool,
    /// Errors of the last reading; while there are any, the catalog before it stays in use.
    pub(crate) faults: Vec<String>,
}

impl CatalogStore {
    /// Reads the folders for the first time. With errors in them, the workflows without errors are
    /// offered and the gateway does not call itself ready.
    pub(crate) fn open(environment: Environment, configs: PathBuf, guides: PathBuf) -> Self {
        let store = Self {
            environment,
            configs,
            guides,
            current: RwLock::default(),
            health: RwLock::default(),
            prepared: Cache::default(),
        };
        store.reload();
        store
    }

    /// The folders that are read.
    pub(crate) fn folders(&self) -> [&PathBuf; 2] {
        [&self.configs, &self.guides]
    }

    /// The catalog in use.
    pub(crate) fn current(&self) -> Arc<Loaded> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The file of a guide's picture, by the name it is served under.
    pub(crate) fn image(&self, name: &str) -> Option<PathBuf> {
        Some(self.guides.join(self.current().image(name)?))
    }

    /// How the last reading went.
    pub(crate) fn health(&self) -> Health {
        self.health.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A workflow made ready to be started, now or before.
    pub(crate) fn prepare(&self, entry: &Entry) -> Result<Arc<Prepared>, PrepareError> {
        self.prepared.get(entry)
    }

    /// Reads the folders again.
    pub(crate) fn reload(&self) {
        // Reading takes many times the memory of what is kept of it. A thread has memory of its own: once what is kept
        // is copied out of it, all of it is free and can be given back.
        let read = thread::scope(|scope| scope.spawn(|| self.read()).join());
        match read.unwrap_or_else(|panicked| resume_unwind(panicked)) {
            Ok((faults, made)) => {
                let loaded = Loaded::copy(&made);
                drop(made);
                self.note(faults, Some(loaded));
            }
            Err(fault) => self.note(vec![fault], None),
        }
        give_back();
    }

    /// What the folders hold, and its errors.
    fn read(&self) -> Result<(Vec<String>, Made), String> {
        let cannot_read = |error: io::Error| format!("cannot read the catalog: {error}");
        let files = read_folders(&self.configs, &self.guides).map_err(cannot_read)?;
        let images = read_images(&self.guides).map_err(cannot_read)?;
        let (catalog, diagnostics) = load_with(&files, &images);
        drop((files, images));
        let faults = diagnostics.iter().filter(|d| d.is_error()).map(fault).collect();
        let made = Made::new(catalog, self.environment)
            .map_err(|error| format!("cannot keep the catalog: {error}"))?;
        Ok((faults, made))
    }

    fn note(&self, faults: Vec<String>, loaded: Option<Loaded>) {
        let mut health = self.health.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(loaded) = loaded.filter(|_| faults.is_empty() || !health.ever_good) {
            tracing::info!(
                catalog.digest = %loaded.digest,
                catalog.workflows = loaded.entries().len(),
                "Loaded the catalog"
            );
            metrics::gauge!("portico_catalog_workflows").set(loaded.entries().len() as f64);
            *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
            self.prepared.clear();
        }
        for fault in &faults {
            tracing::warn!(catalog.fault = %fault, "The catalog has a fault");
        }
        metrics::gauge!("portico_catalog_faults").set(faults.len() as f64);
        health.ever_good |= faults.is_empty();
        health.faults = faults;
    }
}

/// glibc holds on to what was freed; other allocators give it back by themselves.
fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "no crate offers this call safely")]
    // SAFETY: the function may be called at any time, from any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}

fn fault(diagnostic: &Diagnostic) -> String {
    let Diagnostic { file, line, column, code, message, help, .. } = diagnostic;
    format!("{file}:{line}:{column}: {code}: {message}. {help}")
}
