//! What the README says that only the workspace knows.

/// Users must name the same versions, or their `Connection` is another type.
#[test]
fn names_the_versions_it_stands_on() {
    let workspace = include_str!("../../../Cargo.toml");
    let readme = include_str!("../README.md").replace('\n', " ");
    for name in ["client", "common", "sdk", "sdk-core"] {
        let line =
            workspace.lines().find(|line| line.starts_with(&format!("temporalio-{name} = ")));
        let (_, version) = line.and_then(|line| line.split_once("\"=")).unwrap();
        let (version, _) = version.split_once('"').unwrap();
        let said = format!("`temporalio-{name}` {version}");
        assert!(readme.contains(&said), "the README should say {said}");
    }
}
