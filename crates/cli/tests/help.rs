//! What the program says of itself.

use std::process::Command;

#[test]
fn help_is_the_same_whatever_the_environment_says() {
    let help = |folder: &str| {
        let mut portico = Command::new(env!("CARGO_BIN_EXE_portico"));
        portico.args(["check", "--help"]);
        for name in ["PORTICO_CONFIGS", "PORTICO_GUIDES"] {
            if folder.is_empty() {
                portico.env_remove(name)
            } else {
                portico.env(name, folder)
            };
        }
        crate::program::stdout(&portico.output().expect("the program"))
    };
    let plain = help("");
    assert!(plain.contains("[env: PORTICO_CONFIGS]"), "{plain}");
    assert_eq!(help("/somewhere/else"), plain);
}
