// Listeners for what can be pressed and dragged on. A mouse presses as its button goes down, and a
// finger as it taps. A finger that swipes up or down scrolls the page: `touch-action: pan-y` of the
// style sheet lets it, and the browser cancels the pointer, though not before its first move. So a
// finger that moves presses only once it moves sideways.

/**
 * @param {(event: PointerEvent) => void} press where the event is
 * @param {() => boolean} ready whether there is anything to press
 */
export function presses(press, ready = () => true) {
  /** @type {number | null} */
  let holder = null; // the pointer that presses
  /** @type {PointerEvent | null} */
  let down = null; // where a finger went down, until it presses
  let pressed = false; // since the pointer went down

  const letGo = () => (holder = null);

  /** @param {PointerEvent} event */
  function act(event) {
    if (!ready()) return;
    [down, pressed] = [null, true];
    press(event);
  }

  return {
    /** @param {any} event */
    pointerdown(event) {
      if (event.button !== 0 || !ready()) return;
      holder = event.pointerId;
      event.currentTarget.setPointerCapture(holder);
      [down, pressed] = [event, false];
      if (event.pointerType === "mouse") act(event);
    },
    /** @param {PointerEvent} event */
    pointermove(event) {
      if (event.pointerId !== holder || (down && !isSideways(down, event))) return;
      act(event);
    },
    /** @param {PointerEvent} event */
    pointerup(event) {
      if (event.pointerId === holder && down && isTap(down, event)) act(event);
      letGo();
    },
    pointercancel: letGo,
    /** Without a pointer, as assistive technology clicks. @param {any} event */
    click(event) {
      if (!pressed) act(event);
      pressed = false;
    },
  };
}

const TAP = 10; // pixels by which a finger trembles

/** @param {PointerEvent} from @param {PointerEvent} to */
const isTap = (from, to) => Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) < TAP;

/** @param {PointerEvent} from @param {PointerEvent} to */
const isSideways = (from, to) =>
  Math.abs(to.clientX - from.clientX) > Math.abs(to.clientY - from.clientY);

/**
 * Listeners for what is also looked at, by a mouse that does not press.
 * @template T
 * @param {object} hand
 * @param {(what: T) => void} hand.point
 * @param {(what: T) => void} hand.press
 * @param {() => void} hand.leave
 * @param {(event: any) => T} at what is under the pointer
 */
export function looksAndPresses({ point, press, leave }, at) {
  const { pointermove, ...others } = presses((event) => press(at(event)));
  return {
    ...others,
    /** @param {any} event */
    pointermove(event) {
      if (event.buttons & 1) pointermove(event);
      else point(at(event));
    },
    pointerleave: leave,
  };
}

/**
 * Listeners for what shows more of what is pointed at: a mouse points, and a finger taps.
 * @param {(event: any) => void} point
 */
export const pointing = (point) => ({
  pointermove: (/** @type {PointerEvent} */ event) => event.pointerType === "mouse" && point(event),
  click: point,
});
