// A kernel on a whole photograph or on what the camera sees, and the waves of what goes in and out.
import LIMITS from "../../../src/cnnlab/widgets/limits/lens.json" with { type: "json" };
import { checkMatrix } from "../../math/array_checks.mjs";
import { checkOneOf, Misfit } from "../../math/checks.mjs";
import {
  CHANNELS,
  fastShare,
  filtered,
  POOLINGS,
  responseOf,
  SIDE,
  spectrumOf,
} from "../../math/lens.mjs";
import { card, notice, spokenPlace } from "../../parts/controls.mjs";
import { setText } from "../../parts/dom.mjs";
import { kernelEditor } from "../../parts/kernel_editor.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { MOST_NUMBER } from "../../parts/number_box.mjs";
import { largest } from "../../parts/numbers.mjs";
import { settingsForm } from "./form.mjs";
import { loupe } from "./loupe.mjs";
import { isFile, readBefore, readPhotograph } from "./photographs.mjs";
import { lensPictures } from "./pictures.mjs";
import { ownSource } from "./source.mjs";

export { pytorchCode } from "./pytorch.mjs";

/**
 * @typedef {import("../../parts/mount.mjs").Model} Model
 * @typedef {import("../../math/lens.mjs").Picture} Picture
 * @typedef {import("../../math/lens.mjs").Settings} Settings
 */

// A guess marked on the drawing holds as long as these do.
export const drawnFrom = [
  "photograph",
  "kernel",
  "dilation",
  "stride",
  "blur_first",
  "relu",
  "pooling",
  "pool_size",
];

