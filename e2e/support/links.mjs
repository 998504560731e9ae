// The two histories of a run, each with a link to the other: what Temporal's own UI draws.
import assert from "node:assert/strict";

const workflowEvents = (links = []) => links.map(({ workflowEvent }) => workflowEvent).filter(Boolean);

/** Fails unless the router's history links to the target's first event, and the target's to the router's scheduled event. */
export async function assertLinkedBothWays({ temporal }, routers, run) {
  const started = await temporal.event(routers, run.workflow_id, "NexusOperationStarted");
  const [target] = workflowEvents(started.links);
  assert.deepEqual(
    [target.namespace, target.workflowId, target.runId, target.eventRef.eventId, target.eventRef.eventType],
    [run.target.namespace, run.target.workflow_id, run.target.run_id, "1", "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED"],
  );

  const scheduled = await temporal.event(routers, run.workflow_id, "NexusOperationScheduled");
  const first = await temporal.event(target.namespace, target.workflowId, "WorkflowExecutionStarted");
  // The server keeps the links of a start beside its callbacks.
  const { completionCallbacks = [] } = first.workflowExecutionStartedEventAttributes;
  const [router] = workflowEvents([...(first.links ?? []), ...completionCallbacks.flatMap(({ links }) => links ?? [])]);
  assert.deepEqual(
    [router.namespace, router.workflowId, router.runId, router.eventRef.eventId, router.eventRef.eventType],
    [routers, run.workflow_id, run.run_id, scheduled.eventId, "EVENT_TYPE_NEXUS_OPERATION_SCHEDULED"],
  );
}
