"""The team's Nexus service: what other namespaces may start."""

from urllib.parse import unquote

from nexusrpc.handler import service_handler
from temporalio import nexus

from .backfill import Backfill, BackfillTableWorkflow, Written

# The router asks for the target's id in this header, percent-encoded.
WORKFLOW_ID_HEADER = "portico-workflow-id"


@service_handler(name="backfills")
class Backfills:
    """Operations are named like the workflow they start, which is the name in the catalog."""

    @nexus.workflow_run_operation(name="BackfillTableWorkflow")
    async def backfill(
        self, ctx: nexus.WorkflowRunOperationContext, backfill: Backfill
    ) -> nexus.WorkflowHandle[Written]:
        asked = ctx.headers.get(WORKFLOW_ID_HEADER)
        return await ctx.start_workflow(
            BackfillTableWorkflow.run,
            backfill,
            id=unquote(asked) if asked else f"backfill-{ctx.request_id}",
            static_summary=f"{backfill.table}, {backfill.first_day} to {backfill.last_day}",
        )
