//! Ctrl-C, SIGTERM and SIGHUP: stop what was started, in order, then end with the signal's code.

use std::sync::atomic::{AtomicBool, Ordering};

use nix::sys::signal::{SigSet, Signal};

use crate::process;

static STOPPING: AtomicBool = AtomicBool::new(false);

/// Hands the signals that end a program to a thread of their own.
///
/// Called before any other thread exists, so that every thread blocks them; the programs that are
/// started get an empty mask again.
pub(crate) fn on_signals() {
    let mut ending = SigSet::empty();
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        ending.add(signal);
    }
    if ending.thread_block().is_err() {
        return;
    }
    std::thread::spawn(move || {
        if let Ok(signal) = ending.wait() {
            STOPPING.store(true, Ordering::SeqCst);
            process::stop_all();
            std::process::exit(128 + signal as i32);
        }
    });
}

/// Waits for the end when a signal has begun it: the caller's fault is only its consequence.
pub(crate) fn park_if_stopping() {
    while STOPPING.load(Ordering::SeqCst) {
        std::thread::park();
    }
}
