"""CallOperationWorkflow: calls another team's Nexus operation, as any workflow of this team might."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from temporalio import workflow

from .service import WORKFLOW_ID_HEADER


@dataclass
class Call:
    """The operation to call, its input, and the id its workflow shall have."""

    endpoint: str
    service: str
    operation: str
    input: dict[str, Any]
    workflow_id: str


@workflow.defn
class CallOperationWorkflow:
    """Waits for the operation and gives back its result. Cancelled, it cancels the operation and waits for its end."""

    @workflow.run
    async def run(self, call: Call) -> Any:
        client = workflow.create_nexus_client(endpoint=call.endpoint, service=call.service)
        return await client.execute_operation(
            call.operation,
            call.input,
            output_type=dict[str, Any],
            headers={WORKFLOW_ID_HEADER: quote(call.workflow_id, safe="")},
            schedule_to_close_timeout=timedelta(minutes=10),
        )
