// A link that carries a widget's state, so that a teacher can share a setting:
// page.html#widget-size_explorer&stride=2&kernel=[[0,1],[1,0]] sets the size explorer of that page.
import { Misfit, short } from "../math/checks.mjs";
import { grouped } from "../math/grouped.mjs";
import { textButton } from "./controls.mjs";
import { html } from "./dom.mjs";
import { PLAYED } from "./player.mjs";

/** @typedef {import("./mount.mjs").Model} Model */

const LONGEST = 60_000; // characters of a link's state: a painted image of 64 × 64 pixels has 25,000
const NEVER = new Set(["playing", "guess", "walk", "history", "weights", "runs"]); // no settings

/**
 * Whether an address's end is about the widget with this slug.
 * @param {string} hash
 * @param {string} slug
 */
export const isAbout = (hash, slug) => untrailed(hash.split("&")[0]) === `#${slug}`;

/**
 * The state of a widget in the address, laid over its own state. Only names that the widget
 * has are taken, and only as JSON; the widget checks what they mean.
 * @param {string} hash
 * @param {string} slug
 * @param {Record<string, any>} state
 */
export function stateFromAddress(hash, slug, state) {
  if (!isAbout(hash, slug)) return { ...state };
  if (hash.length > LONGEST) {
    throw new Misfit(`it is longer than ${grouped(LONGEST)} characters`);
  }
  const changed = { ...state };
  for (const pair of hash.split("&").slice(1)) {
    const [name, text] = pair.split("=").map(decoded);
    if (!Object.hasOwn(state, name) || NEVER.has(name) || text === undefined) {
      throw new Misfit(`it sets “${short(name)}”, which this widget does not have`);
    }
    changed[name] = text.startsWith("@") ? named(state, name, text.slice(1)) : parsed(name, text);
    const [before, after] = [kind(state[name]), kind(changed[name])];
    if (
      before !== after &&
      !EXCHANGED.some((kinds) => [before, after].every((k) => kinds.includes(k)))
    ) {
      throw new Misfit(`it sets “${name}” to ${short(text)}, which is not of its kind`);
    }
    PLAYED[name]?.(changed[name]); // the player checks these only when it is made
  }
  return changed;
}

// Mail and chat programs take the sentence's full stop, or a closing bracket, for a part of a link.
/** @param {string} text */
const untrailed = (text) => text.replace(/[.,;:!?)>'"’”»\]]+$/u, "");

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Misfit(`“${short(text)}” is cut off or misspelt`);
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
function parsed(name, text) {
  const shortest = Math.max(1, untrailed(text).length, text.length - 4);
  for (let end = text.length; end >= shortest; end--) {
    try {
      return JSON.parse(text.slice(0, end));
    } catch {
      // perhaps without its last character
    }
  }
  throw new Misfit(`what it sets “${name}” to is cut off or misspelt: ${short(text)}`);
}

// A padding may be a number, a word or a list, and a skip a number or nothing. All else keeps its kind.
const EXCHANGED = [
  ["number", "string", "list"],
  ["number", "nothing"],
];

/** @param {any} value */
const kind = (value) => (Array.isArray(value) ? "list" : value === null ? "nothing" : typeof value);

/**
 * An image or a kernel that the widget offers goes by its name.
 * @param {Record<string, any>} state
 * @param {string} name
 * @param {string} key
 */
function named(state, name, key) {
  const presets = state[`${name}s`] ?? {};
  const known = [key, untrailed(key)].find((each) => Object.hasOwn(presets, each));
  if (known === undefined) throw new Misfit(`there is no ${name} named “${short(key)}”`);
  return presets[known];
}

/**
 * The address of this page with all that differs from `initial`, the widget's own state.
 * @param {string} slug
 * @param {Record<string, any>} initial
 * @param {Model} model
 */
function addressWith(slug, initial, model) {
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
  return html("div", { class: "cnnlab-share" }, textButton("Link to this setting", copy), said);
}
