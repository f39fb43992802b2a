// The loupe: the pixels under the kernel, their products with its weights, and the sum.
import { CHANNELS, greyOf, windowOn } from "../../math/lens.mjs";
import { sumsSoFar } from "../../math/sums.mjs";
import { figure } from "../../parts/controls.mjs";
import { html, setText } from "../../parts/dom.mjs";
import { grid, paintGrey, write } from "../../parts/grid.mjs";
import { asFactor, counted, number } from "../../parts/numbers.mjs";
import { fateOf, sumName } from "./words.mjs";

/**
 * @typedef {import("../../math/lens.mjs").Picture} Picture
 * @typedef {import("../../math/lens.mjs").Settings} Settings
 * @typedef {import("./words.mjs").Place} Place
 */

export function loupe() {
  const pixels = figure("Loupe", "lens-window");
  const title = html("p", { class: "cnnlab-note" });
  const list = html("ol", { class: "cnnlab-terms" });
  const total = html("p", { class: "cnnlab-total" });
  const fate = html("p", { class: "cnnlab-note cnnlab-lens-fate" });
  const sum = html("div", { class: "cnnlab-sum" }, title, list, total);
  const root = html("div", { class: "cnnlab-lens-loupe" }, pixels.box, html("div", {}, sum, fate));
  /** @type {any} */
  let drawn = null;
  /** @type {{ product: Element, running: Element }[]} */
  let lines = [];

  /** @param {number} rows @param {number} columns */
  function layOut(rows, columns) {
    if (drawn?.rows === rows && drawn.columns === columns) return;
    drawn = grid(rows, columns, { role: "img" });
    pixels.body.replaceChildren(drawn.root);
    lines = drawn.cells.map(() => ({
      product: html("span"),
      running: html("span", { class: "cnnlab-running" }),
    }));
    list.replaceChildren(...lines.map((line) => html("li", {}, line.product, line.running)));
    // Until the photograph has been unpacked they keep the place of what will be there.
    lines.forEach(({ product, running }) => {
      setText(product, "… × … = …");
      setText(running, "Σ …");
    });
    setText(title, "pixel × weight = product, and Σ the sum so far:");
    setText(total, "sum = …");
    setText(fate, "output = …");
    list.style.setProperty("--columns", String(columns));
    list.classList.toggle("cnnlab-many", columns > 3);
  }

  /**
   * Returns what is to be read out.
   * @param {Picture} picture
   * @param {Picture} output
   * @param {Settings} settings
   * @param {Place} place
   */
  function show(picture, output, settings, place) {
    const { kernel } = settings;
    layOut(kernel.length, kernel[0].length);
    const { row, column, channel } = place;
    const taps = windowOn(picture, settings, row, column, CHANNELS.indexOf(channel));
    const sums = sumsSoFar(taps.map(({ product }) => product));
    const sum = sums[sums.length - 1];
    taps.forEach(({ weight, colour, pixel, product }, t) => {
      paint(drawn.cells[t], colour);
      write(drawn.cells[t], pixel);
      setText(lines[t].product, `${number(pixel)} × ${asFactor(weight)} = ${number(product)}`);
      setText(lines[t].running, `Σ ${number(sums[t])}`);
    });
    const said = fateOf(sum, settings, place, output);
    setText(pixels.note, channel);
    setText(title, `${channel}: pixel × weight = product, and Σ the sum so far:`);
    total.replaceChildren(
      html("span", { class: "cnnlab-name" }, sumName(place)),
      " = ",
      html("strong", {}, number(sum, 5)),
      html("span", { class: "cnnlab-note" }, ` (${counted(taps.length, "product")} added up)`),
    );
    setText(fate, said);
    drawn.root.setAttribute("aria-label", `Pixels under the kernel, ${channel}`);
    return `${sumName(place)}, ${channel}: ${number(sum, 5)}. ${said}`;
  }

  return { root, layOut, show };
}

/** @param {any} cell @param {number[]} colour */
function paint(cell, colour) {
  paintGrey(cell, greyOf(colour) / 255); // which chooses the ink
  cell.rect.style.fill = `rgb(${colour.map(Math.round)})`;
}
