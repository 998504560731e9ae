// Another form in a workflow's place: what the catalog would refuse to publish can still be shown in the portal.

/** Serves the page a workflow whose definition `change` has changed, whether it comes as a built file or from the gateway. */
export async function withDefinition(page, workflowType, change) {
  const changed = async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    if (body.workflow_type === workflowType) {
      change(body);
      body.definition = "changed";
    }
    await route.fulfill({ response, json: body });
  };
  await page.route("**/catalog/w/*.json", changed);
  await page.route(`**/api/v1/workflows/*/${workflowType}`, changed);
}
