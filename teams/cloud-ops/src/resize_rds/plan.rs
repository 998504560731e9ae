use serde::{Deserialize, Serialize};
use serde_json::json;

use super::activities::Instance;
use crate::failure::Refusal;

/// How large an instance is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// The instance class, such as `db.m6g.large`.
    pub instance_class: String,
    /// Storage in GiB.
    pub storage_gib: i64,
}

/// What a resize will do, computed before anyone is asked to confirm it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The size when the plan was made; another size later makes the plan void.
    pub from: Size,
    /// The size afterwards.
    pub to: Size,
    /// What the instance class costs more (or less, if negative) each month, in US dollars.
    pub usd_per_month_more: i64,
    /// Whether connections break while it happens: an instance in one zone restarts for another class.
    pub downtime: bool,
}

/// What the sandbox knows of the instance and of the class that is wanted.
pub(crate) struct Facts {
    pub(crate) size: Size,
    pub(crate) multi_az: bool,
    pub(crate) usd_per_month: i64,
    /// The price of the class that is wanted; none when no class has that name.
    pub(crate) wanted_usd_per_month: Option<i64>,
}

/// Makes the plan, or says why there can be none.
pub(crate) fn plan(
    instance: &Instance,
    facts: Facts,
    to: Size,
    budget: Option<f64>,
) -> Result<Plan, Refusal> {
    let identifier = &instance.identifier;
    let details = json!({ "rds_identifier": identifier, "from": facts.size, "to": to });
    if to.storage_gib < facts.size.storage_gib {
        return Err(Refusal::new(
            "StorageCannotShrink",
            format!(
                "{identifier} has {} GiB of storage, which cannot shrink to {} GiB; ask for at least {0} GiB",
                facts.size.storage_gib, to.storage_gib
            ),
            details,
        ));
    }
    let Some(wanted_usd_per_month) = facts.wanted_usd_per_month else {
        return Err(Refusal::new(
            "UnknownInstanceClass",
            format!(
                "{} is no instance class that RDS offers here; choose another",
                to.instance_class
            ),
            details,
        ));
    };
    if to == facts.size {
        return Err(Refusal::new(
            "NothingToChange",
            format!(
                "{identifier} has this size already; choose another instance class or more storage"
            ),
            details,
        ));
    }
    let usd_per_month_more = wanted_usd_per_month - facts.usd_per_month;
    if let Some(budget) = budget
        && usd_per_month_more as f64 > budget
    {
        return Err(Refusal::new(
            "OverBudget",
            format!(
                "{} would cost {usd_per_month_more} USD more each month, over the {budget} USD you allow; \
                 choose a smaller class or allow more",
                to.instance_class
            ),
            details,
        ));
    }
    Ok(Plan {
        usd_per_month_more,
        downtime: !facts.multi_az && to.instance_class != facts.size.instance_class,
        from: facts.size,
        to,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(instance_class: &str, storage_gib: i64) -> Size {
        Size { instance_class: instance_class.to_owned(), storage_gib }
    }

    #[test]
    fn each_wish_gets_its_plan_or_its_refusal() {
        let cases = [
            ("larger class", size("db.m6g.xlarge", 100), Some(232), Ok((116, true))),
            ("more storage only", size("db.m6g.large", 200), Some(116), Ok((0, false))),
            ("less storage", size("db.m6g.large", 50), Some(116), Err("StorageCannotShrink")),
            ("the same", size("db.m6g.large", 100), Some(116), Err("NothingToChange")),
            ("no such class", size("db.huge", 100), None, Err("UnknownInstanceClass")),
            ("too dear", size("db.r6g.2xlarge", 100), Some(628), Err("OverBudget")),
        ];
        let instance =
            Instance { account: "a".into(), region: "r".into(), identifier: "db-1".into() };
        for (name, to, wanted_usd_per_month, expected) in cases {
            let facts = Facts {
                size: size("db.m6g.large", 100),
                multi_az: false,
                usd_per_month: 116,
                wanted_usd_per_month,
            };
            let planned = plan(&instance, facts, to, Some(116.0))
                .map(|plan| (plan.usd_per_month_more, plan.downtime))
                .map_err(|refusal| refusal.kind());
            assert_eq!(planned, expected, "{name}");
        }
    }
}
