//! The callback by which the server tells the caller's server that the workflow behind an operation closed.

use std::collections::HashMap;

use temporalio_common::protos::temporal::api::common::v1::{Callback, Link, callback};

/// Lets a completion that arrives before the answer to the start be recorded with its token.
const TOKEN: &str = "nexus-operation-token";
/// What servers before 1.27 read in its place.
const ID: &str = "nexus-operation-id";

/// The callback to attach to the workflow, or none if the caller wants none.
pub(crate) fn completion_callback(
    url: &str,
    header: &HashMap<String, String>,
    token: &str,
    links: &[Link],
) -> Option<Callback> {
    if url.is_empty() {
        return None;
    }
    let mut header = header.clone();
    header.insert(TOKEN.to_owned(), token.to_owned());
    header.insert(ID.to_owned(), token.to_owned());
    Some(Callback {
        variant: Some(callback::Variant::Nexus(callback::Nexus { url: url.to_owned(), header })),
        links: links.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_header_and_adds_the_token() {
        let header = HashMap::from([("Some-Key".to_owned(), "Value".to_owned())]);
        let callback = completion_callback("temporal://system", &header, "token", &[]).unwrap();
        let Some(callback::Variant::Nexus(nexus)) = callback.variant else { panic!("not Nexus") };
        assert_eq!(nexus.url, "temporal://system");
        let expected = [("Some-Key", "Value"), (TOKEN, "token"), (ID, "token")];
        assert_eq!(nexus.header, expected.map(|(k, v)| (k.to_owned(), v.to_owned())).into());
    }

    #[test]
    fn no_url_means_no_callback() {
        assert_eq!(completion_callback("", &HashMap::new(), "token", &[]), None);
    }
}
