// cnnlab.practice: problems with fresh numbers, each with its working and the usual mistakes. A kind, a
// seed, a number and a level make the same problem here and in Python.
import { checkUpTo } from "../checks.mjs";
import * as costs from "./costs.mjs";
import { drawsFrom } from "./draws.mjs";
import { checkKind, LEVELS, MOST_NUMBER, MOST_SEED } from "./limits.mjs";
import * as sizes from "./sizes.mjs";
import * as windows from "./windows.mjs";
import { worded } from "./wording.mjs";

const TRIES = 6;

/** @type {Record<string, import("./sizes.mjs").Kind>} */
const KINDS = {
  linear_parameters: costs.linearParameters,
  linear_memory: costs.linearMemory,
  flat_index: windows.flatIndex,
  locally_connected: costs.locallyConnected,
  field: sizes.field,
  shared_parameters: costs.sharedParameters,
  one_output: windows.oneOutput,
  size: sizes.size,
  padding: sizes.padding,
  strided_size: sizes.stridedSize,
  leftover: sizes.leftover,
  transposed_size: sizes.transposed,
  parameters: costs.parameters,
  multiply_adds: costs.multiplyAdds,
  im2col_shape: windows.im2colShape,
  copies: windows.copies,
  pool: windows.pool,
  pool_gradient: windows.poolGradient,
  shift: sizes.shift,
};

/**
 * @param {string} kind
 * @param {number} seed
 * @param {number} number which problem of the seed's, from 1
 * @param {number} level
 * @param {import("./wording.mjs").Words} words
 */
export function problemOf(kind, seed, number, level, words) {
  checkKind(kind, words);
  checkUpTo("seed", seed, 0, MOST_SEED);
  checkUpTo("number", number, 1, MOST_NUMBER);
  checkUpTo("level", level, 1, LEVELS);
  const draws = drawsFrom((MOST_NUMBER + 1) * seed + number);
  return worded(
    kind,
    telling(() => KINDS[kind](draws, level, words)),
    words,
  );
}

/**
 * A problem, made anew while a usual slip gives the answer, up to TRIES times.
 * @param {() => import("./wording.mjs").Made} make
 */
function telling(make) {
  let made = make();
  for (let n = 1; n < TRIES && made.rivals?.includes(made.answer[0]); n++) made = make();
  return made;
}
