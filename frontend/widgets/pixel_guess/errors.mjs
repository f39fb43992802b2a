// How far off the guesses were: a dot for each, in a line for each clue, and the mean.
import { CLUES, meanErrors } from "../../math/pixel_guess.mjs";
import { svg } from "../../parts/dom.mjs";
import { counted } from "../../parts/numbers.mjs";

const [LEFT, LINE, WIDTH, TOP] = [122, 26, 360, 12];
const RIGHT = WIDTH - 52;

const across = (/** @type {number} */ off) => Math.round(LEFT + (off / 255) * (RIGHT - LEFT));

/**
 * @param {HTMLElement} body
 * @returns {(errors: number[][]) => void}
 */
export function errorsPlot(body) {
  const height = TOP + LINE * CLUES.length + 14;
  const viewBox = `0 0 ${WIDTH} ${height}`;
  const root = svg("svg", { class: "cnnlab-plot", viewBox, role: "img" });
  body.replaceChildren(root);
  const foot = TOP + LINE * CLUES.length;

  return (errors) => {
    const means = meanErrors(errors);
    const lines = CLUES.flatMap((name, i) => {
      const y = TOP + LINE * i;
      const dots = errors.map((each) => svg("circle", { cx: across(each[i]), cy: y, r: 4 }));
      const mean = means && `M${across(means[i])} ${y - 9}v18`;
      return [
        svg("text", { x: 0, y }, name),
        svg("path", { class: "cnnlab-axis", d: `M${LEFT} ${y}H${RIGHT}` }),
        svg("g", { class: "cnnlab-pixel-guess-dots" }, ...dots),
        mean && svg("path", { class: "cnnlab-now", d: mean }),
        svg("text", { x: WIDTH, y, "text-anchor": "end" }, means ? means[i].toFixed(0) : "–"),
      ];
    });
    root.replaceChildren(
      ...lines.filter((line) => line !== null),
      svg("text", { x: LEFT, y: foot }, "0"),
      svg("text", { x: WIDTH, y: foot, "text-anchor": "end" }, "mean"),
      svg("text", { x: RIGHT, y: foot, "text-anchor": "end" }, "255"),
    );
    const said = means
      ? CLUES.map((name, i) => `${name} ${means[i].toFixed(0)}`).join(", ")
      : "none";
    root.setAttribute("aria-label", `Mean errors of ${counted(errors.length, "pixel")}: ${said}`);
  };
}
