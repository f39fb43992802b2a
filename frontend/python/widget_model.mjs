// A widget's state as the page has it, in step with Python's over a comm.
import { listeners, same } from "../parts/model.mjs";

/**
 * @typedef {import("../parts/mount.mjs").Model & {
 *   state: Record<string, any>,
 *   receive: (changes: Record<string, any>) => void,
 *   sendCustom: (content: any) => void,
 * }} LiveModel
 */

/**
 * @param {Record<string, any>} state
 * @param {(data: object) => void} send
 * @returns {LiveModel}
 */
export function liveModel(state, send) {
  const { tell, on, off } = listeners();
  /** @type {Record<string, any>} */
  let unsaved = {};

  return {
    state,
    get: (name) => state[name],
    set(name, value) {
      if (same(state[name], value)) return;
      state[name] = unsaved[name] = value;
      tell(`change:${name}`);
    },
    save_changes() {
      const changes = unsaved;
      unsaved = {};
      if (Object.keys(changes).length) send({ method: "update", state: changes, buffer_paths: [] });
    },
    on,
    off,

    // What Python has set is not sent back to it: that would never end.
    receive(changes) {
      const changed = Object.keys(changes).filter((name) => !same(state[name], changes[name]));
      for (const name of changed) {
        state[name] = changes[name];
        delete unsaved[name];
      }
      changed.forEach((name) => tell(`change:${name}`));
    },

    sendCustom: (content) => send({ method: "custom", content }),
  };
}

/**
 * A model for one drawing, with the way to end all that listens to it there.
 * @param {LiveModel} model
 */
export function lent(model) {
  /** @type {(() => void)[]} */
  const ends = [];
  /** @type {LiveModel} */
  const forDrawing = {
    ...model,
    on(event, listener) {
      model.on(event, listener);
      ends.push(() => model.off(event, listener));
    },
  };
  return { model: forDrawing, stop: () => ends.forEach((end) => end()) };
}

/**
 * The state of a message of ipywidgets, whose binary parts come beside it.
 * @param {{ state?: Record<string, any>, buffer_paths?: (string | number)[][] }} data
 * @param {ArrayBufferView[]} buffers
 */
export function stateOf({ state = {}, buffer_paths = [] }, buffers) {
  buffer_paths.forEach((path, i) => {
    let at = state;
    for (const key of path.slice(0, -1)) at = at[key];
    at[path[path.length - 1]] = buffers[i];
  });
  return state;
}
