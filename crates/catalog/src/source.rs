/// Folder of the configs, as [`SourceFile::path`] spells it.
pub(crate) const CONFIGS: &str = "workflow-configs/";
/// Folder of the guides, as [`SourceFile::path`] spells it.
pub(crate) const GUIDES: &str = "guides/";
/// The longest file that is read, in bytes: 1 MiB.
pub(crate) const MAX_FILE: usize = 1 << 20;

/// A file a publisher wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Relative, with forward slashes: `workflow-configs/<team>/<workflow>.json`,
    /// `guides/<team>/<workflow>.md`, `workflow-configs/definitions.json`.
    pub path: String,
    /// The whole text. Bytes that are no UTF-8 are given as U+FFFD, which is a fault.
    pub text: String,
}
