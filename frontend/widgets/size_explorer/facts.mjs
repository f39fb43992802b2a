// The text of the size explorer: the place, a pixel, the formulas, and what is not reached.
import { html, icon, setText, setWords } from "../../parts/dom.mjs";
import { formulaOf, reachInWords, sizesWorkedOut } from "./words.mjs";

/** @typedef {import("../../math/size_explorer.mjs").Explored} Explored */

export function makeFacts() {
  const place = html("p");
  const reach = html("p", { role: "status" });
  const pixel = html("p", { class: "cnnlab-note" });
  const formulas = html("div", { class: "cnnlab-size-explorer-formulas", role: "status" });
  const parts = [place, pixel, formulas, reach];
  const root = html("div", { class: "cnnlab-size-explorer-facts" }, parts);
  return { root, place, pixel, formulas, reach };
}

/**
 * @param {ReturnType<typeof makeFacts>} facts
 * @param {Explored} explored
 */
export function showFacts({ formulas, reach }, explored) {
  const formula = html("p", { class: "cnnlab-note" }, formulaOf(explored.transposed));
  setWords(formulas, formula, ...sizesWorkedOut(explored).map(workedOutLine));
  const { missing, rest } = reachInWords(explored);
  setWords(reach, ...(missing ? [icon("wrong"), html("strong", {}, ` ${missing}`)] : []), rest);
}

const workedOutLine = ({ name, text, result, remainder }) =>
  html(
    "p",
    {},
    `${name}: ${text}`,
    html("strong", {}, String(result)),
    remainder === null ? null : html("span", { class: "cnnlab-note" }, ` remainder ${remainder}`),
  );

/**
 * @param {ReturnType<typeof makeFacts>} facts
 * @param {{name: string, value: string, how: string}} words
 * @param {boolean} known whether the value is on the picture
 */
export const showPlace = ({ place }, { name, value, how }, known) =>
  place.replaceChildren(
    html("span", { class: "cnnlab-name" }, name),
    " = ",
    known ? html("strong", {}, value) : "…",
    how,
  );

/**
 * @param {ReturnType<typeof makeFacts>} facts
 * @param {string | undefined} words of the pixel that is pointed at
 * @param {string} hint what is said while there is none
 */
export function showPixel({ pixel }, words, hint) {
  setText(pixel, words ?? hint);
  pixel.classList.toggle("cnnlab-hint", words === undefined);
}
