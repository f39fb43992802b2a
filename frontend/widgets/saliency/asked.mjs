// What a network answers: a digit's scores, and which pixels one of them depends on.
import { PIXELS } from "../../math/drawing.mjs";
import { enlarged, makeAttribution } from "../../math/network/attribution.mjs";
import { unpackNetwork } from "../../math/network/packed.mjs";

/**
 * The image is from 0 (paper) to 1 (ink), and so is what the patch is filled with.
 * @typedef {{ image: number[][], target: number, patch: number, fill: number, layer: number }} Question
 *
 * @typedef {object} Answers
 * @property {number[]} scores
 * @property {number[][]} occlusion
 * @property {number[][]} gradient
 * @property {number[][]} weighted the maps' weighted sum, stretched over the image
 * @property {number[][]} gradCam the same without what was below 0 before it was stretched
 */

/** @param {any[]} packed */
export function makeAsked(packed) {
  const asks = makeAttribution(unpackNetwork("network", packed), [PIXELS, PIXELS]);
  let [known, answers] = ["", /** @type {Answers | null} */ (null)]; // pointing asks the same again

  return {
    /** @param {Question} question @returns {Answers} */
    answer(question) {
      const { image, target, patch, fill, layer } = question;
      const asked = JSON.stringify(question);
      if (answers && asked === known) return answers;
      const sums = asks.weightedMaps(image, target, layer);
      const rectified = sums.map((row) => row.map((sum) => Math.max(0, sum)));
      known = asked;
      answers = {
        scores: asks.scores(image),
        occlusion: asks.occlusion(image, target, patch, fill),
        gradient: asks.inputGradient(image, target),
        weighted: enlarged(sums, [PIXELS, PIXELS]),
        gradCam: enlarged(rectified, [PIXELS, PIXELS]),
      };
      return answers;
    },

    /**
     * The score when one pixel is wiped, or inked if it is paper; and by how much its ink changes.
     * @param {Question} question
     * @param {number} row
     * @param {number} column
     */
    changed({ image, target }, row, column) {
      const ink = image[row][column];
      const other = image.map((line) => [...line]);
      other[row][column] = ink > 0 ? 0 : 1;
      return { score: asks.scores(other)[target], by: ink > 0 ? -ink : 1 };
    },
  };
}
