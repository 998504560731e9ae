use std::path::PathBuf;

/// Why the sandbox could not be opened or used.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The file could not be opened or made.
    #[error("cannot open the sandbox {}", path.display())]
    Open {
        /// The sandbox file.
        path: PathBuf,
        /// What SQLite said.
        source: sqlx::Error,
    },
    /// The file is a database of another program.
    #[error("{} is not a sandbox: name another file with --sandbox", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by another version of the sandbox.
    #[error("the sandbox {} was made by another version: reseed it with --fresh", path.display())]
    Version {
        /// The sandbox file.
        path: PathBuf,
    },
    /// A statement failed.
    #[error("the sandbox did not answer")]
    Sql(#[from] sqlx::Error),
    /// A note could not be written as JSON.
    #[error("a note cannot be written as JSON")]
    Note(#[from] serde_json::Error),
}
