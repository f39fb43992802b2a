// What an animation shows one after another: the positions of a widget's play, or the steps of its walk.
import { Misfit } from "../math/checks.mjs";
import { namedPresets } from "../walk/steps.mjs";

/**
 * What is set, the words above the picture, and the milliseconds that it is to be seen.
 * @typedef {{ traits: Record<string, any>, words: string, pause: number }} Moment
 * @typedef {import("../parts/mount.mjs").Model} Model
 */

// The same as in cnnlab.widgets.saving and cnnlab.widgets.walks: a test compares them.
const MOST_FRAMES = 128;
const LAST = 2000; // milliseconds that a play rests at its end
const TO_LOOK = 2000; // at what a step has asked for; what it says takes time to read
const TO_READ = 60; // a letter

/**
 * @param {number} count of positions
 * @param {number} speed positions a second
 * @returns {Moment[]}
 */
export function ofPlay(count, speed = 1) {
  if (count === 0) throw new Misfit("with these settings there is nothing to play");
  const pause = Math.max(20, 1000 / speed);
  const moments = chosen(count).map((position) => ({ traits: { position }, words: "", pause }));
  moments[moments.length - 1].pause += LAST;
  return moments;
}

/**
 * Each step as it asks, and again when what it asks for is done.
 * @param {import("../walk/steps.mjs").Step[]} steps
 * @param {Model} model which knows the presets
 * @returns {Moment[]}
 */
export const ofWalk = (steps, model) =>
  steps.flatMap(({ say, set = {}, until }, i) => {
    const words = `${i + 1} of ${steps.length}. ${say}`;
    const toRead = TO_LOOK + TO_READ * words.length;
    const asked = { traits: namedPresets(model, set), words, pause: toRead };
    if (!until || Array.isArray(until)) return [asked];
    return [asked, { traits: namedPresets(model, until), words, pause: TO_LOOK }];
  });

/**
 * All positions, or of very many those at even steps up to the last.
 * @param {number} count
 */
function chosen(count) {
  const step = Math.ceil(count / MOST_FRAMES);
  const first = (count - 1) % step;
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => first + i * step);
}
