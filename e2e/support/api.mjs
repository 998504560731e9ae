// The gateway's HTTP API, for what a journey checks behind the page.

export class Api {
  constructor(origin) {
    this.base = `${origin}/api/v1`;
  }

  async #call(method, path, { body, headers } = {}) {
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: text.startsWith("{") ? JSON.parse(text) : null };
  }

  run(workflowId) {
    return this.#call("GET", `/runs/${encodeURIComponent(workflowId)}`);
  }

  runs(query = "mine=true") {
    return this.#call("GET", `/runs?${query}`);
  }

  start(namespace, workflowType, input, { key = crypto.randomUUID(), ...envelope } = {}) {
    const path = `/workflows/${encodeURIComponent(namespace)}/${encodeURIComponent(workflowType)}/runs`;
    return this.#call("POST", path, { body: { input, ...envelope }, headers: { "idempotency-key": key } });
  }

  cancel(workflowId) {
    return this.#call("POST", `/runs/${encodeURIComponent(workflowId)}/cancel`, { body: {} });
  }

  get(path) {
    return this.#call("GET", path);
  }
}
