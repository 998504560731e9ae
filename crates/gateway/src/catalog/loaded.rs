use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use portico_catalog::{Catalog, Environment};

use super::entry::Entry;
use super::shelf::Shelf;

/// One reading of all configs and guides.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// Digest of the whole catalog.
    pub(crate) digest: String,
    entries: Vec<Arc<Entry>>,
    /// By prod namespace and type.
    by_identity: HashMap<(String, String), usize>,
    /// By the namespace in use here and type.
    by_target: HashMap<(String, String), usize>,
    /// The pictures of guides: the names they are served under, and their files below the folder of the guides.
    images: HashMap<String, String>,
}

/// What was read, scattered over the memory that reading took.
pub(super) struct Made {
    digest: String,
    entries: Vec<Entry>,
    images: HashMap<String, String>,
}

impl Made {
    /// Puts on a shelf what is seldom read.
    pub(super) fn new(catalog: Catalog, environment: Environment) -> io::Result<Self> {
        let mut shelf = Shelf::new()?;
        let images = catalog.images().iter().map(|image| {
            let path = image.path.strip_prefix("guides/").unwrap_or(&image.path);
            (image.file.clone(), path.to_owned())
        });
        let (digest, images) = (catalog.digest.clone(), images.collect());
        let entry = |workflow| Entry::new(&workflow, environment, &mut shelf);
        let entries = catalog.into_workflows().map(entry).collect::<io::Result<_>>()?;
        shelf.close()?;
        Ok(Self { digest, entries, images })
    }
}

impl Loaded {
    /// Copies of what was read, which lie together where they are made by another thread.
    pub(super) fn copy(made: &Made) -> Self {
        let (digest, images) = (made.digest.clone(), made.images.clone());
        let mut loaded = Self { digest, images, ..Self::default() };
        loaded.entries.reserve_exact(made.entries.len());
        for entry in &made.entries {
            let at = loaded.entries.len();
            let identity = (entry.namespace.clone(), entry.workflow_type.clone());
            loaded.by_identity.insert(identity, at);
            if let Some(names) = entry.names() {
                loaded.by_target.insert((names.namespace.clone(), entry.workflow_type.clone()), at);
            }
            loaded.entries.push(Arc::new(entry.clone()));
        }
        loaded
    }

    /// The file of a guide's picture, below the folder of the guides.
    pub(crate) fn image(&self, name: &str) -> Option<&str> {
        self.images.get(name).map(String::as_str)
    }

    /// All workflows, by display name.
    pub(crate) fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// One workflow by its prod namespace and type.
    pub(crate) fn get(&self, namespace: &str, workflow_type: &str) -> Option<&Arc<Entry>> {
        let at = self.by_identity.get(&(namespace.to_owned(), workflow_type.to_owned()))?;
        self.entries.get(*at)
    }

    /// The workflow a router's input is addressed to.
    pub(crate) fn by_target(&self, namespace: &str, workflow_type: &str) -> Option<&Arc<Entry>> {
        let at = self.by_target.get(&(namespace.to_owned(), workflow_type.to_owned()))?;
        self.entries.get(*at)
    }
}
