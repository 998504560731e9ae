use std::collections::HashMap;

use portico_contract::http::{Card, Count, First, GuideWord, GuideWords, Name, SearchEntry};
use portico_search::{Gather, Index};
use serde::Serialize;

use crate::Workflow;
use crate::guide::text_of;
use crate::hash::digest;

/// How many cards are in `catalog/first.json`.
const FIRST_CARDS: usize = 60;

/// All published workflows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    /// Digest of everything the static files hold.
    pub digest: String,
    workflows: Vec<Workflow>,
    by_identity: HashMap<(String, String), usize>,
    images: Vec<Image>,
}

/// A picture of a guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its static file, named after its content: `catalog/i/<hash>.png`.
    pub file: String,
    /// The file it was read from: `guides/<team>/<name>.png`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Catalog {
    pub(crate) fn new(mut workflows: Vec<Workflow>) -> Self {
        workflows.sort_by_cached_key(|w| {
            let d = &w.definition;
            (d.name.to_lowercase(), d.name.clone(), d.namespace.clone(), d.workflow_type.clone())
        });
        let by_identity = workflows.iter().enumerate().map(|(at, w)| {
            ((w.definition.namespace.clone(), w.definition.workflow_type.clone()), at)
        });
        let by_identity = by_identity.collect();
        let images = Vec::new();
        let mut catalog = Self { digest: String::new(), workflows, by_identity, images };
        // The rows name each workflow's file, whose name is a hash of its content.
        catalog.digest = digest(&(catalog.names(), catalog.search()));
        catalog
    }

    pub(crate) fn with_images(self, images: Vec<Image>) -> Self {
        Self { images, ..self }
    }

    /// The pictures that its guides show.
    pub fn images(&self) -> &[Image] {
        &self.images
    }

    /// The workflows, by display name.
    pub fn workflows(&self) -> &[Workflow] {
        &self.workflows
    }

    /// The workflows, by display name, to keep what is needed of each and let go of the rest.
    pub fn into_workflows(self) -> impl Iterator<Item = Workflow> {
        self.workflows.into_iter()
    }

    /// One workflow by its prod namespace and type.
    pub fn get(&self, namespace: &str, workflow_type: &str) -> Option<&Workflow> {
        let at = self.by_identity.get(&(namespace.to_owned(), workflow_type.to_owned()))?;
        self.workflows.get(*at)
    }

    /// The static files the portal reads, as (path, content); paths start with `catalog/`.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = vec![
            ("catalog/first.json".to_owned(), json(&self.first())),
            ("catalog/names.json".to_owned(), json(&self.names())),
            ("catalog/search.json".to_owned(), json(&self.search())),
            ("catalog/guides.json".to_owned(), json(&self.guides())),
        ];
        files.extend(
            self.workflows
                .iter()
                .map(|w| (format!("catalog/w/{}.json", w.file), json(&w.definition))),
        );
        files.extend(self.images.iter().map(|image| (image.file.clone(), image.bytes.clone())));
        files
    }

    fn first(&self) -> First {
        First {
            catalog: self.digest.clone(),
            total: self.workflows.len(),
            cards: self.workflows.iter().take(FIRST_CARDS).map(card).collect(),
            teams: counts(self.workflows.iter().map(|w| w.definition.team.as_str())),
            tags: counts(
                self.workflows.iter().flat_map(|w| w.definition.tags.iter().map(String::as_str)),
            ),
        }
    }

    fn names(&self) -> Vec<Name> {
        let name = |w: &Workflow| Name {
            namespace: w.definition.namespace.clone(),
            workflow_type: w.definition.workflow_type.clone(),
            name: w.definition.name.clone(),
            team: w.definition.team.clone(),
            file: w.file.clone(),
        };
        self.workflows.iter().map(name).collect()
    }

    fn search(&self) -> Vec<SearchEntry> {
        let entry = |w: &Workflow| SearchEntry {
            description: w.definition.description.clone().unwrap_or_default(),
            tags: w.definition.tags.clone(),
            destructive: w.definition.danger.is_some(),
            approvals: w.definition.approval.as_ref().map_or(0, |a| a.count),
            team_name: team_name(w).unwrap_or_default(),
        };
        self.workflows.iter().map(entry).collect()
    }

    fn guides(&self) -> GuideWords {
        let (mut index, mut gather) = (Index::default(), Gather::default());
        for (row, workflow) in self.workflows.iter().enumerate() {
            index.add(&card(workflow));
            gather.add(&index, row as u32, &text_of(&workflow.definition.guide.html));
        }
        let words = gather.words().map(|(word, gaps)| GuideWord(word, gaps));
        GuideWords { catalog: self.digest.clone(), words: words.collect() }
    }
}

fn card(w: &Workflow) -> Card {
    let d = &w.definition;
    Card {
        namespace: d.namespace.clone(),
        workflow_type: d.workflow_type.clone(),
        name: d.name.clone(),
        description: d.description.clone(),
        team: d.team.clone(),
        team_name: team_name(w),
        tags: d.tags.clone(),
        destructive: d.danger.is_some(),
        approvals: d.approval.as_ref().map(|a| a.count),
        file: w.file.clone(),
    }
}

fn team_name(w: &Workflow) -> Option<String> {
    w.definition.owner.as_ref()?.team.clone()
}

/// How often each word occurs, most first, then by name.
fn counts<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Count> {
    let mut counted: HashMap<&str, usize> = HashMap::new();
    for word in words {
        *counted.entry(word).or_default() += 1;
    }
    let mut counts: Vec<Count> =
        counted.into_iter().map(|(name, count)| Count { name: name.to_owned(), count }).collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    counts
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // Strings, numbers and maps with string keys always serialise.
    serde_json::to_vec(value).unwrap_or_default()
}
