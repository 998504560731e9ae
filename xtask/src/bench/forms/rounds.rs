//! What bench/forms/run.mjs printed, as figures.

use serde_json::Value;

use crate::bench::load::quantile;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    Portico,
    Rjsf,
}

impl Peer {
    pub(super) const ALL: [Self; 2] = [Self::Portico, Self::Rjsf];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Portico => "portico",
            Self::Rjsf => "rjsf",
        }
    }
}

/// Everything measured.
pub(super) struct Rounds<'a> {
    pub(super) measured: &'a Value,
    typing: Vec<Series>,
    drawn: [Vec<Drawn<'a>>; 2],
}

/// Keystrokes on one page.
pub(super) struct Series {
    pub(super) size: u64,
    pub(super) state: String,
    pub(super) page: String,
    /// Milliseconds of the main thread by keystroke, without what it does when idle.
    pub(super) tasks: Vec<f64>,
    scripts: Vec<f64>,
    /// What was taken off.
    pub(super) idle: f64,
}

/// A schema's drawing: medians of its rounds.
pub(super) struct Drawn<'a> {
    pub(super) name: &'a str,
    pub(super) peer: Peer,
    /// Bytes of the input it was drawn over.
    pub(super) input: u64,
    pub(super) drawing: Option<f64>,
    /// The longest task of all, of the drawing, and of the edit that follows.
    pub(super) longest: Option<f64>,
    pub(super) drawing_task: Option<f64>,
    pub(super) edit_task: Option<f64>,
    pub(super) typed: Option<f64>,
    pub(super) controls: u64,
    pub(super) refused: u64,
    pub(super) fault: Option<&'a str>,
    pub(super) raw: Vec<f64>,
}

impl Series {
    pub(super) fn task(&self, at: f64) -> f64 {
        quantile(&sorted(&self.tasks), at)
    }

    pub(super) fn script(&self, at: f64) -> f64 {
        quantile(&sorted(&self.scripts), at)
    }
}

impl<'a> Rounds<'a> {
    pub(super) fn of(measured: &'a Value) -> Self {
        let drawn = ["real", "hostile"].map(|kind| drawings(&measured[kind]));
        Self { measured, typing: typing(&measured["keys"]), drawn }
    }

    pub(super) fn typing(&self) -> &[Series] {
        &self.typing
    }

    pub(super) fn keys(&self, peer: Peer, size: u64, state: &str) -> Option<&Series> {
        self.series(peer.name(), size, state)
    }

    /// The page without scripts that a peer's form was copied to.
    pub(super) fn floor(&self, peer: Peer, size: u64) -> Option<&Series> {
        self.series(&format!("{}, no scripts", peer.name()), size, "settled")
    }

    /// p50 and p95 against the floor's.
    pub(super) fn against_floor(&self, peer: Peer, size: u64, state: &str) -> Option<[f64; 2]> {
        let (keys, floor) = (self.keys(peer, size, state)?, self.floor(peer, size)?);
        Some([0.5, 0.95].map(|at| keys.task(at) / floor.task(at)))
    }

    pub(super) fn real(&self, peer: Peer) -> impl Iterator<Item = &Drawn<'a>> {
        self.drawn[0].iter().filter(move |drawn| drawn.peer == peer)
    }

    pub(super) fn hostile(&self, peer: Peer) -> impl Iterator<Item = &Drawn<'a>> {
        self.drawn[1].iter().filter(move |drawn| drawn.peer == peer)
    }

    fn series(&self, page: &str, size: u64, state: &str) -> Option<&Series> {
        self.typing
            .iter()
            .find(|series| series.page == page && series.size == size && series.state == state)
    }
}

fn typing(keys: &Value) -> Vec<Series> {
    let mut all = Vec::new();
    for round in list(keys) {
        for (page, series) in round["series"].as_object().into_iter().flatten() {
            let of = |kind: &str, what: &str| numbers(list(&series[kind]).map(|key| &key[what]));
            let [task, script] = ["task", "script"].map(|what| {
                let idle = median(&of("idle", what));
                (of("keys", what).into_iter().map(|spent| spent - idle).collect::<Vec<_>>(), idle)
            });
            all.push(Series {
                size: round["size"].as_u64().unwrap_or_default(),
                state: round["state"].as_str().unwrap_or_default().to_owned(),
                page: page.clone(),
                tasks: task.0,
                scripts: script.0,
                idle: task.1,
            });
        }
    }
    all
}

/// One for each schema, input and peer, in the order of the first round.
fn drawings(rounds: &Value) -> Vec<Drawn<'_>> {
    let key =
        |round: &Value| (round["name"].clone(), round["input"].clone(), round["peer"].clone());
    let mut keys = Vec::new();
    for round in list(rounds) {
        if !keys.contains(&key(round)) {
            keys.push(key(round));
        }
    }
    let of_key = |wanted: &(Value, Value, Value)| {
        let mine: Vec<&Value> = list(rounds).filter(|round| key(round) == *wanted).collect();
        let first = mine.first()?;
        let of = |what: &str| numbers(mine.iter().map(|round| &round[what]));
        let middle =
            |what: &str| Some(of(what)).filter(|all| !all.is_empty()).map(|all| median(&all));
        Some(Drawn {
            name: first["name"].as_str()?,
            peer: Peer::ALL.into_iter().find(|peer| first["peer"] == peer.name())?,
            input: first["input"].as_u64().unwrap_or_default(),
            drawing: middle("drawing"),
            longest: middle("longest"),
            drawing_task: middle("drawingTask"),
            edit_task: middle("editTask"),
            typed: middle("typed"),
            controls: first["controls"].as_u64().unwrap_or_default(),
            refused: first["refused"].as_u64().unwrap_or_default(),
            fault: mine.iter().find_map(|round| round["fault"].as_str()),
            raw: of("drawing"),
        })
    };
    keys.iter().filter_map(of_key).collect()
}

pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(super) fn numbers<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<f64> {
    values.filter_map(Value::as_f64).collect()
}

pub(super) fn median(values: &[f64]) -> f64 {
    quantile(&sorted(values), 0.5)
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}
