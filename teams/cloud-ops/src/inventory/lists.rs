//! The lists of the inventory. Queries are named after them.

use crate::listing::Listing;

pub(super) const ACCOUNTS: Listing = Listing {
    name: "accounts",
    sql: "SELECT json_object('name', name, 'account_id', account_id, 'stage', stage) FROM accounts",
    key: &["name"],
    params: &[],
};

/// A region belongs to the accounts that have something in it.
pub(super) const REGIONS: Listing = Listing {
    name: "regions",
    sql: "WITH used AS (
              SELECT account, region FROM rds_instances UNION
              SELECT account, region FROM dynamodb_tables UNION
              SELECT account, region FROM caches ORDER BY account
          )
          SELECT json_object('name', name, 'place', place, 'accounts',
              json((SELECT json_group_array(account) FROM used WHERE region = regions.name)))
          FROM regions",
    key: &["name"],
    params: &[("account", "accounts")],
};

pub(super) const RDS_INSTANCES: Listing = Listing {
    name: "rds_instances",
    sql: "SELECT json_object('account', account, 'region', region, 'identifier', identifier, 'engine', engine,
              'summary', engine || ' ' || engine_version || ', ' || instance_class || ', ' || storage_gib || ' GiB',
              'busy', json(iif(status = 'modifying', 'true', 'false')),
              'reason', iif(status = 'modifying', 'It is being resized', NULL))
          FROM rds_instances",
    key: &["account", "region", "identifier"],
    params: PLACE,
};

pub(super) const TABLES: Listing = Listing {
    name: "tables",
    sql: "SELECT json_object('account', account, 'region', region, 'name', name,
              'summary', format('%,d items, %.1f MB', items, size_bytes / 1e6),
              'protected', json(iif(deletion_protection, 'true', 'false')),
              'reason', iif(deletion_protection, 'It is protected from deletion: its owners have to lift that first', NULL))
          FROM dynamodb_tables",
    key: &["account", "region", "name"],
    params: PLACE,
};

pub(super) const CACHES: Listing = Listing {
    name: "caches",
    sql: "SELECT json_object('account', account, 'region', region, 'identifier', identifier, 'engine', engine,
              'summary', engine || ' ' || engine_version || ', ' || node_type,
              'upgraded', json(iif(engine = 'valkey', 'true', 'false')),
              'reason', iif(engine = 'valkey', 'It runs Valkey already', NULL))
          FROM caches",
    key: &["account", "region", "identifier"],
    params: PLACE,
};

/// All of them.
pub(super) const LISTS: [Listing; 5] = [ACCOUNTS, REGIONS, RDS_INSTANCES, TABLES, CACHES];

/// Parameters of a list whose items are in an account's region.
const PLACE: &[(&str, &str)] = &[("account", "account"), ("region", "region")];