// What Reset puts back.
export const settings = [...drawnFrom, "row", "column", "channel"];

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const { box: problem, tell, refuse } = notice();
  const pictures = lensPictures({
    go: (row, column) => commit(model, { row, column }),
    point,
    where: () => [model.get("row"), model.get("column")],
  });
  const under = loupe();
  const own = ownSource(showOwn);
  const form = settingsForm(model, leaveOwn);
  const spoken = spokenPlace();
  const parts = [pictures.root, problem, under.root, form.root, own.box, spoken];
  element.replaceChildren(card("Lens", "cnnlab-lens", ...parts));

  /** @type {Picture | null} */
  let picture = null;
  /** @type {Picture | null} */
  let output = null;
  let isOwn = false;
  /** @type {number[] | null} */
  let pointed = null;
  /** @type {any} */
  let editor = null;
  let loupeWords = "";
  let stopped = false;

  /** @param {Picture} shown @param {boolean} all the spectra and the loupe, too */
  function showOwn(shown, all) {
    picture = shown;
    if (!isOwn) {
      isOwn = true;
      showBusy(false);
      form.refresh(isOwn);
    }
    drawPicture(all);
    drawOutput(all);
  }

  function leaveOwn() {
    if (isOwn) refresh(new Set(OF_PICTURE));
  }

  // A photograph that has been read before is there at once; another one when it has been unpacked.
  /** @param {boolean} aloud */
  function takePhotograph(aloud) {
    const chosenUrl = () => model.get("images")[model.get("photograph")];
    const url = chosenUrl();
    picture = readBefore(url) ?? null;
    showBusy(!picture);
    if (picture) return drawPicture();
    const unlessLate =
      (/** @type {(outcome: any) => void} */ act) => (/** @type {any} */ outcome) => {
        if (stopped || isOwn || url !== chosenUrl()) return;
        showBusy(false);
        act(outcome);
      };
    const show = (/** @type {Picture} */ read) => {
      picture = read;
      drawPicture();
      drawOutput();
      if (aloud) speak();
    };
    readPhotograph(url).then(unlessLate(show), unlessLate(refuse));
  }

  // What saves a walk waits until a photograph is there.
  /** @param {boolean} busy */
  const showBusy = (busy) => pictures.root.setAttribute("aria-busy", String(busy));

  const chosen = () =>
    /** @type {Settings} */ (
      /** @type {unknown} */ (Object.fromEntries(settings.map((name) => [name, model.get(name)])))
    );

  function drawPicture(all = true) {
    if (!picture) return;
    pictures.showPicture(picture);
    if (!all) return;
    const spectrum = spectrumOf(picture);
    pictures.showSpectrum("of-picture", spectrum, SIDE, fastShare(spectrum, SIDE));
  }

  function drawOutput(all = true) {
    if (!picture) return;
    const now = chosen();
    output = filtered(picture, now);
    pictures.showOutput(output, now);
    if (!all) return;
    drawLoupe();
    const spectrum = spectrumOf(output);
    pictures.showSpectrum("of-output", spectrum, output.side, fastShare(spectrum, output.side));
  }

  function drawLoupe() {
    if (!picture || !output) return;
    const now = chosen();
    const [row, column] = pointed ?? [model.get("row"), model.get("column")];
    loupeWords = under.show(picture, output, now, { row, column, channel: model.get("channel") });
    pictures.showLoupe([row, column], now.kernel, now.dilation, loupeWords);
  }

  function drawKernel() {
    const kernel = model.get("kernel");
    const size = `${kernel.length} × ${kernel[0].length}`;
    const { body, note } = pictures.figures.kernel;
    if (note.textContent !== size) {
      editor = kernelEditor(kernel, {
        set: (edited) => commit(model, { kernel: edited }),
        tell,
      });
      body.replaceChildren(editor.root);
      note.textContent = size;
    }
    editor.show(kernel, largest(kernel));
    pictures.showResponse(responseOf(kernel, model.get("dilation")));
  }

  // What has become of the output. The camera's pictures, many a second, are not spoken.
  function speak() {
    if (picture) setText(spoken, `${pictures.outputInWords()}; ${loupeWords}`);
  }

  /** @param {number[] | null} place */
  function point(place) {
    if (String(place) === String(pointed)) return;
    pointed = place;
    drawLoupe();
  }

  const OF_PICTURE = ["photograph", "images"];
  const OF_LOUPE = ["row", "column", "channel"];

  /** @param {Set<string>} [changed] all, if it is not said which */
  function refresh(changed) {
    try {
      check(model);
      tell(null);
    } catch (error) {
      return refuse(error);
    }
    const isAny = (names) => !changed || names.some((name) => changed.has(name));
    if (changed && isAny(OF_PICTURE)) {
      isOwn = false;
      own.stop();
    }
    form.refresh(isOwn);
    under.layOut(model.get("kernel").length, model.get("kernel")[0].length);
    pictures.showSize(chosen());
    if (isAny(["kernel", "dilation"])) drawKernel();
    if (!isOwn && isAny(OF_PICTURE)) takePhotograph(Boolean(changed));
    if (!changed || [...changed].some((name) => !OF_LOUPE.includes(name))) drawOutput();
    else drawLoupe();
    if (changed) speak();
  }

  refresh();
  const stop = listen(model, [...settings, "kernels", "images"], refresh);
  return () => {
    stopped = true;
    own.stop();
    stop();
  };
}

/** @param {Pick<Model, "get">} model */
export function check(model) {
  const get = (/** @type {string} */ name) => model.get(name);
  const images = get("images");
  if (images?.constructor !== Object || !Object.values(images).every(isFile))
    throw new Misfit("images must be PNG or JPEG files, by name");
  checkOneOf("photograph", get("photograph"), Object.keys(images));
  if (Math.max(...checkMatrix("kernel", get("kernel"))) > LIMITS.kernel)
    throw new Misfit(`kernel must have at most ${LIMITS.kernel} × ${LIMITS.kernel} weights`);
  if (largest(get("kernel")) > MOST_NUMBER)
    throw new Misfit(`the kernel’s weights must be from −${MOST_NUMBER} to ${MOST_NUMBER}`);
  const upTo = { row: [0, SIDE - 1], column: [0, SIDE - 1], dilation: LIMITS.dilation };
  for (const [name, [least, most]] of Object.entries(upTo)) {
    const value = get(name);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new Misfit(`${name} must be a whole number from ${least} to ${most}`);
  }
  const { stride, pool_size } = LIMITS;
  /** @type {Record<string, any[]>} */
  const among = { stride, pooling: POOLINGS, pool_size, channel: CHANNELS };
  for (const [name, offered] of Object.entries(among)) checkOneOf(name, get(name), offered);
}
