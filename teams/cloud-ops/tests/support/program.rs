use std::process::{Child, Command, ExitStatus, Stdio};

use super::Team;

/// The worker as the program people run.
pub(crate) struct Program(Child);

impl Program {
    /// Starts it for the team.
    pub(crate) fn start(team: &Team, latency_ms: u64) -> Self {
        let settings = team.settings();
        let child = Command::new(env!("CARGO_BIN_EXE_portico-cloud-ops"))
            .args(["--temporal-address", &settings.temporal_address])
            .args(["--namespace", &settings.namespace])
            .arg("--sandbox")
            .arg(&settings.sandbox)
            .args(["--latency-ms", &latency_ms.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// SIGTERM; answers how it ended.
    pub(crate) async fn terminate(mut self) -> ExitStatus {
        let pid = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        tokio::task::spawn_blocking(move || self.0.wait()).await.unwrap().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Ended already, unless the test failed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
