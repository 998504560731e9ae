// Waiting for a condition, never for a length of time.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

/**
 * Asks `probe` until it gives something truthy, and gives that. An error counts as "not yet"; when time is
 * up the last one is the cause of the failure. The pause between two questions only spares the processor.
 */
export async function until(what, probe, { seconds = 30, every = 100 } = {}) {
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
