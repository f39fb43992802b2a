// Kernel ⋆ picture = output, and below each of them its waves.
import { brightnessOf, outputOf, reachOf, shownRange, SIDE } from "../../math/lens.mjs";
import { clamped } from "../../math/range.mjs";
import { figure, operatorSign } from "../../parts/controls.mjs";
import { html, svg } from "../../parts/dom.mjs";
import { makeFocusable, outline } from "../../parts/grid.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { number } from "../../parts/numbers.mjs";
import { square } from "../../parts/words.mjs";

/**
 * @typedef {import("../../math/lens.mjs").Picture} Picture
 * @typedef {import("../../math/lens.mjs").Settings} Settings
 */

const GUESSED_CELLS = 8; // each way, where a guess is about a place in the output's spectrum

const TITLES = {
  kernel: "Kernel",
  picture: "Picture",
  output: "Output",
  response: "Its response",
  "of-picture": "Its spectrum",
  "of-output": "Its spectrum",
};
// As they stand on a wide page, row by row, with the signs between them.
const ORDER = [
  "kernel",
  "⋆",
  "picture",
  "=",
  "output",
  "response",
  "×",
  "of-picture",
  "=",
  "of-output",
];

/**
 * A hand with the loupe.
 * @typedef {object} Hand
 * @property {(row: number, column: number) => void} go moves the loupe
 * @property {(place: number[] | null) => void} point
 * @property {() => number[]} where the loupe is
 */

/** @param {Hand} hand */
export function lensPictures(hand) {
  const figures = namedFigures();
  const bodyOf = (/** @type {string} */ name) => figures[name].body;
  let step = 1; // pixels of the picture for one of the output, each way
  const picture = underLoupe(bodyOf("picture"), "Pixels of the picture", hand, () => 1);
  const output = underLoupe(bodyOf("output"), "Pixels of the output", hand, () => step);
  const still = { role: "img" };
  const waves = {
    response: pixels(bodyOf("response"), still),
    "of-picture": pixels(bodyOf("of-picture"), still),
    "of-output": pixels(bodyOf("of-output"), { ...still, "data-cells": GUESSED_CELLS }),
  };
  const kept = svg("rect", { class: "cnnlab-lens-kept" });
  waves["of-picture"].root.append(kept);
  figures.picture.note.textContent = square(SIDE);

  return {
    root: html(
      "div",
      { class: "cnnlab-lens-stage" },
      ORDER.map((each) => figures[each]?.box ?? operatorSign(each)),
    ),
    figures,
    /** @param {Picture} shown */
    showPicture: (shown) => paintColours(picture.drawn, shown, [0, 255]),
    /** @param {Picture} shown @param {Settings} settings */
    showOutput: (shown, { kernel, relu }) =>
      paintColours(output.drawn, shown, shownRange(kernel, relu)),
    /** What is known without a picture. @param {Settings} settings */
    showSize(settings) {
      step = outputOf(settings, 0, 0).step;
      const side = SIDE / step;
      showKept(kept, side);
      figures.output.note.textContent = outputNote(settings, side);
    },
    /**
     * @param {"of-picture" | "of-output"} name
     * @param {Float64Array} spectrum
     * @param {number} side
     * @param {number} fast the share of the fast waves
     */
    showSpectrum(name, spectrum, side, fast) {
      const share = `${number(100 * fast, 2)}%`;
      const of = name === "of-picture" ? "the picture" : "the output";
      paintGreys(waves[name], side, (i) => brightnessOf(spectrum[i]));
      figures[name].note.textContent = `fast waves: ${share}`;
      label(waves[name], `Spectrum of ${of}: ${share} of the variance in fast waves`);
    },
    outputInWords: () =>
      `Output ${figures.output.note.textContent}; ${figures["of-output"].note.textContent}`,
    /** @param {Float64Array} response */
    showResponse: (response) => paintResponse(figures.response, waves.response, response),
    /**
     * @param {number[]} place
     * @param {number[][]} kernel
     * @param {number} dilation
     * @param {string} words
     */
    showLoupe([row, column], kernel, dilation, words) {
      const { before, whole } = reachOf(kernel, dilation);
      frame(picture.mark, column - before[1], row - before[0], whole[1] + 1, whole[0] + 1);
      frame(output.mark, column - (column % step), row - (row % step), step, step);
      for (const { announce } of [picture, output]) announce(words);
    },
  };
}

const namedFigures = () =>
  Object.fromEntries(
    Object.entries(TITLES).map(([name, title]) => {
      const kind = name.startsWith("of-") ? `spectrum cnnlab-lens-${name}` : name;
      return [name, figure(title, `lens-${kind}`)];
    }),
  );

/**
 * Pixels over which the loupe is moved, with the mark that shows where it is.
 * @param {HTMLElement} body
 * @param {string} label
 * @param {Hand} hand
 * @param {() => number} step how many pixels of the picture one of these covers, each way
 */
