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
    viewBox: "0 0 320 34",
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
 * The window's average on the left, its maximum on the right, and where the output stands.
 * @param {SVGElement} scale
 * @param {Scene} scene
 * @param {Place} place
 */
function drawScale(scale, scene, place) {
  const { average, maximum, share, beyond } = betweenOf(scene, place);
  const text = (
    /** @type {number} */ x,
    /** @type {string} */ anchor,
    /** @type {string} */ words,
  ) => svg("text", { x, y: 31, "text-anchor": anchor }, words);
  const now = beyond
    ? text(160, "middle", share > 1 ? "output above →" : "← output below")
    : svg("circle", { class: "cnnlab-now", cx: 6 + 308 * share, cy: 10, r: 7 });
  scale.replaceChildren(
    svg("path", { class: "cnnlab-axis", d: "M6 4v12M314 4v12M6 10H314" }),
    text(6, "start", `average ${number(average)}`),
    text(314, "end", `maximum ${number(maximum)}`),
    now,
  );
  const words = `window's average ${number(average)} and its maximum ${number(maximum)}`;
  scale.setAttribute("aria-label", `The output ${number(place.pooled.value)}, the ${words}`);
}
