// The pad: a pen for the pointer, and one that the arrow keys move.
import { html } from "../../parts/dom.mjs";
import { cellByKey, goesRound } from "../../parts/keys.mjs";
import { blank, BLOCK, DOTS, PEN_RADIUS, placeOf } from "./ink.mjs";

/** @typedef {import("./ink.mjs").Ink} Ink */

const DOT_SIZE = 8; // screen pixels for each dot of the canvas
const SIDE = DOTS * DOT_SIZE;
const LABEL = "Draw a digit: arrow keys move the pen, Space puts it down or lifts it";

/**
 * @param {object} owner
 * @param {(point: number[]) => void} owner.begin a stroke at x and y, in dots
 * @param {(point: number[]) => void} owner.goOn with that stroke
 * @param {(words: string) => void} owner.say
 */
export function makePad({ begin, goOn, say }) {
  let ink = blank();
  let cursor = (DOTS / 2) * DOTS + DOTS / 2; // the dot under the keyboard's pen
  let down = false; // whether that pen is on the paper
  let pointer = NaN; // the one that draws: of two fingers, the first

  const canvas = html("canvas", {
    class: "cnnlab-draw-digit-pad",
    width: SIDE,
    height: SIDE,
    tabindex: 0,
    role: "application",
    "aria-roledescription": "drawing pad",
    "aria-label": LABEL,
    pointerdown: grab,
    pointermove: drag,
    pointerup: letGo,
    pointercancel: letGo,
    keydown: move,
    focus: paint,
    blur: paint,
  });

  function paint() {
    paintInk(canvas, ink);
    const seen = document.activeElement === canvas && canvas.matches(":focus-visible");
    if (seen) paintPen(canvas, cursor, down);
  }

  /** @param {PointerEvent} event */
  function grab(event) {
    if (event.button !== 0 || !Number.isNaN(pointer)) return;
    canvas.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    begin(pointOf(event, canvas));
  }

  /** @param {PointerEvent} event */
  function drag(event) {
    if (event.pointerId === pointer) goOn(pointOf(event, canvas));
  }

  /** @param {PointerEvent} event */
  function letGo(event) {
    if (event.pointerId === pointer) pointer = NaN;
  }

  /** @param {KeyboardEvent} event */
  function move(event) {
    const to = cellByKey(event, cursor, DOTS, DOTS * DOTS);
    if (to === undefined && event.key !== " ") return;
    event.preventDefault();
    if (to === undefined) down = !down;
    else if (!goesRound(event.key, cursor, DOTS)) cursor = to;
    if (down) (to === undefined ? begin : goOn)(middleOf(cursor));
    paint();
    const [row, column] = placeOf(cursor);
    say(`Pen ${down ? "down" : "up"}, row ${row}, column ${column}`);
  }

  return {
    canvas,
    /** @param {Ink} shown */
    show(shown) {
      ink = shown;
      paint();
    },
  };
}

// The middle of a dot, as x and y.
const middleOf = (i) => {
  const [row, column] = placeOf(i);
  return [column + 0.5, row + 0.5];
};

// Where the pointer is, in dots.
function pointOf({ clientX, clientY }, canvas) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  return [((clientX - left) / width) * DOTS, ((clientY - top) / height) * DOTS];
}

/** @param {HTMLCanvasElement} canvas @param {Ink} ink */
function paintInk(canvas, ink) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = "#000";
  context.fillRect(0, 0, SIDE, SIDE);
  context.fillStyle = "#fff";
  ink.forEach((dot, i) => {
    const [row, column] = placeOf(i);
    if (dot) context.fillRect(column * DOT_SIZE, row * DOT_SIZE, DOT_SIZE, DOT_SIZE);
  });
  context.lineWidth = 1;
  context.strokeStyle = "#6b6b6b"; // where the pixels end
  for (let at = BLOCK * DOT_SIZE; at < SIDE; at += BLOCK * DOT_SIZE) {
    context.strokeRect(at, -1, 0, SIDE + 2);
    context.strokeRect(-1, at, SIDE + 2, 0);
  }
}

// A ring around the dot, with another inside while the pen is down: seen on ink and on paper.
function paintPen(canvas, cursor, down) {
  const context = canvas.getContext("2d");
  const [x, y] = middleOf(cursor).map((n) => n * DOT_SIZE);
  const accent = getComputedStyle(canvas).getPropertyValue("--cnnlab-accent");
  for (const [lineWidth, strokeStyle] of [
    [6, "#fff"],
    [3, accent],
  ]) {
    Object.assign(context, { lineWidth, strokeStyle });
    context.beginPath();
    context.arc(x, y, (PEN_RADIUS + 0.5) * DOT_SIZE, 0, 2 * Math.PI);
    if (down) context.arc(x, y, DOT_SIZE / 2, 0, 2 * Math.PI);
    context.stroke();
  }
}
