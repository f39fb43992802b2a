// The pictures: a window of each kind, the histograms of pooled numbers, and the shares classified correctly.
import LIMITS from "../../../src/cnnlab/widgets/limits/separability.json" with { type: "json" };
import { clamped, fromTo } from "../../math/range.mjs";
import {
  RESPONSE,
  histograms,
  holds,
  bestThreshold,
  pooledOf,
  POOLS,
  accuracy,
} from "../../math/separability.mjs";
import { svg, svgText } from "../../parts/dom.mjs";
import { grid, outline, UNIT } from "../../parts/grid.mjs";
import { counted, fixed, percent } from "../../parts/numbers.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";
import { NAMES } from "./words.mjs";

/** @typedef {import("../../math/separability.mjs").Settings} Settings */
/** @typedef {import("../../math/separability.mjs").Pool} Pool */

const [LEAST, MOST] = LIMITS.side;
const [LEFT, RIGHT, TOP, BOTTOM] = [10, 290, 8, 108]; // of the histograms, in the drawing's own units
const [FIRST, STEP, LOWEST, HIGHEST] = [72, 26, 140, 10]; // of the shares

/**
 * A window in greys, its largest pixel framed and the feature's pixels dotted.
 * @param {number[][]} window
 * @param {Settings} settings
 * @param {boolean} present
 */
export function windowPicture(window, { side, noise, fill }, present) {
  const { max, average, place } = pooledOf(window);
  const size = `${counted(side, "row")} of ${counted(side, "pixel")}`;
  const words = `${size}; maximum ${fixed(max)}, average ${fixed(average)}`;
  const drawn = grid(side, side, { role: "img", "aria-label": words });
  const [low, span] = [-2 * noise, RESPONSE + 4 * noise];
  for (const { rect, row, column } of drawn.cells) {
    const level = Math.round(255 * Math.min(1, Math.max(0, (window[row][column] - low) / span)));
    rect.style.fill = `rgb(${level}, ${level}, ${level})`;
  }
  const dots = drawn.cells
    .filter(({ row, column }) => present && holds(side, fill, row, column))
    .map(({ x, y }) => dot(x + UNIT / 2, y + UNIT / 2, "present"));
  const frame = outline(UNIT, UNIT);
  moveMark(frame, ...place);
  drawn.layers.top.append(...dots, frame);
  return drawn.root;
}

const dot = (cx, cy, kind) => svg("circle", { cx, cy, r: 6, class: `cnnlab-separability-${kind}` });

/**
 * Histograms of what a pool makes of both kinds of windows, the best threshold, and the two windows
 * that are shown.
 * @param {Pool} pool
 * @param {Settings} settings
 * @param {{ absent: number, present: number }} shown
 */
export function histogramsPicture(pool, settings, shown) {
  const { low, high, absent, present } = histograms(pool, settings);
  const threshold = bestThreshold(pool, settings);
  const x = (value) => LEFT + ((RIGHT - LEFT) * (value - low)) / (high - low);
  const inside = (value) => clamped(x(value), LEFT, RIGHT);
  const most = Math.max(...absent, ...present);
  const width = (RIGHT - LEFT) / absent.length;
  const bars = (shares, kind) => {
    const tops = shares.map((share) => BOTTOM - ((BOTTOM - TOP) * share) / most);
    const d = tops.map((top, i) => `M${LEFT + i * width} ${BOTTOM}V${top}h${width}V${BOTTOM}z`);
    return svg("path", { d: d.join(""), class: `cnnlab-separability-${kind}` });
  };
  const share = percent(accuracy(pool, settings));
  return svg(
    "svg",
    {
      class: "cnnlab-plot",
      viewBox: "0 0 300 140",
      role: "img",
      "aria-label": `${NAMES[pool]}: above ${fixed(threshold)} most windows hold the feature; ${share} classified correctly`,
    },
    bars(absent, "absent"),
    bars(present, "present"),
    svg("path", { class: "cnnlab-axis", d: `M${LEFT} ${BOTTOM}H${RIGHT}` }),
    svg("path", { class: "cnnlab-separability-threshold", d: `M${x(threshold)} 0V${BOTTOM + 6}` }),
    dot(inside(shown.absent), BOTTOM, "absent"),
    dot(inside(shown.present), BOTTOM, "present"),
    [low, threshold, high].map((value) =>
      svg("text", { x: x(value), y: 128, "text-anchor": anchorAt(x(value)) }, fixed(value)),
    ),
  );
}

const anchorAt = (x) => (x < LEFT + 20 ? "start" : x > RIGHT - 20 ? "end" : "middle");

/**
 * The share of windows classified correctly, for every size of the window.
 * @param {Settings} settings
 */
export function sharesPicture(settings) {
  const x = (side) => FIRST + (side - 1) * STEP;
  const y = (share) => LOWEST - (LOWEST - HIGHEST) * (2 * share - 1);
  const sides = fromTo(LEAST, MOST);
  const shares = POOLS.map((pool) => sides.map((side) => accuracy(pool, { ...settings, side })));
  const now = settings.side - 1;
  const words = POOLS.map(
    (pool, i) => `${NAMES[pool]} ${shares[i].map((share) => percent(share)).join(", ")}`,
  );
  return svg(
    "svg",
    {
      class: "cnnlab-plot",
      viewBox: "0 0 494 180",
      role: "img",
      "aria-label": `Classified correctly in windows of 1 to 16 pixels a side: ${words.join("; ")}`,
    },
    svg("path", { class: "cnnlab-axis", d: `M${FIRST} ${HIGHEST}V${LOWEST}H${x(MOST)}` }),
    svgText("100%", FIRST - 6, HIGHEST + 7, "end"),
    svgText("50%", FIRST - 6, LOWEST + 5, "end"),
    [1, 2, 4, 8, 16].map((side) => svgText(String(side), x(side), LOWEST + 19, "middle")),
    svgText("side of the window (pixels)", x(8.5), LOWEST + 37, "middle"),
    POOLS.map((pool, i) =>
      svg("polyline", {
        class: `cnnlab-line cnnlab-separability-${pool}-line`,
        points: shares[i].map((share, k) => `${x(sides[k])},${y(share)}`).join(" "),
      }),
    ),
    shares.map((values) =>
      svg("circle", { class: "cnnlab-now", cx: x(now + 1), cy: y(values[now]), r: 6 }),
    ),
  );
}
