// The view of a wave: the wave itself, dots where it is kept, and the broadest wave through the dots.
import { gain, seenPart } from "../../math/aliasing.mjs";
import { range } from "../../math/range.mjs";
import { html, svg } from "../../parts/dom.mjs";
import { every } from "./words.mjs";

const [WIDTH, HEIGHT, LENGTH, EDGE] = [480, 168, 32, 14]; // LENGTH in pixels of the wave
const [MIDDLE, RISE, AXIS] = [66, 50, 132];
const FINE = 8; // points of a curve for each pixel

const across = (/** @type {number} */ pixel) => EDGE + (pixel * (WIDTH - 2 * EDGE)) / LENGTH;
const upTo = (/** @type {number} */ value) => MIDDLE - RISE * value;
const point = (/** @type {number} */ at, /** @type {number} */ value) =>
  `${across(at).toFixed(1)},${upTo(value).toFixed(1)}`;

/**
 * @param {number} frequency cycles per pixel
 * @param {number} phase in degrees
 * @param {number} height
 */
const heightOf = (frequency, phase, height) => (/** @type {number} */ at) =>
  height * Math.cos(2 * Math.PI * frequency * at + (Math.PI / 180) * phase);

/** @param {(at: number) => number} value */
const curve = (value) =>
  Array.from({ length: LENGTH * FINE + 1 }, (_, i) => point(i / FINE, value(i / FINE))).join(" ");

export function wavePlot() {
  const sharp = svg("polyline", { class: "cnnlab-aliasing-sharp" });
  const wave = svg("polyline", { class: "cnnlab-aliasing-wave" });
  const seen = svg("polyline", { class: "cnnlab-aliasing-seen" });
  const dots = svg("g", {});
  const note = html("span", { class: "cnnlab-note" });
  const picture = svg(
    "svg",
    { class: "cnnlab-plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" },
    ...[axis(), sharp, wave, seen, dots],
  );
  const caption = html("figcaption", {}, html("strong", {}, "Wave"), " ", note);
  const box = html(
    "figure",
    { class: "cnnlab-figure cnnlab-aliasing-plot" },
    ...[caption, picture],
  );

  /** @param {import("./measured.mjs").Found} found */
  function show({ period, phase, stride, blur }) {
    const [frequency, left] = [1 / period, gain(1 / period, blur)];
    const value = heightOf(frequency, phase, left);
    sharp.setAttribute("points", blur === 1 ? "" : curve(heightOf(frequency, phase, 1)));
    wave.setAttribute("points", curve(value));
    seen.setAttribute("points", curve(heightOf(seenPart(frequency, stride) / stride, phase, left)));
    const places = Array.from({ length: Math.floor(LENGTH / stride) + 1 }, (_, i) => i * stride);
    dots.replaceChildren(
      ...places.map((at) =>
        svg("circle", { cx: across(at), cy: upTo(value(at)), r: 5, class: "cnnlab-aliasing-dot" }),
      ),
    );
    note.textContent = noteOf(stride, blur);
    picture.setAttribute("aria-label", `A wave with a period of ${period} pixels`);
  }

  return { box, show };
}

/** @param {number} stride @param {number} blur */
const noteOf = (stride, blur) =>
  `thin${blur === 1 ? "" : " (dashed: before the blur)"}; a dot on ${every(stride)}; ` +
  "thick: the broadest wave through the dots";

// A mark for each pixel, and a number for every eighth.
function axis() {
  const pixels = range(LENGTH + 1);
  const high = (/** @type {number} */ i) => (i % 8 === 0 ? 8 : 4);
  const marks = pixels.map((i) => `M${across(i)} ${AXIS}v${high(i)}`).join("");
  const numbers = pixels
    .filter((i) => i % 8 === 0)
    .map((i) => svg("text", { x: across(i), y: AXIS + 24, "text-anchor": "middle" }, String(i)));
  const line = `M${across(0)} ${AXIS}H${across(LENGTH)}${marks}`;
  return svg("g", {}, svg("path", { class: "cnnlab-axis", d: line }), numbers);
}
