// The sum of one window, written out product by product.
import { html, setText, setWords } from "../../parts/dom.mjs";
import { number } from "../../parts/numbers.mjs";
import { productText, progress, sizeFormulas } from "./words.mjs";

/** @typedef {import("./slide.mjs").Slide} Slide */
/** @typedef {import("./slide.mjs").Moment} Moment */
/** @typedef {import("./slide.mjs").Term} Term */

/** @param {(t: number) => void} point takes the product that is pointed at, or -1 */
export function writtenSum(point) {
  const list = html("ol", { class: "cnnlab-terms" });
  const total = html("p", { class: "cnnlab-total" });
  const title = "pixel × weight = product, and Σ the sum so far:";
  const box = html(
    "div",
    { class: "cnnlab-sum" },
    html("p", { class: "cnnlab-note" }, title),
    list,
    total,
  );
  let lines;

  return {
    box,
    /** @param {Slide} slide */
    draw({ kernel, products }) {
      list.style.setProperty("--columns", String(kernel[0].length));
      list.classList.toggle("cnnlab-many", kernel[0].length > 3);
      lines = Array.from({ length: products }, (_, t) => newLine(t, point));
      list.replaceChildren(...lines.map((line) => line.box));
    },
    /**
     * @param {Term[]} terms
     * @param {Moment} moment
     */
    paint(terms, moment) {
      terms.forEach((term, t) => {
        setText(lines[t].product, productText(term));
        setText(lines[t].sum, `Σ ${number(term.sum)}`);
        lines[t].box.classList.toggle("cnnlab-waiting", t >= moment.added);
      });
      total.replaceChildren(...totalLine(terms, moment));
    },
    lines: () => lines.map((line) => line.box),
  };
}

function newLine(t, point) {
  const [product, sum] = [html("span"), html("span", { class: "cnnlab-running" })];
  const listeners = { pointerenter: () => point(t), pointerleave: () => point(-1) };
  return { box: html("li", listeners, product, sum), product, sum };
}

/**
 * @param {Term[]} terms
 * @param {Moment} moment
 */
function totalLine(terms, { row, column, added }) {
  return [
    html("span", { class: "cnnlab-name" }, `output[${row}, ${column}]`),
    added === terms.length ? " = " : " so far: ",
    html("strong", {}, number(added ? terms[added - 1].sum : 0, 5)),
    html("span", { class: "cnnlab-note" }, ` (${progress(added, terms.length)})`),
  ];
}

/** The line below that says how large the output is, and why. */
export function writtenSizes() {
  const box = html("p", { class: "cnnlab-sizes", role: "status" });
  /** @param {Slide} slide */
  const draw = (slide) => {
    const lines = sizeFormulas(slide).map(({ name, formula, size }) =>
      html("span", {}, `${name}: ${formula} = `, html("strong", {}, String(size))),
    );
    setWords(box, ...lines);
  };
  return { box, draw };
}
