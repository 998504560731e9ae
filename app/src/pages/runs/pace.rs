//! How often a list is read again while runs in it go on.

use std::time::Duration;

const SHORTEST: Duration = Duration::from_secs(3);
const LONGEST: Duration = Duration::from_secs(30);

/// Pauses that grow while nothing happens: a list of runs that take hours is not asked for every few seconds.
#[derive(Debug, Default)]
pub struct Pace {
    /// Readings in a row that brought nothing new.
    quiet: u32,
}

impl Pace {
    /// The pause after a reading.
    pub fn after(&mut self, changed: bool) -> Duration {
        self.quiet = if changed { 0 } else { self.quiet.saturating_add(1) };
        // Five readings at each length.
        let doubled = 1 << (self.quiet / 5).min(8);
        (SHORTEST * doubled).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_until_something_happens() {
        let mut pace = Pace::default();
        let mut pauses = |changed: bool, n: usize| -> Vec<u64> {
            (0..n).map(|_| pace.after(changed).as_secs()).collect()
        };
        assert_eq!(pauses(true, 2), [3, 3]);
        assert_eq!(pauses(false, 12), [3, 3, 3, 3, 6, 6, 6, 6, 6, 12, 12, 12]);
        assert_eq!(pauses(false, 100).last(), Some(&30));
        assert_eq!(pauses(true, 1), [3]);
    }
}
