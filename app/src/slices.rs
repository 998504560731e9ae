//! Long work on the main thread in slices: between them the browser draws and hears keys.

use std::collections::HashSet;
use std::hash::Hash;
use std::time::Duration;

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::ui::time::now;

/// A slice of work, in milliseconds: with what drawing costs it stays below a frame.
const SLICE: f64 = 6.0;
/// Pieces of work between two looks at the clock.
const PIECES: u32 = 16;
/// How many things are freed between two looks at the clock.
const FREED: usize = 512;

/// Works in steps until `step` says that all is done.
pub fn in_slices(mut step: impl FnMut() -> bool + 'static) {
    let begun = now();
    while now() - begun < SLICE {
        if step() {
            return;
        }
    }
    set_timeout(move || in_slices(step), Duration::ZERO);
}

/// Frees a long list in slices, in tasks of their own: thousands of texts at once would hold up keys and frames.
pub fn free<T: 'static>(mut list: Vec<T>) {
    if list.len() <= FREED {
        return;
    }
    let step = move || {
        list.truncate(list.len().saturating_sub(FREED));
        list.is_empty()
    };
    set_timeout(move || in_slices(step), Duration::ZERO);
}

/// How many of `wanted` things are drawn: at most `go` at first, and so many more each time the browser had its turn.
pub fn in_goes(wanted: Memo<usize>, go: usize) -> Memo<usize> {
    let drawn = RwSignal::new(go);
    Effect::new(move || {
        let (wanted, now) = (wanted.get().max(go), drawn.get());
        if now > wanted {
            drawn.set(wanted);
        } else if now < wanted {
            let draw = move || {
                let _ = drawn.try_set(wanted.min(now + go));
            };
            set_timeout(draw, Duration::ZERO);
        }
    });
    Memo::new(move |_| wanted.get().min(drawn.get()))
}

/// Which of `wanted` things are drawn, by their keys and in their order, as [`in_goes`] has it. One that comes in between
/// waits for its turn: those that are drawn stay.
pub fn in_turn<K>(wanted: Memo<Vec<K>>, go: usize) -> Memo<Vec<K>>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
{
    let drawn = in_goes(Memo::new(move |_| wanted.with(Vec::len)), go);
    Memo::new(move |before: Option<&Vec<K>>| {
        let before: HashSet<&K> = before.into_iter().flatten().collect();
        wanted.with(|wanted| {
            let stay = wanted.iter().filter(|key| before.contains(key)).count();
            let mut room = drawn.get().saturating_sub(stay);
            let mut is_next = || {
                let is_next = room > 0;
                room = room.saturating_sub(1);
                is_next
            };
            let shown = wanted.iter().filter(|key| before.contains(key) || is_next());
            shown.cloned().collect()
        })
    })
}

/// Work in slices of which only what was begun last is finished, and nothing once its page is gone. Copies are the same.
#[derive(Clone, Copy, Debug, Default)]
pub struct Latest(StoredValue<u64>);

impl Latest {
    /// Works in steps until `step` says that all is done, or other work is begun.
    pub fn begin(self, mut step: impl FnMut() -> bool + 'static) {
        self.stop();
        let turn = self.0.get_value();
        in_slices(move || self.0.try_get_value() != Some(turn) || step());
    }

    /// Gives up what was begun.
    pub fn stop(self) {
        self.0.update_value(|turn| *turn += 1);
    }
}

/// The clock of work that is done by a future, piece by piece.
#[derive(Clone, Copy, Debug)]
pub struct Slices {
    begun: f64,
    pieces: u32,
    has_paused: bool,
}

impl Slices {
    /// The work begins.
    pub fn begin() -> Self {
        Self { begun: now(), pieces: 0, has_paused: false }
    }

    /// A small piece is about to be done: waits first where the slice is over.
    pub async fn piece(&mut self) {
        self.pieces += 1;
        if self.pieces.is_multiple_of(PIECES) && now() - self.begun >= SLICE {
            pause(Duration::ZERO).await;
            self.begun = now();
            self.has_paused = true;
        }
    }

    /// All pieces are done. What is made of so many that they took more than a slice is a task of its own.
    pub async fn end(self) {
        if self.has_paused {
            pause(Duration::ZERO).await;
        }
    }
}

/// Waits, and lets the browser do what waits.
pub async fn pause(time: Duration) {
    let timer = Promise::new(&mut |resolve, _| {
        let time = i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, time);
    });
    let _ = JsFuture::from(timer).await;
}
