// Traits: set several as one change, and hear of several as one.

/** @typedef {import("./mount.mjs").Model} Model */

/** Who listens to what: the part of a model that is the same wherever its traits are. */
export function listeners() {
  /** @type {Map<string, Set<() => void>>} */
  const all = new Map();
  return {
    /** @param {string} event */
    tell: (event) => [...(all.get(event) ?? [])].forEach((listener) => listener()),
    /** @param {string} event @param {() => void} listener */
    on(event, listener) {
      if (!all.has(event)) all.set(event, new Set());
      all.get(event)?.add(listener);
    },
    /** @param {string} event @param {() => void} listener */
    off: (event, listener) => void all.get(event)?.delete(listener),
  };
}

/**
 * Traits to be read by name. They cannot be listed: `{ ...traits }` and a rest of them are empty.
 * @param {Pick<Model, "get">} model
 * @returns {Record<string, any>}
 */
export const traitsOf = (model) => new Proxy({}, { get: (_, name) => model.get(String(name)) });

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
 * between the first and the last they may not fit each other. It is given their names. Returns the
 * way to stop.
 * @param {Model} model
 * @param {string[]} names
 * @param {(changed: Set<string>) => void} listener
 */
export function listen(model, names, listener) {
  /** @type {Set<string>} */
  let changed = new Set();
  let stopped = false;
  const deliver = () => {
    const delivered = changed;
    changed = new Set();
    if (!stopped) listener(delivered);
  };
  const listeners = names.map((name) => {
    const note = () => {
      if (changed.size === 0) queueMicrotask(deliver);
      changed.add(name);
    };
    model.on(`change:${name}`, note);
    return () => model.off(`change:${name}`, note);
  });
  return () => {
    stopped = true;
    listeners.forEach((remove) => remove());
  };
}
