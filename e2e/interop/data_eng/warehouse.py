"""A small warehouse on disk: exports of a few tables, and the partitions that backfills write."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from temporalio.exceptions import ApplicationError


@dataclass(frozen=True)
class Table:
    """A table whose days can be backfilled from its export."""

    rows_a_day: int
    first_export: date


TABLES = {
    "web.page_views": Table(rows_a_day=40, first_export=date(2026, 1, 1)),
    "web.sessions": Table(rows_a_day=40, first_export=date(2026, 6, 1)),
    "app.events": Table(rows_a_day=200_000, first_export=date(2026, 1, 1)),
}


class StorageError(Exception):
    """The store that holds the exports refused a read."""


def table(name: str) -> Table:
    """The table of this name, or a failure that says which tables there are."""
    found = TABLES.get(name)
    if found is None:
        raise ApplicationError(
            f"no table named {name}; there are {', '.join(sorted(TABLES))}",
            {"table": name},
            type="UnknownTable",
            non_retryable=True,
        )
    return found


def open_export(name: str, day: date) -> Table:
    """Opens one day's export, or says which day is missing and why."""
    found = table(name)
    if day < found.first_export:
        try:
            raise StorageError(f"NoSuchKey: exports/{name}/{day}")
        except StorageError as error:
            raise ApplicationError(
                f"{name} has no export for {day}",
                {"table": name, "day": day.isoformat(), "first_export": found.first_export.isoformat()},
                type="ExportMissing",
                non_retryable=True,
            ) from error
    return found


def partition(name: str, day: date) -> Path:
    """Where a day's partition is written, below the folder DATA_ENG_WAREHOUSE."""
    return Path(os.environ["DATA_ENG_WAREHOUSE"]) / name / f"day={day}.csv"
