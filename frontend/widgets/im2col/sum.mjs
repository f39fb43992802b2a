// The sum behind a number, term by term, each with what there is so far.
import { html, setText } from "../../parts/dom.mjs";
import { number } from "../../parts/numbers.mjs";

/** @typedef {import("./words.mjs").Sum} Sum */

export function sumBox() {
  const list = html("ol", { class: "cnnlab-terms cnnlab-many" });
  const total = html("p", { class: "cnnlab-total" });
  const root = html("div", { class: "cnnlab-sum" }, list, total);

  /**
   * @param {Sum | null} sum
   * @param {number} mostColumns
   */
  function show(sum, mostColumns) {
    root.hidden = sum === null;
    if (sum === null) return total.replaceChildren();
    const columns = Math.min(mostColumns, Math.max(1, sum.terms.length));
    list.style.setProperty("--columns", String(columns));
    total.replaceChildren(
      html("span", { class: "cnnlab-name" }, sum.name),
      " = ",
      html("strong", {}, number(writeTerms(list, sum), 5)),
      html("span", { class: "cnnlab-note" }, ` (${numberOfTerms(sum)})`),
    );
  }

  return { root, total, show };
}

/**
 * Write a line for each term, and return the sum.
 * @param {HTMLElement} list
 * @param {Sum} sum
 */
function writeTerms(list, { terms, lit }) {
  while (list.children.length > terms.length) list.lastElementChild?.remove();
  let total = 0;
  terms.forEach(({ text, value }, i) => {
    total += value;
    const line = list.children[i] ?? list.appendChild(emptyLine());
    line.classList.toggle("cnnlab-lit", i === lit);
    setText(line.firstElementChild, `${text} = ${number(value)}`);
    setText(line.lastElementChild, `Σ ${number(total)}`);
  });
  return total;
}

const emptyLine = () => html("li", {}, html("span"), html("span", { class: "cnnlab-running" }));

const numberOfTerms = ({ terms }) => `${terms.length || "no row yet"} added up`;
