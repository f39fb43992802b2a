// A curve to sketch: drag across the plot, or move one point after the other with the arrow keys.
import { clamped } from "../math/range.mjs";
import { fillIn, html, svg } from "../parts/dom.mjs";
import { number } from "../parts/numbers.mjs";
import { presses } from "../parts/presses.mjs";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [480, 236, 56, 44, 30];

/**
 * @param {any} guess
 * @returns {import("./index.mjs").Hand}
 */
export function curveGuess({ x, answer, low, high, x_label, y_label, question }) {
  const middle = (low + high) / 2;
  // What the reader has not set yet is null: a line there would be a guess that nobody made.
  /** @type {(number | null)[]} */
  let values = x.map(() => null);
  let current = 0;
  let live = true;
  /** @type {number[] | null} */
  let before = null; // where the stroke was at its last event: a point, or between two, and its value
  // The last point's name has its middle there: in the letters of a narrow card, it ends in the plot.
  const right = WIDTH - Math.max(16, 5 * String(x.at(-1)).length);
  const across = (/** @type {number} */ i) =>
    LEFT + ((right - LEFT) * i) / Math.max(1, x.length - 1);
  const upTo = (/** @type {number} */ v) =>
    TOP + (HEIGHT - BOTTOM - TOP) * (1 - (v - low) / (high - low));

  const truth = svg("polyline", { class: "cnnlab-line" });
  const ghost = svg("polyline", { class: "cnnlab-guess-guessed" });
  const points = x.map((_, i) => svg("circle", { r: 5, cx: across(i), class: "cnnlab-now" }));
  const ticks = x.map((/** @type {number | string} */ at, /** @type {number} */ i) =>
    svg("text", { x: across(i), y: HEIGHT - BOTTOM + 20, "text-anchor": "middle" }, String(at)),
  );
  const sides = [low, high].map((v) =>
    svg("text", { x: LEFT - 8, y: upTo(v) + 5, "text-anchor": "end" }, number(v)),
  );
  const names = [
    svg("text", { x: (LEFT + right) / 2, y: HEIGHT - 4, "text-anchor": "middle" }, x_label),
    svg("text", { x: 0, y: 8, "text-anchor": "start" }, y_label),
  ];
  const axis = svg("path", {
    class: "cnnlab-axis",
    d: `M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${right}`,
  });
  const how = svg(
    "text",
    { x: (LEFT + right) / 2, y: TOP, "text-anchor": "middle", class: "cnnlab-hint" },
    "drag across, or press arrow keys",
  );
  const slider = {
    role: "slider",
    tabindex: 0,
    "aria-label": question,
    "aria-description": "Left and right arrow keys choose a point, up and down move it.",
    "aria-valuemin": low,
    "aria-valuemax": high,
  };
  const plot = svg(
    "svg",
    {
      class: "cnnlab-plot cnnlab-guess-curve",
      viewBox: `0 -8 ${WIDTH} ${HEIGHT + 10}`,
      ...presses(drag, () => live),
      lostpointercapture: () => (before = null),
      keydown,
    },
    ...[axis, ticks, sides, names, how, truth, ghost, points],
  );

  /** @param {PointerEvent} event */
  function drag(event) {
    const { left, top, width, height } = plot.getBoundingClientRect();
    const [px, py] = [
      ((event.clientX - left) / width) * WIDTH,
      ((event.clientY - top) / height) * (HEIGHT + 10) - 8,
    ];
    const share = 1 - (py - TOP) / (HEIGHT - BOTTOM - TOP);
    const [at, value] = [
      ((px - LEFT) / (right - LEFT)) * (x.length - 1),
      low + share * (high - low),
    ];
    current = clamped(Math.round(at), 0, x.length - 1);
    set(value);
    // A fast stroke passes points between two events.
    const [from, then] = before ?? [at, value];
    for (const i of x.keys())
      if ((i - from) * (i - at) < 0) set(then + ((value - then) * (i - from)) / (at - from), i);
    before = [at, value];
  }

  /** @param {KeyboardEvent} event */
  function keydown(event) {
    if (!live) return;
    const step = (high - low) / 20;
    const moves = {
      ArrowUp: () => set(height(current) + step),
      ArrowDown: () => set(height(current) - step),
      PageUp: () => set(height(current) + 5 * step),
      PageDown: () => set(height(current) - 5 * step),
      Home: () => set(low),
      End: () => set(high),
      ArrowLeft: () => (current = Math.max(0, current - 1)),
      ArrowRight: () => (current = Math.min(x.length - 1, current + 1)),
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    moves[event.key]();
    draw();
  }

  /** @param {number} value */
  function set(value, point = current) {
    const fine = (high - low) / 1000; // no finer than a hand
    const at = low + fine * Math.round((clamped(value, low, high) - low) / fine);
    values = values.map((old, i) => (i === point ? at : old));
    draw();
  }

  const height = (/** @type {number} */ i) => values[i] ?? middle;
  const line = (/** @type {(number | null)[]} */ ys) =>
    ys.map((v, i) => (v === null ? "" : `${across(i)},${upTo(v)}`)).join(" ");

  function draw() {
    how.toggleAttribute("hidden", !live || values.some((v) => v !== null));
    ghost.setAttribute("points", line(values));
    points.forEach((point, i) => {
      point.setAttribute("cy", String(upTo(height(i))));
      point.classList.toggle("cnnlab-guess-unset", values[i] === null);
      point.classList.toggle("cnnlab-guess-current", live && i === current);
    });
    if (!live) return;
    const set = values[current] === null ? "not set" : number(height(current));
    plot.setAttribute("aria-valuenow", String(height(current)));
    plot.setAttribute("aria-valuetext", `${x_label} ${x[current]}: ${set}`);
  }

  // Answered, it is no slider any more, but a picture of what was measured.
  function describe() {
    for (const name of [...Object.keys(slider), "aria-valuenow", "aria-valuetext"])
      plot.removeAttribute(name);
    const measured = x.map((at, i) => `${x_label} ${at}: ${number(answer[i])}`).join(", ");
    const picture = { role: "img", "aria-label": `${y_label}: ${measured}` };
    fillIn(plot, live ? slider : picture, []);
  }

  return {
    root: html("div", {}, plot),
    read: () => (values.includes(null) ? null : values),
    show(guessed, out) {
      if (guessed) values = guessed;
      live = !out;
      describe();
      truth.setAttribute("points", out ? line(answer) : "");
      for (const part of [ghost, ...points])
        part.toggleAttribute("hidden", out && guessed === null);
      draw();
    },
    first: "Set every point of the curve first.",
    legend: "Dashed: your guess. Solid: what was measured.",
  };
}
