//! Which page a path names: the reading side of the paths that are spelled beside it.

/// The page of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `/`
    Catalog,
    /// `/workflows/{namespace}/{workflow_type}`
    Workflow {
        /// Prod namespace.
        namespace: String,
        /// Workflow type.
        workflow_type: String,
    },
    /// `/runs`
    Runs,
    /// `/runs/{workflow_id}`
    Run {
        /// The RouterWorkflow's id.
        workflow_id: String,
    },
    /// Nothing lives there.
    Nowhere,
}

impl Route {
    /// Reads the path of an address, which is percent-encoded.
    pub fn of(path: &str) -> Self {
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        let segments: Vec<&str> = path.split('/').collect();
        match segments[..] {
            [""] => Self::Catalog,
            ["runs"] => Self::Runs,
            ["runs", id] if !id.is_empty() => Self::Run { workflow_id: decode(id) },
            ["workflows", namespace, kind] if !namespace.is_empty() && !kind.is_empty() => {
                Self::Workflow { namespace: decode(namespace), workflow_type: decode(kind) }
            }
            _ => Self::Nowhere,
        }
    }
}

/// A name as it was before it was percent-encoded. What is not well encoded stands for itself.
pub fn decode(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digit = |at: usize| after.get(at).and_then(|b| char::from(*b).to_digit(16));
        let (Some(high), Some(low)) = (digit(0), digit(1)) else { return segment.to_owned() };
        bytes.push((high * 16 + low) as u8);
        rest = &after[2..];
    }
    String::from_utf8(bytes).unwrap_or_else(|_| segment.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Route;
    use crate::paths;

    #[test]
    fn what_is_spelled_is_read() {
        for (namespace, workflow_type) in [
            ("cloud-ops", "DeleteDynamoWorkflow"),
            ("a/b", "\"quoted\" 100%25 <b>"),
            ("דוד", "🚀?x#y"),
            ("%", "."),
        ] {
            let route = Route::Workflow {
                namespace: namespace.into(),
                workflow_type: workflow_type.into(),
            };
            assert_eq!(Route::of(&paths::workflow(namespace, workflow_type)), route);
        }
        for id in ["portico-abc", "DeleteDynamo-orders/eu+1&2", "a b"] {
            assert_eq!(Route::of(&paths::run(id)), Route::Run { workflow_id: id.into() });
        }
        assert_eq!(Route::of(paths::CATALOG), Route::Catalog);
        assert_eq!(Route::of(paths::RUNS), Route::Runs);
    }

    #[test]
    fn addresses_as_people_write_them() {
        assert_eq!(Route::of("/runs/"), Route::Runs);
        assert_eq!(Route::of("//"), Route::Catalog);
        for nowhere in [
            "/run",
            "/runs//",
            "/runs/a/b",
            "/workflows",
            "/workflows/a",
            "/workflows//b",
            "/workflows/a/b/c",
        ] {
            assert_eq!(Route::of(nowhere), Route::Nowhere, "{nowhere}");
        }
        for odd in ["100%", "%zz", "%e2%82", "%"] {
            assert_eq!(Route::of(&format!("/runs/{odd}")), Route::Run { workflow_id: odd.into() });
        }
    }
}
