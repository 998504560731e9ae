//! Named by `cargo xtask up`, which builds the programs with the features of a test build: naming any
//! test makes cargo add the dev-dependencies' features, so `up` and `test` share what they compile.

#[test]
fn cargo_xtask_says_what_it_can_do() {
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_xtask")).arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for command in ["up", "test", "dev", "bench"] {
        assert!(help.lines().any(|line| line.trim_start().starts_with(command)), "{command}");
    }
}
