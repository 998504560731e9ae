//! Which branch of `oneOf` or `anyOf` a value was meant for.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use portico_contract::http::DrawnBranch;
use portico_form::schema::Document;

/// The errors of the branch that the form draws for the value of `error`, where that is known.
pub(crate) fn drawn<'b, 'e>(
    document: &Document,
    chosen: &[DrawnBranch],
    error: &ValidationError<'_>,
    branches: &'b [Vec<ValidationError<'e>>],
) -> Option<&'b [ValidationError<'e>]> {
    let (at, place) = (error.instance_path().as_str(), error.schema_path().as_str());
    // Where a reference leads into a resource of its own, the path counts from there.
    let is_inside = document.at(place).is_none();
    let is_here = |known: &&DrawnBranch| {
        let location = known.keyword_location.as_str();
        known.pointer == at && (location == place || is_inside && location.ends_with(place))
    };
    let index = usize::try_from(chosen.iter().find(is_here)?.index).ok()?;
    branches.get(index).map(Vec::as_slice).filter(|errors| !errors.is_empty())
}

/// The branch that fits best: of the right type, with the right discriminator, with the fewest other
/// errors; the first of equals.
pub(crate) fn best<'b, 'e>(
    base: &str,
    branches: &'b [Vec<ValidationError<'e>>],
) -> Option<&'b [ValidationError<'e>]> {
    branches.iter().map(Vec::as_slice).min_by_key(|errors| distance(base, errors))
}

/// Whether a branch was refused only because the value as a whole is of another type or is another
/// constant, so that its errors say nothing about what was meant.
pub(crate) fn is_foreign(base: &str, errors: &[ValidationError<'_>]) -> bool {
    errors.iter().any(|error| {
        error.instance_path().as_str() == base
            && matches!(
                error.kind(),
                ValidationErrorKind::Type { .. }
                    | ValidationErrorKind::Constant { .. }
                    | ValidationErrorKind::Enum { .. }
            )
    })
}

fn distance(base: &str, errors: &[ValidationError<'_>]) -> usize {
    errors.iter().map(|error| weight(base, error)).fold(0, usize::saturating_add)
}

fn weight(base: &str, error: &ValidationError<'_>) -> usize {
    let path = error.instance_path();
    let depth = path.as_str().strip_prefix(base).map_or(0, |rest| rest.matches('/').count());
    match error.kind() {
        ValidationErrorKind::Type { .. } if depth == 0 => 10_000,
        ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. } if depth <= 1 => {
            1_000
        }
        ValidationErrorKind::FalseSchema => 1_000,
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            10 * unexpected.len().min(50)
        }
        ValidationErrorKind::Required { .. } if depth == 0 => 3,
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            best(path.as_str(), context).map_or(1, |errors| distance(base, errors))
        }
        _ => 1,
    }
}
