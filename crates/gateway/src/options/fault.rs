use super::field::Field;

/// Why a source gave no list.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// What kind of failure: all that a person is told.
    pub(crate) kind: FaultKind,
    /// For the log only.
    pub(super) internal: String,
}

/// Kinds of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// No answer within the budget.
    Timeout,
    /// No connection, or nobody who answers.
    Unreachable,
    /// It says that it failed.
    Failed,
    /// It answers, though not this.
    Declined,
    /// It does not take these parameters.
    Refused,
    /// The workflow that is queried, or the operation, is not there.
    NotThere,
    /// The answer is no list of choices.
    Shape,
    /// The answer is larger than is read.
    TooLarge,
    /// The gateway's settings do not allow to ask it.
    NotAllowed,
    /// A secret it needs is not set.
    NotSetUp,
    /// It failed several times in a row and is left alone for so many seconds.
    Resting(u64),
    /// Too many lists are asked for.
    Busy,
    /// The gateway's own.
    Internal,
}

impl FaultKind {
    /// With what is for the log.
    pub(super) fn with(self, internal: impl std::fmt::Display) -> Fault {
        Fault { kind: self, internal: internal.to_string() }
    }

    /// Whether the same question may be answered in a moment.
    pub(crate) fn is_retryable(self) -> bool {
        use FaultKind as K;
        match self {
            K::Timeout
            | K::Unreachable
            | K::Failed
            | K::Declined
            | K::NotThere
            | K::Resting(_)
            | K::Busy => true,
            K::Refused | K::Shape | K::TooLarge | K::NotAllowed | K::NotSetUp | K::Internal => {
                false
            }
        }
    }

    /// Whether it says that the source is no use at the moment. One that refuses a parameter may answer the next, and
    /// one that was not asked says nothing.
    pub(super) fn counts(self) -> bool {
        use FaultKind as K;
        match self {
            K::Timeout | K::Unreachable | K::Failed | K::NotThere | K::Shape | K::TooLarge => true,
            K::Declined
            | K::Refused
            | K::NotAllowed
            | K::NotSetUp
            | K::Resting(_)
            | K::Busy
            | K::Internal => false,
        }
    }

    /// Its name in metrics and logs.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Failed => "failed",
            Self::Declined => "declined",
            Self::Refused => "refused",
            Self::NotThere => "not_there",
            Self::Shape => "shape",
            Self::TooLarge => "too_large",
            Self::NotAllowed => "not_allowed",
            Self::NotSetUp => "not_set_up",
            Self::Resting(_) => "resting",
            Self::Busy => "busy",
            Self::Internal => "internal",
        }
    }
}

impl Fault {
    /// Which source gives no list, why, and what to do about it, without a word of the source's own. `whom` owns the
    /// workflow, and knows who is behind a source that has no name here.
    pub(crate) fn sentence(&self, field: &Field, whom: &str) -> String {
        let source = field.source.list_holder();
        let again = format!("try again in a moment, or ask {whom}");
        match self.kind {
            FaultKind::Timeout => format!("{source} gave no answer within 3 s: {again}"),
            FaultKind::Unreachable => format!("{source} cannot be reached: {again}"),
            FaultKind::Failed => format!("{source} failed: {again}"),
            FaultKind::Declined => format!("{source} cannot answer this now: {again}"),
            FaultKind::NotThere => format!("{source} is not running: {again}"),
            FaultKind::Resting(seconds) => {
                format!(
                    "{source} failed several times in a row: try again in {seconds} s, or ask {whom}"
                )
            }
            FaultKind::Busy => {
                "too many lists are being asked for: try again in a moment".to_owned()
            }
            FaultKind::Refused => {
                format!("{source} refuses these parameters: change them, or ask {whom}")
            }
            FaultKind::Shape => {
                format!("{source} answered what is no list of choices: tell {whom}")
            }
            FaultKind::TooLarge => format!("{source} answered more than 8 MiB: tell {whom}"),
            FaultKind::NotAllowed => {
                format!(
                    "{source} may not be asked by this gateway: an operator adds its host to PORTICO_OPTION_HOSTS"
                )
            }
            FaultKind::NotSetUp => {
                format!(
                    "{source} needs a secret that this gateway does not have: an operator sets it"
                )
            }
            FaultKind::Internal => "something went wrong in the gateway: report it".to_owned(),
        }
    }
}
