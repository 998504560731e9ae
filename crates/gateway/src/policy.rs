//! Who may see, run and cancel what; every refusal names its rule and whom to ask.

use portico_catalog::Environment;
use portico_contract::http::Owner;

use crate::catalog::Entry;
use crate::identity::Caller;

/// Whether the workflow exists for the caller.
pub(crate) fn may_see(entry: &Entry, caller: &Caller) -> bool {
    // Who may run it may see it: a rule that says otherwise would offer what cannot be found.
    entry.access.see.as_ref().is_none_or(|groups| caller.is_in_any(groups))
        || entry.access.run.as_ref().is_some_and(|groups| caller.is_in_any(groups))
}

/// Why the caller may not start the workflow here; `None` = they may.
pub(crate) fn refusal(entry: &Entry, caller: &Caller, environment: Environment) -> Option<String> {
    let Entry { name, .. } = entry;
    let ask = whom_to_ask(entry);
    if entry.names().is_none() {
        return Some(format!(
            "{name} is not offered in {environment}: its config names no stage_namespace and stage_nexus_endpoint; ask {ask}"
        ));
    }
    let groups = entry.access.run.as_ref().filter(|groups| !caller.is_in_any(groups))?;
    let members = match groups.as_slice() {
        [] => "nobody".to_owned(),
        groups => format!("only members of {}", groups.join(" or ")),
    };
    Some(format!("{members} may run {name} (rule access.run): ask {ask}"))
}

/// Why the caller may not cancel a run of the workflow; `None` = they may.
pub(crate) fn cancel_refusal(
    entry: Option<&Entry>,
    requester: &str,
    caller: &Caller,
) -> Option<String> {
    if requester == caller.email || entry.is_some_and(|entry| is_owner(entry, caller)) {
        return None;
    }
    let group = entry.and_then(|entry| entry.owner.group.as_ref());
    let owners = group
        .map_or_else(String::new, |group| format!(" and members of {group} (rule owner.group)"));
    Some(
        format!("only its requester, {requester},{owners} may cancel this run: ask them")
            .replace(", and", " and"),
    )
}

/// Whether the caller is one of the owners, who may write to the team's namespace.
pub(crate) fn is_owner(entry: &Entry, caller: &Caller) -> bool {
    entry.owner.group.as_ref().is_some_and(|group| caller.groups.contains(group))
}

/// Whom to ask about a workflow.
pub(crate) fn whom_to_ask(entry: &Entry) -> String {
    let Owner { slack, email, .. } = &entry.owner;
    match (slack, email) {
        (Some(slack), Some(email)) => format!("{slack} or {email}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => format!("the team {}", entry.team_name()),
    }
}
