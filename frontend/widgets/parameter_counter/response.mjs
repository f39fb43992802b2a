// How the small layer responds to a piece of a photograph, with the weights of one output written out,
// while one of them is changed: as many answers change as outputs share the weight.
import { drawnResponse, drawnWeights } from "../../math/costs.mjs";
import { figure } from "../../parts/controls.mjs";
import { html, setText, svg } from "../../parts/dom.mjs";
import { grid, outline, paintGrey, paintSigned, UNIT, write } from "../../parts/grid.mjs";
import { largest, number } from "../../parts/numbers.mjs";
import { pointing } from "../../parts/presses.mjs";
import { labelledSlider } from "../../parts/sliders.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";
import { weightOn } from "./scene.mjs";
import { changedNote, letterOf, responseWords, weightsNote } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").DrawnLayer} DrawnLayer
 * @typedef {import("./scene.mjs").Lit} Lit
 * @typedef {ReturnType<typeof drawnResponse>} Answers
 * @typedef {ReturnType<typeof drawnWeights>} Weights
 */

const RULE = "A response is the sum of weight times pixel; the bias is 0.";
const FURTHEST = 2; // how far the slider changes the weight

/**
 * @param {(nudge: number) => void} change the weight by so much
 * @param {(index: number) => void} choose an output
 */
export function layerResponse(change, choose) {
  const weights = figure("Weights", "parameter-counter-weights");
  const input = figure("Image");
  const output = figure("Response", "parameter-counter-output");
  const slider = labelledSlider({ min: -FURTHEST, max: FURTHEST, step: 0.5 }, change);
  const says = html("p", { role: "status" });
  const box = html(
    "div",
    { class: "cnnlab-parameter-counter-response", role: "group", "aria-label": "Response" },
    weights.box,
    input.box,
    output.box,
    html("div", {}, slider.box, html("p", { class: "cnnlab-note" }, RULE), says),
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
    const own = drawnWeights(drawn, lit.index, lit.index, nudge);
    weights.body.replaceChildren(drawWeights(drawn, own));
    weights.note.textContent = weightsNote(drawn, lit);
    input.body.replaceChildren(drawImage(drawn, lit, own, image));
    output.body.replaceChildren(...drawAnswers(drawn, lit.index, answers, choose));
    output.note.textContent = changedNote(changed, answers.length);

    const weight = middleWeight(drawn, lit, own);
    const by = `${nudge > 0 ? "+" : ""}${number(nudge)}`;
    slider.show(nudge, `Change weight ${weight} by: `, by);
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
 * @param {Pick<DrawnLayer, "window">} drawn
 * @param {{ top: number, left: number }} corner
 */
const middleOf = ({ window: [k_h, k_w] }, { top, left }) => [
  top + Math.floor(k_h / 2),
  left + Math.floor(k_w / 2),
];

/**
 * The name of the weight that is changed.
 * @param {DrawnLayer} drawn
 * @param {Lit} lit
 * @param {Weights} own
 */
function middleWeight(drawn, lit, own) {
  const [row, column] = middleOf(drawn, own);
  return `${letterOf(lit.owner)}${(weightOn(drawn, lit, row, column) ?? 0) + 1}`;
}

/**
 * The weights of one output, as they lie on the pixels that it reads.
 * @param {DrawnLayer} drawn
 * @param {Weights} own
 */
function drawWeights({ layer, seen: [rows, columns], window }, { top, left, weights }) {
  const words = weights.map((row) => row.map((weight) => number(weight)).join(" ")).join("; ");
  const shown = grid(rows, columns, { role: "img", "aria-label": `Weights: ${words}` });
  const most = largest(weights) || 1;
  for (const cell of shown.cells) {
    paintSigned(cell.rect, weights[cell.row][cell.column] / most);
    write(cell, weights[cell.row][cell.column]);
  }
  const corner = layer === "linear" ? { top, left } : { top: 0, left: 0 };
  const [row, column] = middleOf({ window }, corner);
  shown.layers.top.append(...changedSpot(row, column));
  return shown.root;
}

/**
 * The part of the image that the small layer looks at, with what the lit output reads of it.
 * @param {DrawnLayer} drawn
 * @param {Lit} lit
 * @param {Weights} own
 * @param {number[][]} image
 */
function drawImage(drawn, lit, own, image) {
  const [h, w] = drawn.input;
  const rows = image.slice(0, h).map((row) => row.slice(0, w));
  const words = rows.map((row) => row.join(" ")).join("; ");
  const shown = grid(h, w, { role: "img", "aria-label": `Image: ${words}` });
  const brightest = largest(image) || 1;
  for (const cell of shown.cells) {
    paintGrey(cell, rows[cell.row][cell.column] / brightest);
    write(cell, rows[cell.row][cell.column]);
  }
  const frame = outline(drawn.seen[1] * UNIT, drawn.seen[0] * UNIT);
  moveMark(frame, lit.top, lit.left);
  const [row, column] = middleOf(drawn, own);
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
      ...pointing(point),
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
