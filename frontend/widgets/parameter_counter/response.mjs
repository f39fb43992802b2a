// What the small layer answers to a piece of a photograph, while one of its weights is changed: as
// many answers change as outputs share the weight.
import { drawnResponse } from "../../math/costs.mjs";
import { field, figure } from "../../parts/controls.mjs";
import { html, setText, svg } from "../../parts/dom.mjs";
import { grid, outline, paintGrey, paintSigned, UNIT, write } from "../../parts/grid.mjs";
import { largest, number } from "../../parts/numbers.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";
import { weightOn } from "./scene.mjs";
import { letterOf, responseWords } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").DrawnLayer} DrawnLayer
 * @typedef {import("./scene.mjs").Lit} Lit
 * @typedef {ReturnType<typeof drawnResponse>} Answers
 */

const FURTHEST = 2; // how far the slider changes the weight

/**
 * @param {(nudge: number) => void} change the weight by so much
 * @param {(index: number) => void} choose an output
 */
export function layerResponse(change, choose) {
  const input = figure("Image");
  const output = figure("Response", "parameter-counter-output");
  const slider = html("input", {
    type: "range",
    min: -FURTHEST,
    max: FURTHEST,
    step: 0.5,
    input: () => change(Number(slider.value)),
  });
  const sliderField = field("Change the weight", slider);
  const label = sliderField.querySelector("label");
  const says = html("p", { role: "status" });
  const box = html(
    "div",
    { class: "cnnlab-parameter-counter-response", role: "group", "aria-label": "Response" },
    input.box,
    output.box,
    html("div", {}, sliderField, says),
  );
  input.note.textContent = "of a photograph";

  /**
   * @param {DrawnLayer} drawn
   * @param {Lit} lit
   * @param {number[][]} image
   * @param {number} nudge
   */
  function show(drawn, lit, image, nudge) {
    const answers = drawnResponse(drawn, image, lit.index, nudge);
    const changed = answers.filter(hasChanged).length;
    input.body.replaceChildren(drawImage(drawn, answers[lit.index], image));
    output.body.replaceChildren(...drawAnswers(drawn, lit.index, answers, choose));
    output.note.textContent = nudge
      ? `${changed} of ${answers.length} changed`
      : "same weights in all layers";

    const weight = middleWeight(drawn, lit, answers[lit.index]);
    const by = `${nudge > 0 ? "+" : ""}${number(nudge)}`;
    slider.value = nudge;
    slider.setAttribute("aria-valuetext", by);
    label.textContent = `Change weight ${weight} by: ${by}`;
    const sharing = answers.filter((_, index) => drawn.owner(index) === lit.owner).length;
    const { before, sum } = answers[lit.index];
    setText(
      says,
      responseWords({ weight, all: answers.length, sharing, changed, nudge, before, sum }),
    );
  }

  return { box, show };
}

/** @param {Answers[number]} answer */
const hasChanged = ({ before, sum }) => sum !== before;

/**
 * The middle of the window that begins there.
 * @param {DrawnLayer} drawn
 * @param {{ top: number, left: number }} corner
 */
const middleOf = ({ window: [k1, k2] }, { top, left }) => [
  top + Math.floor(k1 / 2),
  left + Math.floor(k2 / 2),
];

/**
 * The name of the weight that is changed.
 * @param {DrawnLayer} drawn
 * @param {Lit} lit
 * @param {Answers[number]} answer
 */
function middleWeight(drawn, lit, answer) {
  const [row, column] = middleOf(drawn, answer);
  return `${letterOf(lit.owner)}${(weightOn(drawn, lit, row, column) ?? 0) + 1}`;
}

/**
 * The part of the image that the small layer looks at, with the window of an answer.
 * @param {DrawnLayer} drawn
 * @param {Answers[number]} answer
 * @param {number[][]} image
 */
function drawImage(drawn, answer, image) {
  const [h, w] = drawn.input;
  const rows = image.slice(0, h).map((row) => row.slice(0, w));
  const words = rows.map((row) => row.join(" ")).join("; ");
  const shown = grid(h, w, { role: "img", "aria-label": `Image: ${words}` });
  const brightest = largest(image) || 1;
  for (const cell of shown.cells) {
    paintGrey(cell, rows[cell.row][cell.column] / brightest);
    write(cell, rows[cell.row][cell.column]);
  }
  const frame = outline(drawn.window[1] * UNIT, drawn.window[0] * UNIT);
  moveMark(frame, answer.top, answer.left);
  const [row, column] = middleOf(drawn, answer);
  shown.layers.top.append(frame, ...changedSpot(row, column));
  return shown.root;
}

/**
 * A grid of answers for each map.
 * @param {DrawnLayer} drawn
 * @param {number} chosen
 * @param {Answers} answers
 * @param {(index: number) => void} choose
 */
function drawAnswers({ maps, places: [rows, columns] }, chosen, answers, choose) {
  const most = largest([answers.map(({ sum }) => sum)]) || 1;
  return Array.from({ length: maps }, (_, map) => {
    const first = map * rows * columns;
    const own = answers.slice(first, first + rows * columns);
    const point = (/** @type {PointerEvent} */ event) => {
      const cell = /** @type {SVGElement} */ (event.target).dataset?.cell;
      if (cell !== undefined) choose(first + Number(cell));
    };
    const shown = grid(rows, columns, {
      role: "img",
      "aria-label": `Response: ${own.map(({ sum }) => number(sum)).join(" ")}`,
      pointermove: point,
      pointerdown: point,
    });
    const { top } = shown.layers;
    shown.cells.forEach((cell, i) => {
      write(cell, own[i].sum);
      paintSigned(cell.rect, own[i].sum / most);
      if (hasChanged(own[i])) top.append(...changedSpot(cell.row, cell.column));
    });
    const cell = shown.cells[chosen - first];
    if (cell) {
      const marker = outline(UNIT, UNIT);
      moveMark(marker, cell.row, cell.column);
      top.append(marker);
    }
    return shown.root;
  });
}

// Seen on any ground, as `outline` is.
/** @param {number} row @param {number} column */
const changedSpot = (row, column) =>
  ["cnnlab-halo", "cnnlab-spot"].map((look) =>
    svg("rect", {
      x: column * UNIT + 3,
      y: row * UNIT + 3,
      width: UNIT - 6,
      height: UNIT - 6,
      rx: 3,
      class: look,
    }),
  );
