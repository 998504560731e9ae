//! Whether null is a value of its own.

use crate::applied::Applied;
use crate::field::Choice;
use crate::types::Types;

/// Whether a value may be null: a branch says so, or what is said of the value itself. A constant and values that are
/// `listed` have to name null as well, whatever the type, or a choice beside them, allows; where no type is named they are
/// enough.
pub(crate) fn nullable(applied: &Applied<'_>, types: &Types, listed: Option<&[Choice]>) -> bool {
    let is_named = match (applied.first("const"), listed) {
        (Some(only), _) => only.is_null(),
        (None, Some(choices)) => choices.iter().any(|choice| choice.value.is_null()),
        (None, None) => types.nullable,
    };
    let is_typed = types.nullable || types.names.is_empty();
    applied.nullable && !applied.never_null || is_named && is_typed
}
