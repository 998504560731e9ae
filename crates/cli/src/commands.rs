pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod new;
pub(crate) mod topology;
