//! Programs under our care: each in a process group of its own, so that it can be stopped with all
//! it started, and none outlives this one.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{SigSet, Signal, killpg};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

/// How long a program may take to end after SIGTERM.
const GRACE: Duration = Duration::from_secs(10);

/// The process groups that are running, in the order they were started.
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

fn running() -> MutexGuard<'static, Vec<Pid>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A program that runs beside this one, writing to a log file.
pub(crate) struct Process {
    name: String,
    log: PathBuf,
    child: Child,
}

impl Process {
    /// Starts `command` in the background, its output in `log`.
    pub(crate) fn start(name: &str, mut command: Command, log: &Path) -> Result<Self> {
        if let Some(folder) = log.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = File::create(log).with_context(|| format!("write {}", log.display()))?;
        command.stdin(Stdio::null()).stderr(file.try_clone()?).stdout(file);
        let child = spawn(&mut command)?;
        Ok(Self { name: name.to_owned(), log: log.to_owned(), child })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Fails when the program has ended, with its name, its log file and the log's last lines.
    pub(crate) fn check(&mut self) -> Result<()> {
        let Some(status) = self.child.try_wait()? else { return Ok(()) };
        forget(&self.child);
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let mut tail: Vec<&str> = text.lines().rev().take(12).collect();
        tail.reverse();
        bail!(
            "{} ended ({status}); its log is {}{}{}",
            self.name,
            self.log.display(),
            if tail.is_empty() { "" } else { ", which ends:\n  " },
            tail.join("\n  ")
        )
    }

    /// Stops the program and waits until it is gone.
    pub(crate) fn stop(&mut self) {
        stop(&[pid(&self.child)]);
        forget(&self.child);
    }
}

/// Runs `command` to its end; its output goes to the terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs `command` to its end and gives its exit status.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    command.stdin(Stdio::null());
    let mut child = spawn(command)?;
    let status = child.wait();
    forget(&child);
    crate::stop::park_if_stopping();
    Ok(status?)
}

/// Where a program writes what is read here.
#[derive(Clone, Copy)]
pub(crate) enum Stream {
    Output,
    Error,
}

/// Runs `command` to its end, passes on what it prints, and gives what it printed on `stream`.
pub(crate) fn tee(command: &mut Command, stream: Stream) -> Result<(ExitStatus, String)> {
    command.stdin(Stdio::null());
    match stream {
        Stream::Output => command.stdout(Stdio::piped()),
        Stream::Error => command.stderr(Stdio::piped()),
    };
    let mut child = spawn(command)?;
    let mut text = String::new();
    let lines: Box<dyn BufRead> = match (child.stdout.take(), child.stderr.take()) {
        (Some(output), _) => Box::new(BufReader::new(output)),
        (_, Some(error)) => Box::new(BufReader::new(error)),
        _ => bail!("`{}` has no output", line(command)),
    };
    // A test's output may be in any encoding; only lines of ours are read.
    for raw in lines.split(b'\n') {
        let read = String::from_utf8_lossy(&raw?).into_owned();
        crate::say::echo(&read);
        text.push_str(&read);
        text.push('\n');
    }
    let status = child.wait();
    forget(&child);
    crate::stop::park_if_stopping();
    Ok((status?, text))
}

/// Starts `command` in a process group that [`stop_all`] knows, leaving its output to the caller.
pub(crate) fn spawn(command: &mut Command) -> Result<Child> {
    command.process_group(0);
    prepare(command);
    let child = command.spawn().with_context(|| format!("start `{}`", line(command)))?;
    running().push(pid(&child));
    Ok(child)
}

/// Drops a program that has ended from those to stop.
pub(crate) fn forget(child: &Child) {
    let gone = pid(child);
    running().retain(|known| *known != gone);
}

/// Runs `command` quietly and gives what it printed; its error output becomes the failure's text.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = finish(command)?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({}): {}", line(command), output.status, text.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs `command` quietly; whatever its exit status is, gives it and what it printed.
pub(crate) fn captured(command: &mut Command) -> Result<(ExitStatus, String)> {
    let output = finish(command)?;
    Ok((output.status, String::from_utf8_lossy(&output.stdout).into_owned()))
}

fn finish(command: &mut Command) -> Result<Output> {
    prepare(command);
    let output = command.stdin(Stdio::null()).output();
    crate::stop::park_if_stopping();
    output.with_context(|| format!("start `{}`", line(command)))
}

/// The command as a person would type it.
pub(crate) fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

/// Stops everything that is still running. What was started first, and serves the others, goes last.
pub(crate) fn stop_all() {
    let groups = std::mem::take(&mut *running());
    if let Some((first, rest)) = groups.split_first() {
        stop(rest);
        stop(&[*first]);
    }
}

/// Asks the groups to end, waits for their leaders, and ends by force what is left.
fn stop(groups: &[Pid]) {
    for group in groups {
        let _ = killpg(*group, Signal::SIGTERM);
    }
    let deadline = Instant::now() + GRACE;
    let mut waiting = groups.to_vec();
    while !waiting.is_empty() && Instant::now() < deadline {
        waiting.retain(|leader| {
            matches!(waitpid(*leader, Some(WaitPidFlag::WNOHANG)), Ok(WaitStatus::StillAlive))
        });
        std::thread::sleep(Duration::from_millis(20));
    }
    for group in groups {
        let _ = killpg(*group, Signal::SIGKILL);
    }
}

fn pid(child: &Child) -> Pid {
    Pid::from_raw(child.id().cast_signed())
}

/// What cargo tells xtask about its own package. Build scripts of dependencies watch it, so that a cargo called with
/// it and one called by hand would each compile them again after the other.
const OF_XTASK: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];

/// Takes xtask's own package out of the program's environment; gives it an empty signal mask, for this one's is inherited ([`crate::stop::on_signals`]), and
/// has the kernel end it when this one is killed without a chance to stop it.
///
/// That signal comes when the starting thread ends: programs are started from the main thread.
#[expect(unsafe_code, reason = "std offers no safe way to run code between fork and exec")]
fn prepare(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if OF_XTASK.iter().any(|prefix| name.as_encoded_bytes().starts_with(prefix.as_bytes())) {
            command.env_remove(name);
        }
    }
    // SAFETY: the closure makes two system calls and touches no memory of the parent.
    unsafe {
        command.pre_exec(|| {
            SigSet::empty().thread_set_mask()?;
            #[cfg(target_os = "linux")]
            nix::sys::prctl::set_pdeathsig(Signal::SIGTERM)?;
            Ok(())
        });
    }
}
