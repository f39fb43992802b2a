// The reader's hand moves the strip: by dragging it, or with arrow keys.
import { clamped } from "../../math/range.mjs";
import { MOST, PIXELS } from "../../math/strip.mjs";
import { commit } from "../../parts/model.mjs";

/** @param {import("../../parts/mount.mjs").Model} model */
export function stripHand(model) {
  /** @type {{ x: number, right: number } | null} */
  let held = null; // where the pointer took hold, and the shift at that moment

  /** @param {number} right */
  function moveTo(right) {
    const next = clamped(right, -MOST, MOST);
    if (next !== model.get("right")) commit(model, { right: next });
  }

  const steps = {
    ArrowLeft: () => model.get("right") - 1,
    ArrowDown: () => model.get("right") - 1,
    ArrowRight: () => model.get("right") + 1,
    ArrowUp: () => model.get("right") + 1,
    Home: () => -MOST,
    End: () => MOST,
  };

  /** @param {KeyboardEvent} event */
  function keydown(event) {
    if (!steps[event.key]) return;
    event.preventDefault();
    moveTo(steps[event.key]());
  }

  /** @param {any} event */
  function pointerdown(event) {
    event.currentTarget.setPointerCapture(event.pointerId);
    held = { x: event.clientX, right: model.get("right") };
  }

  /** @param {any} event */
  function pointermove(event) {
    if (!held || !(event.buttons & 1)) return;
    const pixel = event.currentTarget.getBoundingClientRect().width / PIXELS;
    moveTo(held.right + Math.round((event.clientX - held.x) / pixel));
  }

  return { keydown, pointerdown, pointermove };
}
