//! The gateway's HTTP API, version 1, and the static files the portal reads.
//!
//! Shapes follow `docs/http-api.md`; every id is percent-encoded in a path.

mod config;
mod definition;
mod error;
mod listing;
mod me;
mod options;
mod run;
mod start;

pub use config::{ConfigEnvironment, PortalConfig};
pub use definition::{
    Approval, Columns, Danger, GuideHeading, GuidePage, HelpWhen, LinkTemplate, NotifyOn,
    OnConflict, OptionField, Owner, Page, Schedule, SearchMode, Ui, UiHint, Widget,
    WorkflowDefinition,
};
pub use error::{ErrorBody, ErrorCode, ErrorEnvelope, FieldProblem};
pub use listing::{
    Card, Count, DirectStart, First, GuideWord, GuideWords, Listed, ListedDefinition, Name,
    Overlay, SearchEntry,
};
pub use me::Me;
pub use options::{OptionItem, OptionsPage, OptionsRequest};
pub use run::{
    Failure, Lane, Progress, Run, RunLink, RunList, RunStatus, SECRET_MARK, Step, StepStatus,
    Target,
};
pub use start::{DrawnBranch, LARGEST_BRANCHES, Pollers, Preview, PreviewTarget, StartRequest};
