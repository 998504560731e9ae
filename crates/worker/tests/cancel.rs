//! Cancelling a run cancels the target, and the run ends as the target does.
