//! The figures of the forms as Markdown, with the rounds they come from.

use std::fmt::Write as _;

use serde_json::Value;

use super::rounds::{Drawn, Peer, Rounds, list, median, numbers};
use crate::bench::report::{Report, raw};
use crate::bench::sizes::kilobytes;

pub(super) fn write(rounds: &Rounds, report: &mut Report) {
    report.heading("Forms beside react-jsonschema-form");
    report.say(
        "rjsf 6.11.1 with its plain theme and no styles, AJV and React 19, bundled for production. One Chromium, in turn; \
         milliseconds are of the main thread, less what it does when idle, and medians where nothing else is said.\n",
    );
    loads(&rounds.measured["loads"], report);
    items(&rounds.measured["items"], report);
    typing(rounds, report);
    drawn("SchemaStore's schemas", Peer::ALL.map(|peer| rounds.real(peer).collect()), report);
    drawn("Hostile schemas", Peer::ALL.map(|peer| rounds.hostile(peer).collect()), report);
}

fn loads(loads: &Value, report: &mut Report) {
    let mut table = String::from(
        "### From an empty page to a form\n\nBytes as sent, with brotli. \"Judging\": until the form has its first verdict; \
         rjsf judges in the page itself. \"Interactive\": until it is drawn and judging, whichever comes later.\n\n\
         | fields | | bytes, drawn | ms | bytes, judging | ms | interactive, ms | JavaScript heap | wasm, page | wasm, worker | DOM nodes |\n\
         |---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let mut sizes: Vec<u64> = list(loads).filter_map(|load| load["size"].as_u64()).collect();
    sizes.dedup();
    let mut raws = String::new();
    for size in sizes {
        for peer in Peer::ALL {
            let mine =
                || list(loads).filter(|load| load["size"] == size && load["peer"] == peer.name());
            let of = |what: &str| numbers(mine().map(|load| &load[what]));
            let sent = |judging: bool| -> u64 {
                let files = mine().next().map_or(&Value::Null, |load| &load["sent"]);
                let counted = list(files).filter(|file| {
                    let path = file[0].as_str().unwrap_or_default();
                    path != "/case.json" && (judging || !path.starts_with("/validator"))
                });
                counted.filter_map(|file| file[1].as_u64()).sum()
            };
            // A long form is drawn in several goes, and can be judging before the last.
            let interactive: Vec<f64> = mine()
                .filter_map(|load| Some(load["drawn"].as_f64()?.max(load["judging"].as_f64()?)))
                .collect();
            let megabytes = |what: &str| format!("{:.1} MB", median(&of(what)) / 1e6);
            let _ = writeln!(
                table,
                "| {size} | {} | {} | {:.0} | {} | {:.0} | {:.0} | {} | {} | {} | {:.0} |",
                peer.name(),
                kilobytes(sent(false)),
                median(&of("drawn")),
                kilobytes(sent(true)),
                median(&of("judging")),
                median(&interactive),
                megabytes("heap"),
                megabytes("wasm"),
                megabytes("judge"),
                median(&of("nodes")),
            );
            let figures =
                [("drawn", of("drawn")), ("judging", of("judging")), ("interactive", interactive)];
            for (what, figures) in figures {
                let _ =
                    writeln!(raws, "{size} fields, {}, {what}, {}\n", peer.name(), raw(&figures));
            }
        }
    }
    report.say(&table);
    report.say(&raws);
}

fn items(items: &Value, report: &mut Report) {
    let mut table =
        String::from("### Adding the 200th item of a list\n\n| | task | script |\n|---|---|---|\n");
    let mut raws = String::new();
    for peer in Peer::ALL {
        let of = |what: &str| {
            numbers(list(items).filter(|item| item["peer"] == peer.name()).map(|item| &item[what]))
        };
        let _ = writeln!(
            table,
            "| {} | {:.1} | {:.1} |",
            peer.name(),
            median(&of("task")),
            median(&of("script"))
        );
        let _ = writeln!(raws, "{}, task, {}\n", peer.name(), raw(&of("task")));
    }
    report.say(&table);
    report.say(&raws);
}

fn typing(rounds: &Rounds, report: &mut Report) {
    let mut table = String::from(
        "### A keystroke\n\nIn a field that is right, both forms judge when it is left; in one that is wrong, each key.\n\n\
         | fields | field | page | task p50 | p95 | script p50 | p95 | idle, taken off |\n|---|---|---|---|---|---|---|---|\n",
    );
    let mut raws = String::new();
    for series in rounds.typing() {
        let field = if series.state == "wrong" { "wrong" } else { "right" };
        let _ = writeln!(
            table,
            "| {} | {field} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
            series.size,
            series.page,
            series.task(0.5),
            series.task(0.95),
            series.script(0.5),
            series.script(0.95),
            series.idle
        );
        let _ = writeln!(
            raws,
            "{} fields, {field}, {}, task, {}\n",
            series.size,
            series.page,
            raw(&series.tasks)
        );
    }
    report.say(&table);
    report.say(&raws);
}

fn drawn(title: &str, peers: [Vec<&Drawn>; 2], report: &mut Report) {
    let mut table = format!(
        "### {title}\n\nMilliseconds from the schema's arrival until it is drawn, the longest task until the first edit and from \
         then on (0: none over 50 ms), the first key with leaving the field, and how many controls there are. In Portico's form of \
         a hostile schema groups are opened, branches chosen and items added before that key, which is part of the edit.\n\n\
         | schema | input, bytes | | drawn | longest task, drawing | edit | first key | controls | |\n\
         |---|---|---|---|---|---|---|---|---|\n"
    );
    let mut raws = String::new();
    let [ours, theirs] = peers;
    for drawn in ours.iter().zip(&theirs).flat_map(|(one, other)| [one, other]) {
        let figure = |value: Option<f64>| value.map(|ms| format!("{ms:.0}")).unwrap_or_default();
        let remark = match (drawn.fault, drawn.refused) {
            (Some(fault), _) => fault.replace('|', "\\|"),
            (None, 0) => String::new(),
            (None, count) => format!("{count} unsupported"),
        };
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {remark} |",
            drawn.name,
            drawn.input,
            drawn.peer.name(),
            figure(drawn.drawing),
            figure(drawn.drawing_task),
            figure(drawn.edit_task),
            figure(drawn.typed),
            drawn.controls
        );
        let _ = writeln!(raws, "{}, {}, {}\n", drawn.name, drawn.peer.name(), raw(&drawn.raw));
    }
    report.say(&table);
    report.say(&raws);
}
