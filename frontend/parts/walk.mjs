// The button that begins a widget's guided walk, which comes when it is first asked for.
import { reported } from "../math/checks.mjs";
import { textButton } from "./controls.mjs";
import { html, setText } from "./dom.mjs";

/**
 * @typedef {import("./mount.mjs").Model} Model
 * @typedef {import("../walk/steps.mjs").Step} Step
 * @typedef {{ steps: Step[], first: Record<string, any> }} Walk its steps, and the settings before them
 */

/**
 * @param {string[]} settings
 * @param {Model} model
 * @param {HTMLElement} element where the widget is drawn
 */
export function walkThrough(settings, model, element) {
  /** @type {Step[]} */
  const steps = Array.isArray(model.get("walk")) ? model.get("walk") : [];
  const kept = settings.filter((name) => name !== "playing");
  const first = Object.fromEntries(kept.map((name) => [name, model.get(name)])); // what it is written for
  /** @type {ReturnType<typeof import("../walk/index.mjs").begin> | null} */
  let walk = null;
  let awaited = false;

  const start = textButton("Walk through it", open);
  const said = html("span", { role: "status" });
  const box = html("div", { class: "cnnlab-share" }, start, said);
  box.hidden = steps.length === 0;

  async function open() {
    awaited = true;
    setText(said, "");
    const loaded = await import("../walk/index.mjs").catch(reported);
    if (!awaited) return; // Reset came first
    awaited = false;
    if (typeof loaded === "string") return setText(said, `The walk cannot be shown: ${loaded}.`);
    box.hidden = true;
    walk = loaded.begin({ steps, first }, settings, model, element, ended);
  }

  function ended() {
    walk = null;
    box.hidden = false;
    start.focus({ preventScroll: true });
  }

  return {
    steps,
    first,
    box,
    close() {
      awaited = false;
      walk?.close();
    },
    stop() {
      awaited = false;
      walk?.stop();
    },
  };
}
