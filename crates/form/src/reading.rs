//! What typed text means.

use serde_json::{Number, Value};

use crate::field::{Field, Kind};

/// What a field's text stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// Nothing: the property is left out.
    Unset,
    /// A value.
    Value(Value),
    /// No value of the field's type; the text is kept and sent as it is, which no schema accepts.
    Unreadable(String),
}

impl Field {
    /// Reads text typed into the field.
    pub fn read(&self, text: &str) -> Reading {
        match &self.kind {
            Kind::Number(rules) => match text.trim() {
                "" => self.empty(),
                text => match number(text, rules.integer) {
                    Ok(number) => Reading::Value(Value::Number(number)),
                    Err(message) => Reading::Unreadable(message.to_owned()),
                },
            },
            Kind::Json(_) | Kind::Object | Kind::List(_) | Kind::Choices(..) => match text.trim() {
                "" => self.empty(),
                text => match serde_json::from_str(text) {
                    Ok(value) => Reading::Value(value),
                    Err(error) => Reading::Unreadable(format!("must be JSON: {error}")),
                },
            },
            _ if text.is_empty() => self.empty(),
            _ => Reading::Value(Value::String(text.to_owned())),
        }
    }

    /// What an empty field stands for: null where null is the only way to say nothing, else nothing at all.
    pub fn empty(&self) -> Reading {
        // A key stays until it is removed on purpose.
        if self.free_key {
            return Reading::Value(match self.kind {
                Kind::Text(_) | Kind::File(_) => Value::String(String::new()),
                _ => Value::Null,
            });
        }
        let default_says_something =
            self.default.as_ref().is_some_and(|default| !default.is_null());
        if self.nullable && (self.required || default_says_something) {
            Reading::Value(Value::Null)
        } else {
            Reading::Unset
        }
    }

    /// The text that shows a value.
    pub fn text_of(&self, value: Option<&Value>) -> String {
        match (&self.kind, value) {
            (_, None) => String::new(),
            (Kind::Json(_), Some(value)) => serde_json::to_string_pretty(value).unwrap_or_default(),
            (_, Some(Value::Null)) => String::new(),
            (_, Some(Value::String(text))) => text.clone(),
            (_, Some(value)) => value.to_string(),
        }
    }
}

/// Said of a whole number that cannot be kept exactly.
pub const OUT_OF_RANGE: &str =
    "must be in the range of exact whole numbers, -9223372036854775808 to 18446744073709551615";

fn number(text: &str, integer: bool) -> Result<Number, &'static str> {
    let not_a_number = if integer { "must be a whole number" } else { "must be a number" };
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return match exact(text) {
            Some(number) => Ok(number),
            None if integer => Err(OUT_OF_RANGE),
            None => {
                text.parse::<f64>().ok().and_then(Number::from_f64).ok_or("is too large a number")
            }
        };
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.')) {
        return Err(not_a_number);
    }
    let float: f64 = text.parse().map_err(|_| not_a_number)?;
    if !float.is_finite() {
        return Err("is too large a number");
    }
    if integer {
        // 1e3 and 5.0 are whole numbers too, and are sent as such.
        if let Some(whole) = whole(text) {
            return exact(&whole).ok_or(OUT_OF_RANGE);
        }
        // Rounding would make it one.
        if float.fract() == 0.0 {
            return Err(not_a_number);
        }
    }
    Number::from_f64(float).ok_or(not_a_number)
}

fn exact(digits: &str) -> Option<Number> {
    let signed = digits.parse::<i64>().map(Number::from);
    signed.or_else(|_| digits.parse::<u64>().map(Number::from)).ok()
}

/// A whole number written with a point or an exponent, as digits alone; `None` for one that is not whole. The text is
/// that of a finite number, so that there are few zeros to add.
fn whole(text: &str) -> Option<String> {
    let unsigned = text.trim_start_matches(['-', '+']);
    let sign = if text.starts_with('-') { "-" } else { "" };
    let (written, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (before, after) = written.split_once('.').unwrap_or((written, ""));
    let all = format!("{before}{after}");
    let digits = all.trim_end_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    let point = i64::try_from(before.len()).ok()?.checked_add(exponent.parse().ok()?)?;
    let zeros = usize::try_from(point).ok()?.checked_sub(digits.len())?;
    Some(format!("{sign}{digits}{}", "0".repeat(zeros)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, integer: bool, expect: Result<&str, &str>) {
        assert_eq!(number(text, integer).map(|n| n.to_string()), expect.map(str::to_owned));
    }

    #[test]
    fn numbers_stay_exact_or_are_refused() {
        check("9007199254740993", true, Ok("9007199254740993"));
        check("-9223372036854775808", true, Ok("-9223372036854775808"));
        check("18446744073709551615", true, Ok("18446744073709551615"));
        check("18446744073709551616", true, Err(OUT_OF_RANGE));
        check("1e3", true, Ok("1000"));
        check("5.0", true, Ok("5"));
        check("9007199254740993.0", true, Ok("9007199254740993"));
        check("+1.8446744073709551615E+19", true, Ok("18446744073709551615"));
        check("-.5e1", true, Ok("-5"));
        check("500e-2", true, Ok("5"));
        check("-0.0", true, Ok("0"));
        check("0e99999999999999999999", true, Ok("0"));
        check("1e20", true, Err(OUT_OF_RANGE));
        check("9007199254740993.5", true, Err("must be a whole number"));
        check("1e-9999", true, Err("must be a whole number"));
        check("5.5", true, Ok("5.5"));
        check("0.1", false, Ok("0.1"));
        check(".5", false, Ok("0.5"));
        check("1e400", false, Err("is too large a number"));
        check("12x", true, Err("must be a whole number"));
        check("NaN", false, Err("must be a number"));
        check("inf", false, Err("must be a number"));
        check("-", false, Err("must be a number"));
    }
}
