//! docs/generated/cli.md is the program's own help.

use std::path::Path;

use clap::CommandFactory;

use crate::args::Args;

fn reference() -> String {
    let mut portico = Args::command();
    let mut text = String::from("# The portico command\n\nMade of the program's own help.\n");
    let names: Vec<String> = portico.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for name in names {
        let Some(command) = portico.find_subcommand_mut(&name) else { continue };
        let help =
            command.clone().bin_name(format!("portico {name}")).render_long_help().to_string();
        text.push_str(&format!("\n## portico {name}\n\n```text\n"));
        for line in help.lines() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push_str("```\n");
    }
    text
}

#[test]
fn the_reference_is_the_help() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/generated/cli.md");
    let now = reference();
    if std::env::var_os("PORTICO_BLESS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == now,
        "docs/generated/cli.md is stale: PORTICO_BLESS=1 cargo test -p portico-cli reference"
    );
}
