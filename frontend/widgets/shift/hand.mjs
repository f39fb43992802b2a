// The reader's hand shifts the image: by dragging it, or with arrow keys.
import { clamped } from "../../math/range.mjs";
import { MARGIN } from "../../math/shift.mjs";
import { commit } from "../../parts/model.mjs";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** @param {import("../../parts/mount.mjs").Model} model */
export function shiftingHand(model) {
  const now = () => ({ down: model.get("down"), right: model.get("right") });
  /** @type {{ x: number, y: number, down: number, right: number } | null} */
  let held = null; // where the pointer took hold, and the shift at that moment

  /**
   * @param {number} down
   * @param {number} right
   */
  function moveTo(down, right) {
    const next = {
      down: clamped(down, -MARGIN, MARGIN),
      right: clamped(right, -MARGIN, MARGIN),
    };
    if (next.down !== now().down || next.right !== now().right) commit(model, next);
  }

  function moveByKey(event) {
    const step = STEPS[event.key];
    if (!step && event.key !== "Home") return;
    event.preventDefault();
    if (step) moveTo(now().down + step[0], now().right + step[1]);
    else moveTo(0, 0);
  }

  function grab(event) {
    event.currentTarget.setPointerCapture(event.pointerId);
    held = { x: event.clientX, y: event.clientY, ...now() };
  }

  function drag(event) {
    if (!held || !(event.buttons & 1)) return;
    const columns = model.get("image")[0].length - 2 * MARGIN;
    const pixel = event.currentTarget.getBoundingClientRect().width / columns;
    moveTo(
      held.down + Math.round((event.clientY - held.y) / pixel),
      held.right + Math.round((event.clientX - held.x) / pixel),
    );
  }

  const handle = {
    role: "application",
    tabindex: 0,
    class: "cnnlab-grid cnnlab-shift-handle",
    keydown: moveByKey,
    pointerdown: grab,
    pointermove: drag,
  };
  return { handle, putBack: () => moveTo(0, 0) };
}
