//! Progress: what the target says of itself, and each step on a time axis.

use leptos::prelude::*;
use portico_contract::http::{Lane, Step};

use super::{Live, SCOPE, part};
use crate::ui::progress::ProgressBar;
use crate::ui::status::status_icon;
use crate::ui::time::{Stamp, duration, millis};

/// The panel with the progress bar and the steps.
pub fn steps(live: Live, clock: Signal<f64>) -> AnyView {
    let progress = part(live, |r| r.progress.clone());
    let status = part(live, |r| r.status.as_str());
    let lanes = part(live, |r| {
        [Lane::Gateway, Lane::Nexus, Lane::Target]
            .map(|lane| {
                (lane, r.steps.iter().filter(|s| s.lane == lane).cloned().collect::<Vec<Step>>())
            })
            .into_iter()
            .filter(|(_, steps)| !steps.is_empty())
            .collect::<Vec<_>>()
    });
    let span = part(live, |r| {
        (millis(&r.started_at).unwrap_or_default(), r.closed_at.as_deref().and_then(millis))
    });
    let axis = Signal::derive(move || {
        let (start, end) = span.get();
        (start, end.unwrap_or_else(|| clock.get()))
    });
    let names = part(live, |r| {
        [
            format!("Gateway, {}", r.environment),
            format!("Nexus, {}", r.workflow_type),
            format!(
                "Team namespace, {}",
                r.target.as_ref().map_or(r.namespace.clone(), |t| t.namespace.clone())
            ),
        ]
    });
    let bar = move || {
        progress.get().map(|p| {
            let of = Signal::derive(move || p.done.zip(p.total.filter(|t| *t > 0)));
            let count = of.get_untracked().map(|(done, total)| format!("{done} of {total}"));
            let colour = Signal::derive(move || status.get());
            view! {
                class = SCOPE,
                <div class="row bar">
                    <ProgressBar label="Progress" of=of status=colour />
                    {count.map(|c| view! { <span class="small dim num">{c}</span> })}
                </div>
                {p.message.map(|m| view! { <p class="small dim">{m}</p> })}
            }
        })
    };
    let rows = move || {
        lanes
            .get()
            .into_iter()
            .map(|(lane, steps)| {
                let name = move || names.with(|n| n.get(lane as usize).cloned());
                let length = (lane == Lane::Gateway).then(|| {
                    view! {
                        <span class="num">
                            {move || {
                                let (start, end) = axis.get();
                                format!("0 to {}", duration(end - start))
                            }}
                        </span>
                    }
                });
                view! {
                    <li class="trace__lane">
                        <span>{name}</span>
                        {length}
                    </li>
                    {steps.into_iter().map(|step| row(step, axis)).collect_view()}
                }
            })
            .collect_view()
    };
    view! {
        <section class="panel" aria-labelledby="p-progress">
            <div class="panel__head">
                <h2 id="p-progress" class="grow">
                    "Progress"
                </h2>
            </div>
            <div class="panel__body stack">
                {bar} <ol class="trace">{rows}</ol>
            </div>
        </section>
    }
    .into_any()
}

fn row(step: Step, axis: Signal<(f64, f64)>) -> AnyView {
    let start = step.started_at.as_deref().and_then(millis);
    let end = step.closed_at.as_deref().and_then(millis);
    let place = move || {
        let (from, to) = axis.get();
        geometry((from, to), start?, end.unwrap_or(to))
    };
    let length = move || start.map(|s| duration(end.unwrap_or_else(|| axis.get().1) - s));
    let trouble = step.last_failure.clone().map(|failure| {
        let next = step.next_attempt_at.clone().filter(|_| step.closed_at.is_none()).map(|at| {
            view! {
                ", next attempt "
                <Stamp at=at />
            }
        });
        let attempt = format!("Attempt {}", step.attempt);
        view! { <li class="trace__note small dim">{attempt} {next} ": " {failure}</li> }
    });
    view! {
        <li class="trace__row" data-status=step.status.as_str()>
            {status_icon(step.status.as_str())}
            <span class="clip" title=step.title.clone()>
                {step.title.clone()}
            </span>
            <span class="trace__bar" aria-hidden="true">
                {start
                    .map(|_| {
                        view! {
                            <i
                                style:--from=move || place().map(|p| p.0).unwrap_or_default().to_string()
                                style:--for=move || place().map(|p| p.1).unwrap_or_default().to_string()
                            ></i>
                        }
                    })}
            </span>
            <span>{length}</span>
        </li>
        {trouble}
    }
    .into_any()
}

/// Where a bar starts and how long it is, in percent of the axis, whole tenths.
fn geometry((from, to): (f64, f64), start: f64, end: f64) -> Option<(f64, f64)> {
    let whole = to - from;
    if whole <= 0.0 {
        return None;
    }
    let percent = |at: f64| ((at - from) / whole * 1000.0).clamp(0.0, 1000.0).round() / 10.0;
    let (start, end) = (percent(start), percent(end));
    Some((start, ((end - start).max(0.0) * 10.0).round() / 10.0))
}

#[cfg(test)]
mod tests {
    use super::geometry;

    #[test]
    fn bars_stay_on_the_axis() {
        for (axis, start, end, expected) in [
            ((0.0, 100.0), 50.0, 100.0, Some((50.0, 50.0))),
            ((1000.0, 4000.0), 1000.0, 2000.0, Some((0.0, 33.3))),
            // Clocks of two machines differ: a step may seem to begin before its run.
            ((1000.0, 2000.0), 900.0, 2500.0, Some((0.0, 100.0))),
            ((0.0, 100.0), 60.0, 40.0, Some((60.0, 0.0))),
            ((5.0, 5.0), 5.0, 5.0, None),
        ] {
            assert_eq!(geometry(axis, start, end), expected, "{start} to {end} on {axis:?}");
        }
    }
}
