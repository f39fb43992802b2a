// The sum behind a number, term by term, each with the sum so far.
import { sumsSoFar } from "../../math/sums.mjs";
import { html, setText } from "../../parts/dom.mjs";
import { number } from "../../parts/numbers.mjs";

/**
 * @typedef {import("./words.mjs").Sum} Sum
 * @typedef {import("./words.mjs").Room} Room
 */

export function sumBox() {
  const list = html("ol", { class: "cnnlab-terms cnnlab-many" });
  const total = html("p", { class: "cnnlab-total" });
  const root = html("div", { class: "cnnlab-sum" }, list, total);

  /**
   * Keep room for the longest sum of a scene, so that nothing below moves from one to the next.
   * @param {Room} room
   */
  function layOut({ terms, columns, letters }) {
    list.style.setProperty("--columns", String(columns));
    list.style.setProperty("--letters", String(letters));
    list.replaceChildren(...Array.from({ length: terms }, emptyLine));
  }

  /** @param {Sum | null} sum */
  function show(sum) {
    root.classList.toggle("cnnlab-im2col-none", sum === null);
    const { name, terms, lit } = sum ?? { name: "", terms: [] };
    const lines = /** @type {HTMLElement[]} */ ([...list.children]);
    const sums = sumsSoFar(terms.map(({ value }) => value ?? 0));
    lines.forEach((line, i) => {
      const value = terms[i]?.value ?? null;
      line.classList.toggle("cnnlab-lit", sum !== null && i === lit);
      const numbers = value === null ? ["", ""] : [`= ${number(value)}`, `Σ ${number(sums[i])}`];
      [terms[i]?.text ?? "", ...numbers].forEach((text, part) =>
        setText(line.children[part], text),
      );
    });
    const added = terms.filter(({ value }) => value !== null).length;
    total.replaceChildren(
      html("span", { class: "cnnlab-name" }, name),
      " = ",
      html("strong", {}, number(sums.at(-1) ?? 0, 5)),
      html("span", { class: "cnnlab-note" }, ` (${howMany(added, terms.length)})`),
    );
  }

  // Where nothing is added up there is nothing to hear.
  const inWords = () =>
    root.classList.contains("cnnlab-im2col-none") ? "" : ` ${total.textContent}`;

  return { root, inWords, layOut, show };
}

const emptyLine = () =>
  html("li", {}, html("span"), html("span"), html("span", { class: "cnnlab-running" }));

const howMany = (added, all) => `${added === all ? all : `${added} of ${all}`} added up`;
