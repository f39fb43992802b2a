// Boxes for numbers: what is typed wrong is refused with the rule it breaks.
import LIMITS from "../../src/cnnlab/widgets/limits.json" with { type: "json" };
import { grouped } from "../math/grouped.mjs";
import { html } from "./dom.mjs";
import { readText } from "./numbers.mjs";

// The largest number, either side of 0, that a hand can set where any would do: its products can still
// be read.
export const MOST_NUMBER = LIMITS.most_typed;

/**
 * The number in a box of text, and what is wrong with it, if anything is: the box then says so, too.
 * @param {HTMLInputElement} box
 */
export function readNumber(box) {
  const value = readText(box.value) ?? NaN;
  const problem = problemWith(value);
  box.setAttribute("aria-invalid", String(problem !== null));
  return { value, problem };
}

/** How a refusal names what was typed. @param {string} text */
export const typed = (text) => (text.trim() === "" ? "An empty box" : `“${text}”`);

/** @param {number} value */
function problemWith(value) {
  if (Number.isNaN(value)) return "is not a number";
  const most = grouped(MOST_NUMBER);
  return Math.abs(value) > MOST_NUMBER ? `is not from −${most} to ${most}` : null;
}

/**
 * A box for one whole number, which is set as it is typed. A wrong one does not stay.
 * @param {object} number
 * @param {string} number.name as the refusal calls it
 * @param {number[]} number.limits least and most
 * @param {() => number} number.get
 * @param {(value: number) => void} number.set
 * @param {(message: string | null) => void} number.tell
 * @param {Record<string, any>} attributes
 * @returns {HTMLInputElement}
 */
export function numberBox({ name, limits: [least, most], get, set, tell }, attributes) {
  // Its number when it got the focus: the first digits of one that is too large are set already.
  let before = NaN;
  let mine = NaN; // what this box set last
  let refusal = "";
  const box = /** @type {HTMLInputElement} */ (
    html("input", {
      ...{ type: "number", min: least, max: most, step: 1 },
      ...attributes,
      focus: begin,
      input: read,
      change: end,
      blur: end,
    })
  );

  function begin() {
    before = get();
  }

  function read() {
    const value = Number(box.value);
    if (Number.isNaN(before)) begin();
    const right = box.value !== "" && Number.isInteger(value) && value >= least && value <= most;
    box.setAttribute("aria-invalid", String(!right));
    if (right) {
      if (refusal) tell(null);
      refusal = "";
      mine = value;
      return set(value);
    }
    const rule = `a whole number from ${least} to ${grouped(most)}`;
    const wrong = box.value === "" ? "" : `, not ${box.value}`;
    refusal = `${name} must be ${rule}${wrong}. It stays ${grouped(before)}.`;
    tell(refusal);
  }

  function end() {
    if (!box.isConnected) return; // its line has gone, and another may stand in its place
    // Of a number that was set elsewhere meanwhile, as where another line has taken this one's place,
    // nothing is put back.
    if (refusal && get() === mine && mine !== before) {
      set(before);
      const message = refusal;
      queueMicrotask(() => tell(message)); // once the widget has heard of the change
    }
    begin();
    box.value = String(before);
    box.removeAttribute("aria-invalid");
  }
  return box;
}

/**
 * Write a number into its box, unless it stands there already: to write it again would move the caret.
 * @param {HTMLInputElement} box
 * @param {number} count
 */
export function showCount(box, count) {
  if (box.value === "" || Number(box.value) !== count) box.value = String(count);
  box.removeAttribute("aria-invalid");
}
