// What the widget's settings come to, checked.
import LIMITS from "../../../src/cnnlab/widgets/limits/aliasing.json" with { type: "json" };
import {
  blurred,
  energyAfterStride,
  gain,
  kept,
  keptAtZero,
  shares,
  staysTrue,
  stripedPicture,
} from "../../math/aliasing.mjs";
import { checkDrawn } from "../../math/array_checks.mjs";
import { checkCount, checkOneOf, Misfit } from "../../math/checks.mjs";

export const BLURS = [1, 3, 5, 7, 9];
const [LEAST, MOST] = LIMITS.image; // pixels along each side of an image

/**
 * @typedef {import("../../math/aliasing.mjs").Image} Image
 * @typedef {import("../../math/aliasing.mjs").Wave} Wave
 *
 * @typedef {object} Found
 * @property {string} view
 * @property {number} period
 * @property {number} phase
 * @property {number} stride
 * @property {number} blur
 * @property {Wave} wave
 * @property {Image} [image] after the blur, and none of a wave
 * @property {Image} [left] the kept pixels
 * @property {number} true share of the energy that is kept without a blur
 * @property {number} false
 * @property {number | null} falseShare of what is left
 */

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @returns {Found}
 */
export function measured(model) {
  const [view, period, phase, angle, stride, blur] = checked(model);
  const turned = view === "wave" ? 0 : (Math.PI / 180) * angle;
  /** @type {Wave} */
  const wave = [Math.sin(turned) / period, Math.cos(turned) / period];
  const set = { view, period, phase, stride, blur, wave };
  if (view === "wave") {
    const after = keptAtZero(wave, stride, phase) ? 0 : gain(1 / period, blur) ** 2;
    const isTrue = staysTrue(1 / period, stride);
    return { ...set, ...shares({ true: isTrue ? after : 0, false: isTrue ? 0 : after }, 1) };
  }
  const sharp = view === "stripes" ? stripedPicture(wave, phase) : model.get("images")[view];
  const image = blurred(sharp, blur);
  const before = energyAfterStride(sharp, stride);
  const after = blur === 1 ? before : energyAfterStride(image, stride);
  const left = kept(image, stride);
  return { ...set, image, left, ...shares(after, before.true + before.false) };
}

/**
 * The settings, or what is wrong with them.
 * @param {import("../../parts/mount.mjs").Model} model
 * @returns {[string, ...number[]]}
 */
function checked(model) {
  const [view, period, phase, angle, stride, blur] = [
    ...["view", "period", "phase", "angle", "stride", "blur_size"],
  ].map((name) => model.get(name));
  const images = model.get("images");
  if (!["wave", "stripes"].includes(view)) checkImage(view, images);
  if (typeof period !== "number" || !Number.isFinite(period))
    throw new Misfit("period must be a number");
  for (const [name, value] of Object.entries({ phase, angle, stride })) checkCount(name, value, 0);
  for (const [name, value] of Object.entries({ period, phase, angle, stride })) {
    const [least, most] = LIMITS[name];
    if (value < least || value > most) throw new Misfit(`${name} must be from ${least} to ${most}`);
  }
  checkOneOf("blur_size", blur, BLURS);
  return [view, period, phase, angle, stride, blur];
}

/** @param {any} view @param {any} images */
function checkImage(view, images) {
  if (typeof view !== "string" || !Object.hasOwn(images ?? {}, view))
    throw new Misfit("view must be wave, stripes, or the name of an image");
  if (Math.min(...checkDrawn(view, images[view], [MOST, MOST])) < LEAST)
    throw new Misfit(`${view} must have at least ${LEAST} × ${LEAST} pixels`);
}
