"""Runs the odd team's worker until it is killed.

`--only nexus` or `--only workflows` runs one half of it, for tests in which the other half is down.
"""

import argparse
import asyncio
import json
import os
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from nexusrpc.handler import service_handler
from temporalio import nexus, workflow
from temporalio.client import Client
from temporalio.worker import Worker

Asked = dict[str, Any]

# As in workflow-configs/odd-team/names.json.
NAMES = "Odd \"Q'uote\"<b>bold<b>&?#%2F +🚀שלום"


@workflow.defn(name=NAMES)
class Names:
    """Gives back what it got."""

    @workflow.run
    async def run(self, asked: Asked) -> dict[str, Any]:
        workflow.set_current_details(json.dumps({"done": 1, "total": 1, "message": asked["label"]}))
        return asked


@workflow.defn(name="BytesWorkflow")
class Bytes:
    """Its result is not JSON."""

    @workflow.run
    async def run(self, asked: Asked) -> bytes:
        return bytes(range(int(asked["length"])))


@workflow.defn(name="SecretWorkflow")
class Secret:
    """Says how long the secret is, and nothing else about it."""

    @workflow.run
    async def run(self, asked: Asked) -> dict[str, int]:
        await workflow.sleep(timedelta(seconds=1))
        return {"length": len(asked["password"])}


@workflow.defn(name="RelocateWorkflow")
class Relocate:
    """Gives back what it got, the token aside."""

    @workflow.run
    async def run(self, asked: Asked) -> dict[str, Any]:
        return {key: value for key, value in asked.items() if key != "token"}


@workflow.defn(name="StubbornWorkflow")
class Stubborn:
    """Goes on when it is asked to stop, until it gets the signal `done`."""

    def __init__(self) -> None:
        self.finished = False

    @workflow.run
    async def run(self, asked: Asked) -> str:
        while not self.finished:
            try:
                await workflow.wait_condition(lambda: self.finished)
            except asyncio.CancelledError:
                workflow.set_current_details("Asked to stop, and going on")
        return "finished"

    @workflow.signal
    def done(self) -> None:
        self.finished = True


WORKFLOWS = [Names, Bytes, Secret, Relocate, Stubborn]


async def start(ctx: nexus.WorkflowRunOperationContext, definition: type, asked: Asked) -> nexus.WorkflowHandle[Any]:
    """Starts a workflow under the id that the router asks for."""
    wanted = ctx.headers.get("portico-workflow-id")
    return await ctx.start_workflow(definition.run, asked, id=unquote(wanted) if wanted else f"odd-{ctx.request_id}")


@service_handler(name="odd-team-stage")
class Odd:
    """One operation for each workflow."""

    @nexus.workflow_run_operation(name=NAMES)
    async def names(self, ctx: nexus.WorkflowRunOperationContext, asked: Asked) -> nexus.WorkflowHandle[Any]:
        return await start(ctx, Names, asked)

    @nexus.workflow_run_operation(name="BytesWorkflow")
    async def bytes_(self, ctx: nexus.WorkflowRunOperationContext, asked: Asked) -> nexus.WorkflowHandle[Any]:
        return await start(ctx, Bytes, asked)

    @nexus.workflow_run_operation(name="SecretWorkflow")
    async def secret(self, ctx: nexus.WorkflowRunOperationContext, asked: Asked) -> nexus.WorkflowHandle[Any]:
        return await start(ctx, Secret, asked)

    @nexus.workflow_run_operation(name="RelocateWorkflow")
    async def relocate(self, ctx: nexus.WorkflowRunOperationContext, asked: Asked) -> nexus.WorkflowHandle[Any]:
        return await start(ctx, Relocate, asked)

    @nexus.workflow_run_operation(name="StubbornWorkflow")
    async def stubborn(self, ctx: nexus.WorkflowRunOperationContext, asked: Asked) -> nexus.WorkflowHandle[Any]:
        return await start(ctx, Stubborn, asked)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=["nexus", "workflows"])
    only = parser.parse_args().only
    client = await Client.connect(os.environ["PORTICO_TEMPORAL_ADDRESS"], namespace="odd-team-stage")
    workers = []
    if only != "workflows":
        workers.append(Worker(client, task_queue="nexus-queue", nexus_service_handlers=[Odd()]))
    if only != "nexus":
        workers.append(Worker(client, task_queue="nexus-queue", workflows=WORKFLOWS))
    await asyncio.gather(*(worker.run() for worker in workers))


if __name__ == "__main__":
    asyncio.run(main())
