// Failures as Temporal's histories hold them, brought to what must survive a way through Nexus.

/** Message, type, details and the whole chain of causes; stack traces and the SDK's name are each side's own. */
export function essence(failure) {
  if (!failure) return null;
  const info = failure.applicationFailureInfo;
  return {
    message: failure.message ?? "",
    type: info?.type ?? null,
    details: info?.details?.payloads?.map(decode) ?? null,
    kind: Object.keys(failure).find((key) => key.endsWith("FailureInfo")) ?? null,
    cause: essence(failure.cause),
  };
}

const decode = (payload) => JSON.parse(Buffer.from(payload.data, "base64").toString());
