// Practice: problems with fresh numbers, one at a time or as a sheet for a class.
import {
  checkKind,
  LEVELS,
  MOST_NUMBER,
  MOST_SEED,
  checkUpTo,
} from "../../math/practice/index.mjs";
import { card } from "../../parts/controls.mjs";
import { listen } from "../../parts/model.mjs";
import { onePart } from "./one.mjs";
import { MOST_PROBLEMS, sheetPart } from "./sheet.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

// What Reset puts back.
export const settings = ["only", "seed", "number", "level", "sheet"];

const TRAITS = ["kinds", "words", ...settings];

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  check(model);
  const frame = card("Practice", "cnnlab-question cnnlab-practice");
  const one = onePart(model);
  const sheet = sheetPart(model);
  element.replaceChildren(frame);

  function draw() {
    check(model);
    const part = model.get("sheet") ? sheet : one;
    const foot = frame.querySelector(".cnnlab-foot"); // the host's
    if (part.root.parentElement !== frame)
      frame.replaceChildren(part.root, ...(foot ? [foot] : []));
    part.draw();
  }

  draw();
  return listen(model, TRAITS, draw);
}

/** @param {Model} model */
function check(model) {
  const [kinds, only] = [model.get("kinds"), model.get("only")];
  if (!Array.isArray(kinds) || kinds.length === 0)
    throw new TypeError("kinds must be a list of kinds of problems");
  for (const each of [...kinds, ...(only === "" ? [] : [only])])
    checkKind(each, model.get("words"));
  checkUpTo("seed", model.get("seed"), 0, MOST_SEED);
  checkUpTo("number", model.get("number"), 1, MOST_NUMBER);
  checkUpTo("level", model.get("level"), 1, LEVELS);
  checkUpTo("sheet", model.get("sheet"), 0, MOST_PROBLEMS);
}
