//! Who is asking: the one place where a sign-in front plugs in.

use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::error::ApiError;

/// A person, as the gateway proved them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// E-mail address; also the subject of run ids and of the index.
    pub email: String,
    /// Display name.
    pub name: String,
    /// Groups that access rules may name.
    pub groups: Vec<String>,
    /// How the identity was proven.
    pub verified_by: &'static str,
}

impl Caller {
    /// Whether the caller belongs to at least one of these groups.
    pub fn is_in_any(&self, groups: &[String]) -> bool {
        groups.iter().any(|group| self.groups.contains(group))
    }
}

/// Proves who made a request.
pub trait SignIn: Send + Sync + 'static {
    /// The caller; `None` = nobody is signed in.
    fn caller(&self, headers: &HeaderMap) -> Option<Caller>;
}

/// No way to sign in: every call is answered 401.
#[derive(Debug)]
pub struct NoSignIn;

impl SignIn for NoSignIn {
    fn caller(&self, _: &HeaderMap) -> Option<Caller> {
        None
    }
}

/// Everybody is this person. For one's own machine only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevIdentity(Caller);

impl SignIn for DevIdentity {
    fn caller(&self, _: &HeaderMap) -> Option<Caller> {
        Some(self.0.clone())
    }
}

/// The text is no `email;name;group,group`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("write it as `email;name;group,group`, for example `dev@example.com;Dev;cloud-ops`")]
pub struct MalformedIdentity;

impl FromStr for DevIdentity {
    type Err = MalformedIdentity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, ';').map(str::trim);
        let email = parts.next().unwrap_or_default();
        let name = parts.next().filter(|name| !name.is_empty()).unwrap_or(email);
        let groups = parts.next().unwrap_or_default().split(',').map(str::trim);
        if !email.contains('@') || email.contains(char::is_whitespace) {
            return Err(MalformedIdentity);
        }
        Ok(Self(Caller {
            email: email.to_owned(),
            name: name.to_owned(),
            groups: groups.filter(|group| !group.is_empty()).map(str::to_owned).collect(),
            verified_by: "dev",
        }))
    }
}

/// Handlers take the caller that `middleware::signed_in` proved.
impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(ApiError::unauthenticated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dev_identities_are_read() {
        let read = |text: &str| {
            text.parse::<DevIdentity>().map(|DevIdentity(c)| (c.email, c.name, c.groups))
        };
        let person = |email: &str, name: &str, groups: &[&str]| {
            Ok((
                email.to_owned(),
                name.to_owned(),
                groups.iter().map(|g| (*g).to_owned()).collect(),
            ))
        };
        assert_eq!(read("dev@example.com;Dev;a, b"), person("dev@example.com", "Dev", &["a", "b"]));
        assert_eq!(read("dev@example.com"), person("dev@example.com", "dev@example.com", &[]));
        assert_eq!(read("dev@example.com;;"), person("dev@example.com", "dev@example.com", &[]));
        for wrong in ["", "dev", ";Dev;a", "dev @example.com"] {
            assert_eq!(read(wrong), Err(MalformedIdentity), "{wrong}");
        }
    }
}
