// How much the maps left in place change, as a curve over every shift to the right.
import { changesAlongRow, MARGIN } from "../../math/shift.mjs";
import { html, svg, svgText } from "../../parts/dom.mjs";
import { number } from "../../parts/numbers.mjs";
import { changeInWords } from "./words.mjs";

/**
 * @typedef {import("../../math/shift.mjs").ShiftSettings} ShiftSettings
 * @typedef {ReturnType<typeof changesAlongRow>} Changes
 */

// The plot's area, in the drawing's own units.
const [LEFT, TOP, STEP, HEIGHT] = [72, 10, 25, 130];
const [BOTTOM, RIGHT] = [TOP + HEIGHT, LEFT + 2 * MARGIN * STEP];

export function changeCurve() {
  const root = html("div", { class: "cnnlab-shift-curve" });
  /** @type {Changes} */
  let changes = [];
  let measured = ""; // the settings that they are for

  /** Returns what it shows. @param {ShiftSettings} settings */
  function show({ right, ...rest }) {
    const asked = JSON.stringify(rest);
    if (asked !== measured) changes = changesAlongRow(rest);
    measured = asked;
    root.replaceChildren(legend(), plot(changes, right));
    return changes;
  }

  return { root, show };
}

const legend = () =>
  html(
    "p",
    { class: "cnnlab-note" },
    "Change of the maps left in place, for every shift to the right: ",
    key("cnnlab-line cnnlab-shift-dashed", "feature map"),
    key("cnnlab-line", "pooled map"),
  );

const key = (look, words) =>
  html(
    "span",
    { class: "cnnlab-shift-key" },
    svg(
      "svg",
      { viewBox: "0 0 30 10", "aria-hidden": "true" },
      svg("path", { class: look, d: "M0 5H30" }),
    ),
    words,
  );

/**
 * @param {Changes} changes
 * @param {number} now the present shift to the right
 */
function plot(changes, now) {
  const shares = changes.flatMap((change) => [change.unpooledChange, change.invarianceError]);
  const most = Math.max(1, ...shares.filter(Number.isFinite));
  const x = (right) => LEFT + (right + MARGIN) * STEP;
  const y = (share) => BOTTOM - (HEIGHT * (Number.isFinite(share) ? share : most)) / most;
  const line = (name, look) => {
    const points = changes.map((change) => `${x(change.right)},${y(change[name])}`).join(" ");
    return svg("polyline", { class: look, points });
  };
  const dot = (name) =>
    svg("circle", { cx: x(now), cy: y(changes[now + MARGIN][name]), r: 6, class: "cnnlab-now" });
  return svg(
    "svg",
    { class: "cnnlab-plot", viewBox: "0 0 494 188", role: "img", "aria-label": inWords(changes) },
    svg("path", { class: "cnnlab-axis", d: `M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}` }),
    svgText(changeInWords(most), LEFT - 6, TOP + 7, "end"),
    svgText("0", LEFT - 6, BOTTOM, "end"),
    [-8, -4, 0, 4, 8].map((pixels) => svgText(number(pixels), x(pixels), BOTTOM + 23, "middle")),
    svgText("pixels to the right", (LEFT + RIGHT) / 2, BOTTOM + 44, "middle"),
    line("unpooledChange", "cnnlab-line cnnlab-shift-dashed"),
    line("invarianceError", "cnnlab-line"),
    dot("unpooledChange"),
    dot("invarianceError"),
  );
}

function inWords(changes) {
  const each = changes.map(
    ({ right, invarianceError }) => `${number(right)}: ${changeInWords(invarianceError)}`,
  );
  return `Change of the pooled map for every shift to the right, ${each.join(", ")}`;
}
