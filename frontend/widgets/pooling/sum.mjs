// Under the pictures: the window's pixels, the formula, and the scale from average to maximum.
import { html, setText, svg } from "../../parts/dom.mjs";
import { number } from "../../parts/numbers.mjs";
import { betweenOf } from "./scene.mjs";
import { formulaOf, LEGENDS, tapWords } from "./words.mjs";

/**
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").Place} Place
 */

/** @param {(t: number | null) => void} point told which pixel's line the pointer is on */
export function windowSum(point) {
  const legend = html("p", { class: "cnnlab-note" });
  const list = html("ol", { class: "cnnlab-terms" });
  const total = html("p", { class: "cnnlab-total" });
  const scale = svg("svg", {
    class: "cnnlab-pooling-between",
    viewBox: "0 0 320 50",
    role: "img",
  });
  const box = html("div", { class: "cnnlab-sum" }, legend, list, total, scale);
  /** @type {ReturnType<typeof tapLine>[]} */
  let lines = [];

  /** @param {Scene} scene */
  function layOut({ settings: { kernel_size: k } }) {
    lines = Array.from({ length: k * k }, (_, t) => tapLine(t, point));
    list.style.setProperty("--columns", k);
    list.classList.toggle("cnnlab-many", k > 3);
    list.replaceChildren(...lines.map((line) => line.box));
  }

  /**
   * @param {Scene} scene
   * @param {Place} place
   */
  function show(scene, place) {
    setText(legend, LEGENDS[scene.settings.operation]);
    lines.forEach((line, t) => {
      const words = tapWords(scene.settings, place, t);
      line.parts.forEach((part, i) => setText(part, words[i]));
      line.box.classList.toggle("cnnlab-lit", t === place.pooled.winner);
    });
    total.replaceChildren(...formulaOf(scene, place));
    drawScale(scale, scene, place);
  }

  return { box, layOut, show };
}

/**
 * The line of the window's pixel number t.
 * @param {number} t
 * @param {(t: number | null) => void} point
 */
function tapLine(t, point) {
  const parts = ["", "cnnlab-running", "cnnlab-running"].map((look) =>
    html("span", { class: look }),
  );
  const hand = { pointerenter: () => point(t), pointerleave: () => point(null) };
  return { parts, box: html("li", hand, parts) };
}

/**
 * The window's average on the left, its maximum on the right, and an arrow where the output stands.
 * @param {SVGElement} scale
 * @param {Scene} scene
 * @param {Place} place
 */
function drawScale(scale, scene, place) {
  const { average, maximum, share, beyond } = betweenOf(scene, place);
  const at = 6 + 308 * Math.min(1, Math.max(0, share));
  const value = number(place.pooled.value, 4);
  const sign = !beyond ? "output" : share > 1 ? "output, above:" : "output, below:";
  scale.replaceChildren(
    svg("path", { class: "cnnlab-axis", d: "M6 25v8M314 25v8M6 29H314" }),
    text([6, 46], "start", `average ${number(average)}`),
    text([314, 46], "end", `maximum ${number(maximum)}`),
    text([at, 12], share < 0.2 ? "start" : share > 0.8 ? "end" : "middle", `${sign} ${value}`),
    svg("path", { class: "cnnlab-pooling-arrow", d: `M${at} 27l-5 -10h10z` }),
  );
  const words = `window's average ${number(average)} and its maximum ${number(maximum)}`;
  scale.setAttribute("aria-label", `The output ${value}, the ${words}`);
}

/**
 * @param {[number, number]} place
 * @param {string} anchor
 * @param {string} words
 */
const text = ([x, y], anchor, words) => svg("text", { x, y, "text-anchor": anchor }, words);
