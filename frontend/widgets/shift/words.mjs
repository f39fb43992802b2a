// What the widget says: its choices, titles and measures.
import { number, percent } from "../../parts/numbers.mjs";

/** @typedef {import("../../math/shift.mjs").Measured} Measured */

export const BORDER_WORDS = {
  zeros: "zeros come in",
  circular: "circular",
  scene: "rest of scene",
};
export const POOLING_WORDS = { max: "maximum", average: "average", blur: "max, blur" };

export const HINT = "drag it, or press arrow keys"; // at the first

// Three rows of three pictures, each with its title and note; a change's note is its measure.
export const TITLES = [
  [
    ["Shifted image", ""],
    ["Feature map", "of the shifted image"],
    ["Pooled map", "of the shifted image"],
  ],
  [
    ["Original image", ""],
    ["Moved along", "the original’s feature map"],
    ["Left in place", "the original’s pooled map"],
  ],
  [
    ["Change", ""],
    ["Error", ""],
    ["Change", ""],
  ],
];

/** @param {number} share */
export function changeInWords(share) {
  if (!Number.isFinite(share)) return "no measure";
  return share > 0 && share < 0.1 ? `${number(100 * share, 2)}%` : percent(share);
}

const NO_ERROR = 1e-9; // of rounding there may be one

/**
 * Whether the feature map moves along, up to the measure of its error.
 * @param {number} error
 * @param {{ down: number, right: number, stride: number }} settings
 */
function moving(error, { down, right, stride }) {
  if (down % stride || right % stride)
    return `With stride ${stride} the feature map can move by whole outputs only: moved along, it has an error of `;
  return error > NO_ERROR
    ? "The feature map moves along except near the edges, where it has an error of "
    : "The feature map moves along, with an error of ";
}

/**
 * The sentences about the maps, as text and, in between, measures.
 * @param {Measured} measured
 * @param {import("../../math/shift.mjs").ShiftSettings} settings
 * @returns {(string | { measure: string })[]}
 */
export const summary = ({ equivarianceError, unpooledChange, invarianceError }, settings) => [
  moving(equivarianceError, settings),
  { measure: changeInWords(equivarianceError) },
  ". Left in place, it would differ by ",
  { measure: changeInWords(unpooledChange) },
  ", and the pooled map differs by ",
  { measure: changeInWords(invarianceError) },
  ".",
];

/**
 * What is heard at each step of a shift: how far it is, and the measures alone.
 * @param {Measured} measured
 * @param {{ down: number, right: number }} shift
 */
export const inBrief = ({ equivarianceError, invarianceError }, { down, right }) =>
  `${number(right)} right and ${number(down)} down; ` +
  `error moved along: ${changeInWords(equivarianceError)}; ` +
  `change of the pooled map: ${changeInWords(invarianceError)}`;

/**
 * What is heard of other settings, which may change nothing of an image that stands still.
 * @param {Measured} measured
 * @param {{ invarianceError: number }[]} changes for every shift to the right
 */
export function settingsInBrief({ original: { features, pooled } }, changes) {
  const [of, pooledTo] = [features, pooled].map((map) => `${map.length} × ${map[0].length}`);
  const most = Math.max(...changes.map(({ invarianceError }) => invarianceError));
  return (
    `Feature map ${of}, pooled map ${pooledTo}; ` +
    `its largest change at any shift to the right: ${changeInWords(most)}; `
  );
}

// A name that changed with each step would be read out whole at each step.
export const HANDLE = "Shifted image: arrow keys shift it, Home puts it back";
