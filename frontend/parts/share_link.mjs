// A link that carries a widget's state, so that a teacher can share a setting:
// page.html#widget-size_explorer&stride=2&kernel=[[0,1],[1,0]] sets the size explorer of that page.
import { html } from "./dom.mjs";

/** @typedef {import("./mount.mjs").Model} Model */

const LONGEST = 60_000; // characters of a link's state: a painted image of 64 × 64 pixels has 25,000
const NEVER = new Set(["playing"]);

/**
 * The state of the widget with this slug as the address has it, laid over its own state; null if the
 * address is not about it. Only names that the widget has are taken, and only as JSON; the widget
 * checks what they mean.
 * @param {string} hash
 * @param {string} slug
 * @param {Record<string, any>} state
 */
export function stateFromAddress(hash, slug, state) {
  const [target, ...pairs] = hash.slice(1).split("&");
  if (target !== slug) return null;
  if (hash.length > LONGEST) throw new RangeError(`the link is longer than ${LONGEST} characters`);
  const changed = { ...state };
  for (const pair of pairs) {
    const [name, text] = pair.split("=").map(decodeURIComponent);
    if (!Object.hasOwn(state, name) || NEVER.has(name) || text === undefined) {
      throw new RangeError(`the link sets “${name}”, which this widget does not have`);
    }
    changed[name] = text.startsWith("@") ? named(state, name, text.slice(1)) : JSON.parse(text);
    const [before, after] = [kind(state[name]), kind(changed[name])];
    if (
      before !== after &&
      ![before, after].every((k) => ["number", "string", "list"].includes(k))
    ) {
      throw new TypeError(
        `the link sets “${name}” to ${text.slice(0, 40)}, which is not of its kind`,
      );
    }
  }
  return changed;
}

// A padding may be a number, a word or a list; nothing else changes its kind.
/** @param {any} value */
const kind = (value) => (Array.isArray(value) ? "list" : value === null ? "nothing" : typeof value);

/**
 * An image or a kernel that the widget offers goes by its name.
 * @param {Record<string, any>} state
 * @param {string} name
 * @param {string} key
 */
function named(state, name, key) {
  const presets = state[`${name}s`];
  if (!presets || !Object.hasOwn(presets, key))
    throw new RangeError(`there is no ${name} named “${key}”`);
  return presets[key];
}

/**
 * The address of this page with all that differs from `initial`, the widget's own state.
 * @param {string} slug
 * @param {Record<string, any>} initial
 * @param {Model} model
 */
export function addressWith(slug, initial, model) {
  const pairs = [];
  for (const name of Object.keys(initial)) {
    const text = JSON.stringify(model.get(name));
    if (NEVER.has(name) || text === JSON.stringify(initial[name])) continue;
    const presets = model.get(`${name}s`) ?? {};
    const key = Object.keys(presets).find((k) => JSON.stringify(presets[k]) === text);
    pairs.push(`&${name}=${encodeURIComponent(key === undefined ? text : "@" + key)}`);
  }
  return `${location.href.split("#")[0]}#${slug}${pairs.join("")}`;
}

/**
 * A button that copies the link.
 * @param {string} slug
 * @param {Record<string, any>} initial
 * @param {Model} model
 */
export function shareButton(slug, initial, model) {
  const said = html("span", { role: "status" });
  const copy = async () => {
    const link = addressWith(slug, initial, model);
    history.replaceState(null, "", link);
    try {
      await navigator.clipboard.writeText(link);
      said.textContent = "Copied. It is in the address bar, too.";
    } catch {
      said.textContent = "It is in the address bar: copy it from there.";
    }
  };
  return html(
    "div",
    { class: "cnnlab-share" },
    html("button", { type: "button", click: copy }, "Link to this setting"),
    said,
  );
}
