mod order;
mod wait;

use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use anyhow::Result;
use portico_contract::http::{ErrorCode, ListedDefinition};
use portico_form::Form;
use serde_json::Value;

use self::order::{Order, Sent};
use crate::ask::{Asker, is_wanted};
use crate::exit::{COULD_NOT_RUN, FAULTS, Stop};
use crate::folders::complain;
use crate::gateway::{Gateway, GatewayArgs, patiently};
use crate::input::{Assignment, Given, gather, judged, tell};
use crate::output::{Format, runtime};
use crate::terminal::{is_interactive, line};

/// Run a workflow through the gateway, as its form in the portal would.
///
/// Input comes from --input (taken as it is, nothing is filled in), from --field (over the schema's defaults), and from
/// questions on the terminal for what is missing. It is checked here by the portal's validator, then by the gateway.
///
/// Exits 0 when the run was started (with --wait: when it completed), 1 when the input has faults or the run that was
/// waited for did not complete, 2 when nothing could be sent (usage, a missing file, something missing and nobody to
/// ask, no access, no gateway), 3 when a start was sent and no answer said what became of it: repeat it with the --key
/// that is printed and it starts one run. Ctrl-C exits 130; a run that has started goes on.
#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    /// Which workflow: its namespace and its type, as the address of its page has them.
    #[arg(value_name = "NAMESPACE/TYPE")]
    workflow: Name,
    /// A whole input, JSON or YAML; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// One field, typed by the schema. NAME is a field's name or a /json/pointer; `NAME:=JSON` takes any JSON;
    /// `@FILE`, `@-` and `@env:NAME` as VALUE read a file, standard input or an environment variable, which is how
    /// secrets are given. Several for one list add items.
    #[arg(short, long = "field", value_name = "NAME=VALUE")]
    fields: Vec<Assignment>,
    /// Send without asking. Does not confirm what is destructive: that takes --confirm.
    #[arg(short, long)]
    yes: bool,
    /// The value that a destructive workflow wants repeated.
    #[arg(long, value_name = "VALUE")]
    confirm: Option<String>,
    /// Start nothing: show exactly what would be sent, and where.
    #[arg(long, conflicts_with = "wait")]
    preview: bool,
    /// Follow the run until it ends.
    #[arg(short, long)]
    wait: bool,
    /// Never ask, even on a terminal.
    #[arg(long)]
    no_ask: bool,
    /// The request's idempotency key, to repeat one whose answer was lost; made anew without it.
    #[arg(long, value_name = "KEY", value_parser = key)]
    key: Option<String>,
    /// How the answer is written. As JSON: the run as the gateway's API has it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    gateway: GatewayArgs,
}

/// A workflow's name.
#[derive(Clone, Debug)]
struct Name {
    namespace: String,
    workflow_type: String,
}

impl FromStr for Name {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('/') {
            Some((namespace, workflow_type))
                if !namespace.is_empty() && !workflow_type.is_empty() =>
            {
                Ok(Self { namespace: namespace.into(), workflow_type: workflow_type.into() })
            }
            _ => Err("write namespace/type, such as cloud-ops/DeleteDynamoWorkflow"),
        }
    }
}

fn key(text: &str) -> Result<String, &'static str> {
    let is_printable = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if text.is_empty() || text.len() > 255 || !is_printable {
        return Err("a key is 1 to 255 printable ASCII characters");
    }
    Ok(text.to_owned())
}

pub(crate) fn run(args: &RunArgs) -> Result<ExitCode> {
    runtime()?.block_on(go(args))
}

async fn go(args: &RunArgs) -> Result<ExitCode> {
    let gateway = Gateway::at(&args.gateway)?;
    let asks = is_interactive() && !args.no_ask;
    let me = patiently(complain, async || gateway.me().await).await.map_err(|e| e.stop())?;
    let mut listed = definition(&gateway, &args.workflow).await?;
    open_to(&listed, &me.environment)?;
    let given = Given { input: args.input.as_deref(), fields: &args.fields };
    let warn = |text: &str| complain(&format!("warning: {text}"));
    let mut form = gather(&listed.definition, &given, &me.email, warn)?;
    loop {
        let input = complete(&gateway, &listed, &mut form, asks).await?;
        let order = Order {
            args,
            gateway: &gateway,
            definition: &listed.definition,
            environment: &me.environment,
            asks,
        };
        match order.send(&form, input.clone()).await? {
            Sent::Nothing => return Ok(ExitCode::SUCCESS),
            Sent::Run(run) => return wait::report(args, &gateway, *run).await,
            Sent::Changed => {
                complain(
                    "The workflow was changed just now. What you gave is kept; look at it once more.",
                );
                listed = definition(&gateway, &args.workflow).await?;
                open_to(&listed, &me.environment)?;
                form = Form::open(&listed.definition, input, Some(&me.email));
            }
        }
    }
}

async fn definition(gateway: &Gateway, name: &Name) -> Result<ListedDefinition, Stop> {
    let ask = async || gateway.workflow(&name.namespace, &name.workflow_type).await;
    patiently(complain, ask).await.map_err(|error| error.stop())
}

/// Whether the caller may start it here; asked before anything is.
fn open_to(listed: &ListedDefinition, environment: &str) -> Result<(), Stop> {
    let name = line(&listed.definition.name);
    if listed.may_run && listed.offered {
        return Ok(());
    }
    let told = match (&listed.reason, listed.offered) {
        (Some(reason), _) => format!("{name} is not open to you: {}", line(reason)),
        (None, false) => format!("{name} is not offered in {}", line(environment)),
        (None, true) => format!("{name} is not open to you: ask its owner"),
    };
    Err(Stop::new(COULD_NOT_RUN, ErrorCode::Forbidden, told))
}

/// The input once nothing is missing and nothing is wrong with it.
async fn complete(
    gateway: &Gateway,
    listed: &ListedDefinition,
    form: &mut Form,
    asks: bool,
) -> Result<Value, Stop> {
    let definition = &listed.definition;
    if asks {
        let (problems, _) = judged(&definition.schema, form);
        // What was given wrongly is told before anything is asked: a command line is mended as a whole.
        if problems.iter().all(|problem| is_wanted(form, problem)) {
            Asker { gateway, definition }.fill(form).await?;
        }
    }
    let (problems, unchecked) = judged(&definition.schema, form);
    if let Some(why) = unchecked {
        complain(&format!(
            "the input cannot be checked here ({}): the gateway judges it",
            line(&why)
        ));
    }
    if problems.is_empty() {
        return Ok(form.request());
    }
    if problems.iter().all(|problem| is_wanted(form, problem)) {
        let first = "something is missing, and there is nobody to ask (no terminal, or --no-ask); nothing was sent:";
        let told = format!("{}\ngive each with --field or --input", tell(form, first, &problems));
        return Err(Stop::input(COULD_NOT_RUN, told, problems));
    }
    let told = tell(form, "the input needs attention, nothing was sent:", &problems);
    Err(Stop::input(FAULTS, told, problems))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_keys() {
        let name: Name = "a/b/c".parse().unwrap();
        assert_eq!((&*name.namespace, &*name.workflow_type), ("a", "b/c"));
        assert!("a".parse::<Name>().is_err() && "/b".parse::<Name>().is_err());
        assert!(key("k 1").is_ok() && key("").is_err() && key("é").is_err());
        assert!(key(&"k".repeat(256)).is_err());
    }
}
