/// Folder of the configs, as [`SourceFile::path`] spells it.
pub(crate) const CONFIGS: &str = "workflow-configs/";
/// Folder of the guides, as [`SourceFile::path`] spells it.
pub(crate) const GUIDES: &str = "guides/";
/// The longest file that is read, in bytes: 1 MiB.
pub(crate) const MAX_FILE: usize = 1 << 20;

/// The largest picture that is published, in bytes.
pub(crate) const MAX_IMAGE: usize = 512 * 1024;

/// A picture beside a guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFile {
    /// Relative, with forward slashes: `guides/<team>/<name>.png`.
    pub path: String,
    /// Its bytes; of one that is too large, one more than is allowed.
    pub bytes: Vec<u8>,
}

/// A file a publisher wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Relative, with forward slashes: `workflow-configs/<team>/<workflow>.json`,
    /// `guides/<team>/<workflow>.md`, `workflow-configs/definitions.json`.
    pub path: String,
    /// The whole text. Bytes that are no UTF-8 are given as U+FFFD, which is a fault.
    pub text: String,
}
