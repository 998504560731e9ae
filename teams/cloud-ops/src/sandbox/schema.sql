-- What the sandbox cloud holds. `operation` is the run id of the workflow that made a row.
CREATE TABLE accounts (
    name TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    stage TEXT NOT NULL
) STRICT;

CREATE TABLE regions (
    name TEXT PRIMARY KEY,
    place TEXT NOT NULL
) STRICT;

CREATE TABLE dynamodb_tables (
    account TEXT NOT NULL REFERENCES accounts (name),
    region TEXT NOT NULL REFERENCES regions (name),
    name TEXT NOT NULL,
    items INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    deletion_protection INTEGER NOT NULL,
    PRIMARY KEY (account, region, name)
) STRICT;

CREATE TABLE dynamodb_backups (
    operation TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    table_name TEXT NOT NULL,
    items INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('CREATING', 'AVAILABLE'))
) STRICT;

CREATE TABLE instance_classes (
    name TEXT PRIMARY KEY,
    vcpus INTEGER NOT NULL,
    memory_gib INTEGER NOT NULL,
    usd_per_month INTEGER NOT NULL
) STRICT;

CREATE TABLE rds_instances (
    account TEXT NOT NULL REFERENCES accounts (name),
    region TEXT NOT NULL REFERENCES regions (name),
    identifier TEXT NOT NULL,
    engine TEXT NOT NULL,
    engine_version TEXT NOT NULL,
    instance_class TEXT NOT NULL REFERENCES instance_classes (name),
    storage_gib INTEGER NOT NULL,
    multi_az INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('available', 'modifying')),
    PRIMARY KEY (account, region, identifier)
) STRICT;

CREATE TABLE caches (
    account TEXT NOT NULL REFERENCES accounts (name),
    region TEXT NOT NULL REFERENCES regions (name),
    identifier TEXT NOT NULL,
    engine TEXT NOT NULL CHECK (engine IN ('redis', 'valkey')),
    engine_version TEXT NOT NULL,
    node_type TEXT NOT NULL,
    auth_token_sha256 TEXT,
    parameters TEXT NOT NULL,
    PRIMARY KEY (account, region, identifier)
) STRICT;

CREATE TABLE cache_nodes (
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    cache TEXT NOT NULL,
    node TEXT NOT NULL,
    engine TEXT NOT NULL,
    engine_version TEXT NOT NULL,
    PRIMARY KEY (account, region, cache, node),
    FOREIGN KEY (account, region, cache) REFERENCES caches (account, region, identifier)
) STRICT;

CREATE TABLE cache_snapshots (
    operation TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    cache TEXT NOT NULL,
    engine_version TEXT NOT NULL,
    retention_days INTEGER NOT NULL
) STRICT;

CREATE TABLE terraform_locks (
    account TEXT NOT NULL REFERENCES accounts (name),
    state_path TEXT NOT NULL,
    lock_id TEXT NOT NULL,
    operation TEXT NOT NULL,
    holder TEXT NOT NULL,
    job TEXT NOT NULL CHECK (job IN ('running', 'finished')),
    PRIMARY KEY (account, state_path)
) STRICT;

-- At most one operation changes a resource at a time.
CREATE TABLE resource_locks (
    resource TEXT PRIMARY KEY,
    operation TEXT NOT NULL,
    workflow_id TEXT NOT NULL
) STRICT;

-- The steps of each operation that took effect, with who asked and why: one that is repeated changes nothing.
CREATE TABLE journal (
    operation TEXT NOT NULL,
    step TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (operation, step)
) STRICT;

-- Calls that take another time than the worker was told; a row changed while a call waits counts at once.
CREATE TABLE pace (
    call TEXT PRIMARY KEY,
    milliseconds INTEGER NOT NULL
) STRICT;
