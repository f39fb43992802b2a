// What the networks do while they train and after it: curves, kernels, maps, confusions, misread digits.
import { planStack } from "../../math/network/stack.mjs";
import { figure } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { signedColours } from "../../parts/theme.mjs";
import { plot } from "./curves.mjs";
import { KIND_NAMES } from "./facts.mjs";
import { digitPicture, firstKernels, largestOf, layout, paintMaps } from "./pictures.mjs";
import { MOST_MOVED } from "./session.mjs";
import { accuracy, misreading } from "./words.mjs";

/**
 * @typedef {import("./session.mjs").Run} Run
 * @typedef {import("../../training/digits.mjs").Digits} Digits
 */

const MOST_WRONG = 20;
const PHONE = 560; // pixels
const LOOKS = ["cnnlab-network-builder-own", "cnnlab-network-builder-changed"];

/** @param {(index: number) => void} choose a test digit */
export function resultsView(choose) {
  const figures = {
    loss: figure("Loss", "network-builder-curve"),
    accuracy: figure("Accuracy", "network-builder-curve"),
    moved: figure("Test digits moved", "network-builder-curve"),
    kernels: figure("First weights", "network-builder-first"),
    confusion: figure("Confusion", "network-builder-confusion"),
    wrong: figure("Misread test digits", "network-builder-wrong"),
    maps: figure("Maps of the digit", "network-builder-maps"),
  };
  const plots = {
    loss: plot("epochs"),
    accuracy: plot("epochs"),
    moved: plot("pixels moved"),
  };
  for (const [name, { root }] of Object.entries(plots)) figures[name].body.append(root);
  const kernels = html("canvas", { role: "img" });
  figures.kernels.body.append(kernels);
  // On a phone the maps are folded: they are long.
  const fold = /** @type {HTMLDetailsElement} */ (
    html("details", {}, html("summary", {}, "of every layer"))
  );
  const maps = html("div", { class: "cnnlab-network-builder-layers" });
  fold.append(maps);
  figures.maps.body.append(fold);
  let folded = false;
  figures.moved.note.textContent = "read right, mean of four directions";
  const box = html(
    "div",
    { class: "cnnlab-network-builder-results", hidden: true },
    Object.values(figures).map((one) => one.box),
  );

  /** Curves and kernels: as often as there is news. @param {Run[]} runs */
  function showProgress(runs) {
    const epochs = Number(runs[0].recipe.epochs);
    const compared = runs.length > 1 ? "; dashed: the changed network" : "";
    figures.loss.note.textContent = `of training, and of validation (dots)${compared}`;
    figures.accuracy.note.textContent = `of training, and of validation (dots)${compared}`;
    const lines = (going, measured) =>
      runs.flatMap((run, i) => [
        { points: run[going], look: `${LOOKS[i]} cnnlab-network-builder-thin` },
        {
          points: run.history[measured].map((value, e) => [e + 1, value]),
          look: LOOKS[i],
          dots: true,
        },
      ]);
    const said = (name, write) =>
      runs
        .map((run, i) => {
          const measured = run.history[`validation_${name}`].map(write).join(", ") || "none yet";
          return `${i ? "Changed network" : "Your network"}, ${name} after each epoch: ${measured}`;
        })
        .join(". ");
    const write = (/** @type {number} */ n) => n.toFixed(2);
    plots.loss.draw(
      lines("losses", "validation_loss"),
      epochs,
      [0, 2.5, String],
      said("loss", write),
    );
    plots.accuracy.draw(
      lines("accuracies", "validation_accuracy"),
      epochs,
      [0, 1, (n) => `${100 * n}%`],
      said("accuracy", accuracy),
    );
    showKernels(runs[0]);
  }

  /** @param {Run} run */
  function showKernels(run) {
    const { layers } = planStack(run.stack, [1, 8, 8]);
    const first = firstKernels(
      layers.find(({ parameters }) => parameters.length > 0),
      run.weights[0],
    );
    figures.kernels.box.hidden = first === null;
    if (!first) return;
    const colour = signedColours();
    const most = largestOf(first.values);
    paintMaps(kernels, first.values, first.shape, (value) => colour(value / most));
    figures.kernels.note.textContent = first.note;
    kernels.setAttribute("aria-label", `${first.shape[0]} kernels of the first layer with weights`);
  }

  /** What a network does with the test digits. @param {Run[]} runs @param {Digits} digits */
  function showResults(runs, digits) {
    const [run] = runs;
    const test = digits.parts[0] + digits.parts[1];
    const pixels = (/** @type {number} */ index) =>
      digits.images.subarray(64 * (test + index), 64 * (test + index + 1));
    figures.confusion.box.hidden = run.confusion.length === 0;
    figures.confusion.body.replaceChildren(confusionTable(run.confusion));
    figures.confusion.note.textContent = "rows: what it is; columns: what was read";
    figures.wrong.box.hidden = run.confusion.length === 0;
    figures.wrong.note.textContent = wrongNote(run.wrong.length, digits.parts[2]);
    figures.wrong.body.replaceChildren(
      ...run.wrong.slice(0, MOST_WRONG).map(({ index, label, read }) => {
        const words = misreading({ label, read });
        const picture = digitPicture(pixels(index), "");
        const attributes = { type: "button", "aria-label": `${words}: show its maps` };
        const click = () => {
          fold.open = true;
          choose(index);
        };
        return html("button", { ...attributes, click }, picture, `${label} → ${read}`);
      }),
    );
    figures.moved.box.hidden = run.moved.length === 0;
    plots.moved.draw(
      runs.map(({ moved }, i) => ({
        points: moved.map((share, pixels) => [pixels, share]),
        look: LOOKS[i],
        dots: true,
      })),
      MOST_MOVED,
      [0, 1, (n) => `${100 * n}%`],
      runs
        .map(({ moved }) => `Moved by 0, 1, … pixels: ${moved.map(accuracy).join(", ")}`)
        .join(". "),
    );
    showMaps(run);
  }

  /** @param {Run} run */
  function showMaps({ maps: outputs, stack }) {
    figures.maps.box.hidden = outputs.length === 0;
    if (!folded && outputs.length > 0) {
      folded = true;
      fold.open = box.clientWidth > PHONE;
    }
    const colour = signedColours();
    const figureOf = ({ shape, values }, name) => {
      const canvas = /** @type {HTMLCanvasElement} */ (html("canvas", { role: "img" }));
      const most = largestOf(values);
      paintMaps(canvas, values, layout(shape), (value) => colour(value / most));
      canvas.setAttribute("aria-label", `${name}: ${shape.join(" × ")} numbers`);
      const note = html("span", { class: "cnnlab-note" }, `${name}, ${shape.join(" × ")}`);
      return html("div", {}, note, canvas);
    };
    const names = ["Digit", ...stack.map(({ kind }) => KIND_NAMES[kind])];
    maps.replaceChildren(
      ...outputs
        .map((map, l) => ({ map, name: names[l], kind: stack[l - 1]?.kind }))
        .filter(({ kind }) => kind !== "flatten") // it only lays the numbers out anew
        .map(({ map, name }) => figureOf(map, name)),
    );
  }

  return { box, showProgress, showResults, mapsFigure: figures.maps };
}

/** @param {number} count @param {number} of */
const wrongNote = (count, of) =>
  `${count} of ${of}` + (count > MOST_WRONG ? `; the first ${MOST_WRONG} are shown` : "");

/** @param {number[][]} table */
function confusionTable(table) {
  const most = Math.max(4, ...table.flatMap((row, i) => row.filter((_, j) => i !== j)));
  const digitsOf = table.map((_, i) => html("th", { scope: "col" }, String(i)));
  const rows = table.map((row, i) =>
    html(
      "tr",
      {},
      html("th", { scope: "row" }, String(i)),
      row.map((count, j) => {
        const style = i === j || count === 0 ? "" : `--share:${count / most}`;
        const look = i === j ? "cnnlab-network-builder-right" : "";
        return html("td", { style, class: look }, count === 0 ? "" : String(count));
      }),
    ),
  );
  const corner = html("td", {});
  return html(
    "table",
    { "aria-label": "Confusion: how often digits of each class were read as each class" },
    html("thead", {}, html("tr", {}, corner, digitsOf)),
    html("tbody", {}, rows),
  );
}
