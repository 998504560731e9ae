"""The data engineering team's worker: backfills of warehouse tables, on Temporal's Python SDK."""
