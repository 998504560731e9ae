//! A pseudo-terminal, and what somebody at it sees and types.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{FromRawFd, OwnedFd};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};

use portico_testkit::until;

/// `portico` on a terminal of 100 columns and 40 lines.
pub(crate) struct Terminal {
    child: Child,
    keyboard: File,
    /// All that was printed, control sequences left out.
    screen: Arc<Mutex<Vec<u8>>>,
    /// How much of it was already looked at.
    seen: usize,
}

impl Terminal {
    pub(crate) fn start(address: &str, args: &[&str]) -> Self {
        let (ours, theirs) = open();
        let mut keyboard = File::from(ours);
        let mut output = keyboard.try_clone().unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_portico"))
            .args(args)
            .env("PORTICO_GATEWAY", address)
            .env("TERM", "xterm")
            .env("TZ", "UTC")
            .stdin(Stdio::from(theirs.try_clone().unwrap()))
            .stdout(Stdio::from(theirs.try_clone().unwrap()))
            .stderr(Stdio::from(theirs))
            .spawn()
            .unwrap();
        let screen: Arc<Mutex<Vec<u8>>> = Arc::default();
        let shared = Arc::clone(&screen);
        let mut answering = keyboard.try_clone().unwrap();
        std::thread::spawn(move || {
            let mut piece = [0; 4096];
            // The other end is gone when the program has ended.
            while let Ok(length @ 1..) = output.read(&mut piece) {
                // A terminal answers where its cursor is.
                if piece[..length].windows(4).any(|part| part == b"\x1b[6n") {
                    answering.write_all(b"\x1b[1;1R").unwrap();
                }
                shared.lock().unwrap().extend_from_slice(&piece[..length]);
            }
        });
        keyboard.flush().unwrap();
        Self { child, keyboard, screen, seen: 0 }
    }

    /// Waits until a text has appeared since the last one that was waited for.
    #[track_caller]
    pub(crate) fn sees<'a>(&'a mut self, text: &'a str) -> impl Future<Output = ()> + 'a {
        let screen = Arc::clone(&self.screen);
        let from = self.seen;
        let waiting = until(async move || {
            let all = plain(&screen.lock().unwrap());
            match all[from.min(all.len())..].find(text) {
                Some(at) => Ok(from + at + text.len()),
                None => Err(format!("no {text:?} in {:?}", &all[from.min(all.len())..])),
            }
        });
        async move { self.seen = waiting.await }
    }

    pub(crate) fn types(&mut self, text: &str) {
        self.keyboard.write_all(text.as_bytes()).unwrap();
    }

    /// Everything that was printed so far.
    pub(crate) fn printed(&self) -> String {
        plain(&self.screen.lock().unwrap())
    }

    pub(crate) async fn ends(&mut self) -> ExitStatus {
        until(async || self.child.try_wait().unwrap().ok_or("a program that goes on")).await
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Text without control sequences.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut plain = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' if letters.next_if_eq(&'[').is_some() => {
                while letters.next().is_some_and(|next| !('@'..='~').contains(&next)) {}
            }
            '\u{1b}' | '\r' => {}
            letter => plain.push(letter),
        }
    }
    plain
}

#[expect(unsafe_code, reason = "the standard library opens no pseudo-terminals")]
fn open() -> (OwnedFd, OwnedFd) {
    let (mut ours, mut theirs) = (0, 0);
    let size = libc::winsize { ws_row: 40, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: both pointers are to live integers, `size` is read during the call only, and the name and the settings
    // may be null. On success both descriptors are new and nobody else's.
    unsafe {
        let opened =
            libc::openpty(&mut ours, &mut theirs, std::ptr::null_mut(), std::ptr::null(), &size);
        assert_eq!(opened, 0, "{}", std::io::Error::last_os_error());
        (OwnedFd::from_raw_fd(ours), OwnedFd::from_raw_fd(theirs))
    }
}
