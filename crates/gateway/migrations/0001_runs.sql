CREATE TABLE runs (
    workflow_id TEXT NOT NULL PRIMARY KEY,
    run_id TEXT NOT NULL,
    namespace TEXT NOT NULL,
    workflow_type TEXT NOT NULL,
    name TEXT NOT NULL,
    requester TEXT NOT NULL,
    verified BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    closed_at BIGINT,
    cancel_requested_at BIGINT,
    dry_run BOOLEAN NOT NULL,
    input_hash TEXT NOT NULL,
    target_namespace TEXT,
    target_workflow_id TEXT,
    target_run_id TEXT
);

CREATE INDEX runs_newest ON runs (started_at DESC, workflow_id DESC);
CREATE INDEX runs_of_requester ON runs (requester, started_at DESC, workflow_id DESC);
CREATE INDEX runs_open ON runs (status, started_at DESC);
