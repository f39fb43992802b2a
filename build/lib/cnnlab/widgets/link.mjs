// A link that carries a widget's state, so that a teacher can share a setting:
// page.html#cnnlab-2&stride=2&kernel=[[0,1],[1,0]] sets the page's third widget.
import { html } from "./draw.mjs";

const LONGEST = 20_000; // characters of a link's state: more than any true setting needs
const NEVER = new Set(["widget", "playing"]);

// The state of the page's widget number `index` as the address has it, laid over its own state.
// Only names that the widget has are taken, and only as JSON; the widget checks what they mean.
export function stateFromAddress(hash, index, state) {
  const [target, ...pairs] = hash.slice(1).split("&");
  if (target !== `cnnlab-${index}` || hash.length > LONGEST) return null;
  const changed = { ...state };
  for (const pair of pairs) {
    const [name, text] = pair.split("=").map(decodeURIComponent);
    if (!Object.hasOwn(state, name) || NEVER.has(name) || text === undefined) {
      throw new RangeError(`the link sets “${name}”, which this widget does not have`);
    }
    changed[name] = text.startsWith("@") ? named(state, name, text.slice(1)) : JSON.parse(text);
    const [before, after] = [kind(state[name]), kind(changed[name])];
    if (before !== after && ![before, after].every((k) => ["number", "string", "list"].includes(k))) {
      throw new TypeError(`the link sets “${name}” to ${text.slice(0, 40)}, which is not of its kind`);
    }
  }
  return changed;
}

// A padding may be a number, a word or a list; nothing else changes its kind.
const kind = (value) => (Array.isArray(value) ? "list" : value === null ? "nothing" : typeof value);

// An image or a kernel that the widget offers goes by its name.
function named(state, name, key) {
  const presets = state[`${name}s`];
  if (!presets || !Object.hasOwn(presets, key)) throw new RangeError(`there is no ${name} named “${key}”`);
  return presets[key];
}

// The address of this page with all that differs from `initial`, the widget's own state.
export function addressWith(index, initial, model) {
  const pairs = [];
  for (const name of Object.keys(initial)) {
    const text = JSON.stringify(model.get(name));
    if (NEVER.has(name) || text === JSON.stringify(initial[name])) continue;
    const presets = model.get(`${name}s`) ?? {};
    const key = Object.keys(presets).find((k) => JSON.stringify(presets[k]) === text);
    pairs.push(`&${name}=${encodeURIComponent(key === undefined ? text : "@" + key)}`);
  }
  return `${location.href.split("#")[0]}#cnnlab-${index}${pairs.join("")}`;
}

export function shareButton(index, initial, model) {
  const said = html("span", { role: "status" });
  const copy = async () => {
    const link = addressWith(index, initial, model);
    history.replaceState(null, "", link);
    try {
      await navigator.clipboard.writeText(link);
      said.textContent = "Copied. It is in the address bar, too.";
    } catch {
      said.textContent = "It is in the address bar: copy it from there.";
    }
  };
  return html("div", { class: "cnnlab-share" }, html("button", { type: "button", click: copy }, "Link to this setting"), said);
}
