pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod new;
pub(crate) mod run;
pub(crate) mod runs;
pub(crate) mod show;
pub(crate) mod topology;
