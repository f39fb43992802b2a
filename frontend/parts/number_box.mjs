// Boxes for numbers: what is typed wrong is refused with the rule it breaks.
import { html } from "./dom.mjs";
import { grouped, readText } from "./numbers.mjs";

// The largest number, either side of 0, that a hand can set where any would do: its products can still
// be read.
export const MOST_NUMBER = 1000;

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
  let refused = false;
  const box = /** @type {HTMLInputElement} */ (
    html("input", {
      ...{ type: "number", min: least, max: most, step: 1 },
      ...attributes,
      input: read,
      blur: forget,
    })
  );

  function read() {
    const value = Number(box.value);
    const right = box.value !== "" && Number.isInteger(value) && value >= least && value <= most;
    box.setAttribute("aria-invalid", String(!right));
    if (!right) {
      tell(
        `${name} must be a whole number from ${least} to ${grouped(most)}. It stays ${grouped(get())}.`,
      );
    } else if (refused) tell(null);
    refused = !right;
    if (right) set(value);
  }

  function forget() {
    box.value = String(get());
    box.removeAttribute("aria-invalid");
  }
  return box;
}
