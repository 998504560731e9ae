"""BackfillTableWorkflow: writes a table's partitions again, day by day, and says how far it is."""

import asyncio
import json
from dataclasses import dataclass
from datetime import date, timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from . import warehouse


@dataclass
class Backfill:
    """What the form asks for. Days are ISO dates, both included."""

    table: str
    first_day: str
    last_day: str
    dry_run: bool = False


@dataclass
class Written:
    """What a backfill wrote, or would have written in a dry run."""

    table: str
    days: int
    rows: int
    dry_run: bool


@dataclass
class Day:
    """One partition to write."""

    table: str
    day: str
    dry_run: bool


@activity.defn
async def write_partition(day: Day) -> int:
    """Writes one partition from its export and returns its number of rows. Cancelled, it leaves nothing behind."""
    parsed = date.fromisoformat(day.day)
    export = warehouse.open_export(day.table, parsed)
    if day.dry_run:
        return export.rows_a_day
    target = warehouse.partition(day.table, parsed)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            for row in range(export.rows_a_day):
                file.write(f"{day.day},{row}\n")
                if row % 10 == 0:
                    file.flush()
                    activity.heartbeat(row)
                    await asyncio.sleep(0.05)
        partial.replace(target)
    except asyncio.CancelledError:
        partial.unlink(missing_ok=True)
        raise
    return export.rows_a_day


@workflow.defn
class BackfillTableWorkflow:
    """Backfills each day of a range, oldest first."""

    @workflow.run
    async def run(self, backfill: Backfill) -> Written:
        first, last = date.fromisoformat(backfill.first_day), date.fromisoformat(backfill.last_day)
        days = (last - first).days + 1
        if days < 1:
            raise ApplicationError("the last day is before the first", type="EmptyRange", non_retryable=True)
        rows = 0
        for done in range(days):
            day = (first + timedelta(days=done)).isoformat()
            workflow.set_current_details(json.dumps({"done": done, "total": days, "message": f"Writing {day}"}))
            rows += await self.write(backfill, day)
        workflow.set_current_details(json.dumps({"done": days, "total": days, "message": "All days written"}))
        return Written(table=backfill.table, days=days, rows=rows, dry_run=backfill.dry_run)

    async def write(self, backfill: Backfill, day: str) -> int:
        """One day, with the day named in the failure when it cannot be written."""
        try:
            return await workflow.execute_activity(
                write_partition,
                Day(table=backfill.table, day=day, dry_run=backfill.dry_run),
                start_to_close_timeout=timedelta(hours=1),
                heartbeat_timeout=timedelta(seconds=10),
                retry_policy=RetryPolicy(maximum_attempts=3),
                cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
                summary=f"Write {day}",
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            raise ApplicationError(
                f"backfill of {backfill.table} stopped at {day}",
                {"table": backfill.table, "day": day},
                type="BackfillStopped",
                non_retryable=True,
            ) from error
