// What a wiring costs beside the full one.
import { grouped } from "../../math/grouped.mjs";
import { fullStage, total } from "../../math/wiring.mjs";
import { html, setText } from "../../parts/dom.mjs";
import { number } from "../../parts/numbers.mjs";

const COSTS = /** @type {const} */ ([
  ["parameters", "Parameters"],
  ["multiply_adds", "Multiply-adds"],
]);

/**
 * What a wiring costs, and the full one.
 * @param {import("../../math/wiring.mjs").Stage[]} stages
 * @param {import("../../math/wiring.mjs").Wires} wires
 */
function costsOf(stages, wires) {
  const full = fullStage(wires);
  return COSTS.map(([cost, label]) => ({ label, here: total(stages, cost), all: full[cost] }));
}

/**
 * @param {import("../../math/wiring.mjs").Stage[]} stages
 * @param {import("../../math/wiring.mjs").Wires} wires
 */
export const costsInWords = (stages, wires) =>
  costsOf(stages, wires)
    .map(({ label, here, all }) => `${label}: ${grouped(here)} (full: ${grouped(all)}).`)
    .join(" ");

export function costTable() {
  const note = html("p", { class: "cnnlab-note" });
  const table = html("table");
  const box = html("div", { class: "cnnlab-wiring-costs" }, note, table);
  return {
    box,
    /**
     * @param {import("../../math/wiring.mjs").Stage[]} stages
     * @param {import("../../math/wiring.mjs").Wires} wires
     * @param {string} words about the kernels
     */
    draw(stages, wires, words) {
      const heads = ["this wiring", "full", "share"];
      const rows = costsOf(stages, wires).map(({ label, here, all }) => {
        const share = here / all;
        const bar = html("span", { class: "cnnlab-wiring-bar", "aria-hidden": "true" });
        bar.style.setProperty("--share", String(Math.min(1, share)));
        return html(
          "tr",
          {},
          html("th", { scope: "row" }, label),
          html("td", {}, grouped(here)),
          html("td", {}, grouped(all)),
          html("td", {}, `${number(100 * share)}%`, bar),
        );
      });
      setText(note, words);
      table.replaceChildren(
        html(
          "thead",
          {},
          html("tr", {}, html("td"), ...heads.map((head) => html("th", { scope: "col" }, head))),
        ),
        html("tbody", {}, ...rows),
      );
    },
  };
}
