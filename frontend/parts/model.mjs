// Traits: set several as one change, and hear of several as one.

/** @typedef {import("./mount.mjs").Model} Model */

/**
 * Set several traits at once, and tell Python once.
 * @param {Model} model
 * @param {Record<string, any>} changes
 */
export function commit(model, changes) {
  for (const [name, value] of Object.entries(changes)) model.set(name, value);
  model.save_changes();
}

/**
 * Whether two traits hold the same.
 * @param {any} a
 * @param {any} b
 */
export const same = (a, b) =>
  a === b || (a?.length === b?.length && JSON.stringify(a) === JSON.stringify(b));

/**
 * Call `listener` when any of the traits has changed: once for all that change together, since
 * between the first and the last they may not fit each other. Returns the way to stop.
 * @param {Model} model
 * @param {string[]} names
 * @param {() => void} listener
 */
export function listen(model, names, listener) {
  let waiting = false;
  let stopped = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      if (!stopped) listener();
    });
  };
  for (const name of names) model.on(`change:${name}`, soon);
  return () => {
    stopped = true;
    for (const name of names) model.off(`change:${name}`, soon);
  };
}
