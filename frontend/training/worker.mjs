// Training's script, for a worker. A page that may start none loads it itself, and trains in slices
// that leave time to draw.
import { makeSession } from "./session.mjs";

const SLICE = { worker: 80, page: 8 }; // milliseconds

if (typeof document === "undefined") {
  const hear = makeSession(
    (message, transfer = []) => self.postMessage(message, { transfer }),
    SLICE.worker,
  );
  self.addEventListener("message", ({ data }) => hear(data));
} else {
  /** @param {(message: any) => void} tell */
  globalThis.cnnlabTraining = (tell) => makeSession(tell, SLICE.page);
}
