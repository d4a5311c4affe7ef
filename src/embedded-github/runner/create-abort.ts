import { setMaxListeners } from "node:events";

/** An AbortController that many jobs may listen to without Node's warning about leaks. */
export function createAbort(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/** Aborted with the first of several signals. */
export function anyOf(signals: readonly AbortSignal[]): AbortSignal {
  const signal = AbortSignal.any([...signals]);
  setMaxListeners(0, signal);
  return signal;
}
