// Waiting for a condition, never for a length of time.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

/** Seconds until a test gives up waiting for a condition. It says nothing of how fast the portal is: a busy machine is no failure. */
export const PATIENCE = 120;
/** Milliseconds after which a test hangs. */
export const LIMIT = 15 * 60_000;

/**
 * Asks `probe` until it gives something truthy, and gives that. An error counts as "not yet"; when time is
 * up the last one is the cause of the failure. The pause between two questions only spares the processor.
 */
export async function until(what, probe, { seconds = PATIENCE, every = 100 } = {}) {
  const deadline = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      const answer = await probe();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`, { cause: last });
    await pause(every);
  }
}

/** Reads until the value equals `expected`; when time is up, the difference is the failure. */
export async function becomes(read, expected, message) {
  const equal = async () => {
    assert.deepEqual(await read(), expected, message);
    return true;
  };
  await until("a value", equal).catch((error) => {
    throw error.cause ?? error;
  });
}