function underLoupe(body, label, hand, step) {
  const drawn = pixels(body, loupeHand(hand, step));
  const announce = makeFocusable(drawn, label, loupeKeys(hand, step));
  const mark = outline(1, 1);
  drawn.root.append(mark);
  return { drawn, announce, mark };
}

/** @param {Hand} hand @param {() => number} step */
function loupeHand({ go, point }, step) {
  /** @type {(event: PointerEvent) => [number, number]} */
  const cell = ({ currentTarget, clientX, clientY }) => {
    const box = /** @type {Element} */ (currentTarget).getBoundingClientRect();
    /** @type {(offset: number, extent: number) => number} */
    const pixelAt = (offset, extent) => {
      const pixel = clamped(Math.floor((offset / extent) * SIDE), 0, SIDE - 1);
      return pixel - (pixel % step());
    };
    return [pixelAt(clientY - box.top, box.height), pixelAt(clientX - box.left, box.width)];
  };
  return {
    pointermove: (event) => event.pointerType === "mouse" && point(cell(event)),
    pointerleave: () => point(null),
    click: (event) => go(...cell(event)),
  };
}

/** @param {Hand} hand @param {() => number} step */
function loupeKeys({ go, where }, step) {
  const columns = () => SIDE / step();
  return gridKeys(
    () => {
      const [row, column] = where().map((pixel) => Math.floor(pixel / step()));
      return [row * columns() + column, columns(), columns() ** 2];
    },
    (to) => go(Math.floor(to / columns()) * step(), (to % columns()) * step()),
  );
}

/** @param {Settings} settings @param {number} side */
function outputNote({ kernel, relu }, side) {
  const [black, white] = shownRange(kernel, relu).map((value) => number(value));
  return `${square(side)}, black ${black}, white ${white}`;
}

/**
 * The waves that the output's grid can show.
 * @param {SVGElement} kept
 * @param {number} side of the output
 */
function showKept(kept, side) {
  const corner = (SIDE - side) / 2;
  place(kept, { x: corner, y: corner, width: side, height: side });
  kept.setAttribute("display", side < SIDE ? "inline" : "none");
}

/** @param {ReturnType<typeof figure>} shown @param {Pixels} drawn @param {Float64Array} response */
function paintResponse({ note }, drawn, response) {
  const most = response.reduce((a, b) => Math.max(a, b), 0);
  paintGreys(drawn, SIDE, (i) => response[i] / (most || 1));
  note.textContent = `white: × ${number(most)}`;
  label(drawn, `Response of the kernel: at most × ${number(most)}`);
}

/** @typedef {ReturnType<typeof pixels>} Pixels */

/**
 * A canvas, and a drawing over it whose unit is a pixel of the photograph.
 * @param {HTMLElement} body
 * @param {Record<string, any>} attributes
 */
function pixels(body, attributes) {
  const canvas = html("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
  const root = svg("svg", { class: "cnnlab-grid", viewBox: `0 0 ${SIDE} ${SIDE}`, ...attributes });
  body.append(html("div", { class: "cnnlab-pixels" }, canvas, root));
  return { canvas, root, brush: canvas.getContext("2d") };
}

const label = ({ root }, words) => root.setAttribute("aria-label", words);

function frame(mark, x, y, width, height) {
  for (const rect of mark.children) place(rect, { x, y, width, height });
}

function place(rect, sides) {
  for (const [name, value] of Object.entries(sides)) rect.setAttribute(name, value);
}

/**
 * @param {Pixels} drawn
 * @param {Picture} picture
 * @param {number[]} range what is black and what is white
 */
function paintColours(drawn, { planes, side }, [black, white]) {
  const image = imageFor(drawn, side);
  const count = side * side;
  const scale = 255 / (white - black);
  for (let i = 0; i < count; i++) {
    image.data[4 * i] = (planes[i] - black) * scale;
    image.data[4 * i + 1] = (planes[count + i] - black) * scale;
    image.data[4 * i + 2] = (planes[2 * count + i] - black) * scale;
    image.data[4 * i + 3] = 255;
  }
  drawn.brush.putImageData(image, 0, 0);
}

/**
 * @param {Pixels} drawn
 * @param {number} side
 * @param {(i: number) => number} brightness
 */
function paintGreys(drawn, side, brightness) {
  const image = imageFor(drawn, side);
  for (let i = 0; i < side * side; i++) {
    const level = 255 * brightness(i);
    image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = level;
    image.data[4 * i + 3] = 255;
  }
  drawn.brush.putImageData(image, 0, 0);
}

function imageFor({ canvas, brush }, side) {
  if (canvas.width !== side) [canvas.width, canvas.height] = [side, side];
  return brush.createImageData(side, side);
}
