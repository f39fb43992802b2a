// Kernel ⋆ picture = output, and below each of them its waves.
import { brightnessOf, outputOf, reachOf, shownRange, SIDE } from "../../math/lens.mjs";
import { figure, operatorSign } from "../../parts/controls.mjs";
import { html, svg } from "../../parts/dom.mjs";
import { makeFocusable, outline } from "../../parts/grid.mjs";
import { number } from "../../parts/numbers.mjs";
import { gridKeys } from "../../parts/keys.mjs";

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
 * @param {object} does
 * @param {(row: number, column: number) => void} does.go moves the loupe
 * @param {(place: number[] | null) => void} does.point
 * @param {() => number[]} does.where the loupe is
 */
export function lensPictures({ go, point, where }) {
  const figures = Object.fromEntries(
    Object.entries(TITLES).map(([name, title]) => {
      const kind = name.startsWith("of-") ? `spectrum cnnlab-lens-${name}` : name;
      return [name, figure(title, `lens-${kind}`)];
    }),
  );
  const root = html(
    "div",
    { class: "cnnlab-lens-stage" },
    ORDER.map((each) => figures[each]?.box ?? operatorSign(each)),
  );
  const still = { role: "img" };
  const canvases = {
    picture: pixels(
      figures.picture.body,
      loupeHand(() => 1),
    ),
    output: pixels(
      figures.output.body,
      loupeHand(() => step),
    ),
    response: pixels(figures.response.body, still),
    "of-picture": pixels(figures["of-picture"].body, still),
    "of-output": pixels(figures["of-output"].body, { ...still, "data-cells": GUESSED_CELLS }),
  };
  let step = 1; // pixels of the picture for one of the output, each way
  const announce = {
    picture: makeFocusable(
      canvases.picture,
      "Pixels of the picture",
      keysWithStep(() => 1),
    ),
    output: makeFocusable(
      canvases.output,
      "Pixels of the output",
      keysWithStep(() => step),
    ),
  };
  const window = outline(1, 1);
  const spot = outline(1, 1);
  const kept = svg("rect", { class: "cnnlab-lens-kept" });
  canvases.picture.root.append(window);
  canvases.output.root.append(spot);
  canvases["of-picture"].root.append(kept);

  /** @param {() => number} wide */
  function loupeHand(wide) {
    /** @type {(event: PointerEvent) => [number, number]} */
    const cell = ({ currentTarget, clientX, clientY }) => {
      const box = /** @type {Element} */ (currentTarget).getBoundingClientRect();
      /** @type {(offset: number, extent: number) => number} */
      const pixelAt = (offset, extent) => {
        const pixel = Math.min(SIDE - 1, Math.max(0, Math.floor((offset / extent) * SIDE)));
        return pixel - (pixel % wide());
      };
      return [pixelAt(clientY - box.top, box.height), pixelAt(clientX - box.left, box.width)];
    };
    return {
      pointermove: (event) => event.pointerType === "mouse" && point(cell(event)),
      pointerleave: () => point(null),
      click: (event) => go(...cell(event)),
    };
  }

  /** @param {() => number} wide */
  function keysWithStep(wide) {
    const columns = () => SIDE / wide();
    return gridKeys(
      () => {
        const [row, column] = where().map((pixel) => Math.floor(pixel / wide()));
        return [row * columns() + column, columns(), columns() ** 2];
      },
      (to) => go(Math.floor(to / columns()) * wide(), (to % columns()) * wide()),
    );
  }

  /** @param {Picture} picture */
  const showPicture = (picture) => paintColours(canvases.picture, picture, [0, 255]);

  /** @param {Picture} output @param {Settings} settings */
  const showOutput = (output, { kernel, relu }) =>
    paintColours(canvases.output, output, shownRange(kernel, relu));

  // What is known without a picture.
  /** @param {Settings} settings */
  function showSize(settings) {
    step = outputOf(settings, 0, 0).step;
    showKept();
    const [black, white] = shownRange(settings.kernel, settings.relu).map((value) => number(value));
    const side = SIDE / step;
    figures.output.note.textContent = `${side} × ${side}, black ${black}, white ${white}`;
  }

  /**
   * @param {"of-picture" | "of-output"} name
   * @param {Float64Array} spectrum
   * @param {number} side
   * @param {number} fast the share of the fast waves
   */
  function showSpectrum(name, spectrum, side, fast) {
    paintGreys(canvases[name], side, (i) => brightnessOf(spectrum[i]));
    const share = `${number(100 * fast, 2)}%`;
    figures[name].note.textContent = `fast waves: ${share}`;
    const of = name === "of-picture" ? "the picture" : "the output";
    label(canvases[name], `Spectrum of ${of}: ${share} of the variance in fast waves`);
  }

  // The waves that the output's grid can show.
  function showKept() {
    const side = SIDE / step;
    const corner = (SIDE - side) / 2;
    const place = { x: corner, y: corner, width: side, height: side };
    for (const [name, value] of Object.entries(place)) kept.setAttribute(name, String(value));
    kept.setAttribute("display", step > 1 ? "inline" : "none");
  }

  /** @param {Float64Array} response */
  function showResponse(response) {
    const most = response.reduce((a, b) => Math.max(a, b), 0);
    paintGreys(canvases.response, SIDE, (i) => response[i] / (most || 1));
    figures.response.note.textContent = `white: × ${number(most)}`;
    label(canvases.response, `Response of the kernel: at most × ${number(most)}`);
  }

  /**
   * @param {number[]} place
   * @param {number[][]} kernel
   * @param {number} dilation
   * @param {string} words
   */
  function showLoupe([row, column], kernel, dilation, words) {
    const { before, whole } = reachOf(kernel, dilation);
    frame(window, column - before[1], row - before[0], whole[1] + 1, whole[0] + 1);
    frame(spot, column - (column % step), row - (row % step), step, step);
    for (const say of Object.values(announce)) say(words);
  }

  figures.picture.note.textContent = `${SIDE} × ${SIDE}`;
  return {
    root,
    figures,
    showPicture,
    showOutput,
    showSize,
    showSpectrum,
    showResponse,
    showLoupe,
  };
}

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
  for (const rect of mark.children) {
    for (const [name, value] of Object.entries({ x, y, width, height }))
      rect.setAttribute(name, value);
  }
}

/**
 * @param {ReturnType<typeof pixels>} drawn
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
 * @param {ReturnType<typeof pixels>} drawn
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
