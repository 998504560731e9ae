"""Runs the worker until it is told to stop. It needs TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and DATA_ENG_WAREHOUSE."""

import asyncio
import os
import signal

from temporalio.client import Client
from temporalio.worker import Worker

from .backfill import BackfillTableWorkflow, write_partition
from .caller import CallOperationWorkflow
from .service import Backfills

TASK_QUEUE = "data-eng"


async def main() -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    client = await Client.connect(
        os.environ["TEMPORAL_ADDRESS"], namespace=os.environ["TEMPORAL_NAMESPACE"]
    )
    worker = Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[BackfillTableWorkflow, CallOperationWorkflow],
        activities=[write_partition],
        nexus_service_handlers=[Backfills()],
    )
    async with worker:
        print(f"ready: {client.namespace}", flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
