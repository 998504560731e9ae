-- When it was noticed that Temporal has the run no more.
ALTER TABLE runs ADD COLUMN forgotten_at BIGINT;

-- One for each filter that leaves few of many runs, in the order of lists.
DROP INDEX runs_open;
CREATE INDEX runs_of_status ON runs (status, started_at DESC, workflow_id DESC);
CREATE INDEX runs_of_workflow ON runs (namespace, workflow_type, started_at DESC, workflow_id DESC);
-- Those that Temporal may still have, the first to be forgotten first.
CREATE INDEX runs_kept ON runs (closed_at) WHERE forgotten_at IS NULL;
