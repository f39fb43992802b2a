// Practice: problems with fresh numbers, one at a time or as a sheet for a class.
import { checkUpTo, Misfit } from "../../math/checks.mjs";
import { checkKind, LEVELS, MOST_NUMBER, MOST_SEED } from "../../math/practice/limits.mjs";
import { card } from "../../parts/controls.mjs";
import { listen, same } from "../../parts/model.mjs";
import { onePart } from "./one.mjs";
import { MOST_PROBLEMS, wanted } from "./problem.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

// What Reset puts back.
export const settings = ["only", "seed", "number", "level", "sheet"];

const TRAITS = ["kinds", "words", "first", ...settings];

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const frame = card("Practice", "cnnlab-question cnnlab-practice");
  const one = onePart(model);
  /** @type {ReturnType<typeof import("./more.mjs").sheetPart> | null} */
  let sheet = null;
  element.replaceChildren(frame);

  // The first problem came with the page. What makes others is large, and comes when one is wanted.
  function draw() {
    check(model);
    const first = firstIfWanted(model);
    if (!model.get("sheet")) show(one.root);
    one.showSettings();
    if (first) one.show(first);
    else
      import("./more.mjs").then(drawWith, (error) =>
        one.say(`The problem cannot be shown: ${error.message}.`),
      );
  }

  /** @param {typeof import("./more.mjs")} more */
  function drawWith({ problemOf, sheetPart }) {
    check(model); // what is wanted by now
    if (model.get("sheet")) {
      sheet ??= sheetPart(model);
      show(sheet.root);
      sheet.draw();
    } else {
      show(one.root);
      one.show(problemOf(...wanted(model, model.get("number")), model.get("words")));
    }
  }

  /** @param {HTMLElement} part */
  function show(part) {
    if (part.parentElement === frame) return;
    const foot = frame.querySelector(".cnnlab-foot"); // the host's
    const turned = document.activeElement?.hasAttribute("data-turn");
    frame.replaceChildren(part, ...(foot ? [foot] : []));
    // The button that led here has gone. Its place is that of the one that leads back.
    if (turned) /** @type {HTMLElement} */ (part.querySelector("[data-turn]")).focus();
  }

  draw();
  return listen(model, TRAITS, draw);
}

/**
 * The problem that came with the page, if it is the one that is wanted.
 * @param {Model} model
 */
function firstIfWanted(model) {
  const { kind, seed, number, level, ...rest } = model.get("first");
  const is = [kind, seed, number, level];
  return !model.get("sheet") && same(is, wanted(model, model.get("number"))) && { kind, ...rest };
}

/** @param {Pick<Model, "get">} model */
export function check(model) {
  const [kinds, only] = [model.get("kinds"), model.get("only")];
  if (!Array.isArray(kinds) || kinds.length === 0)
    throw new Misfit("kinds must be a list of kinds of problems");
  for (const each of [...kinds, ...(only === "" ? [] : [only])])
    checkKind(each, model.get("words"));
  if (model.get("first")?.constructor !== Object) throw new Misfit("first must be a problem");
  checkUpTo("seed", model.get("seed"), 0, MOST_SEED);
  checkUpTo("number", model.get("number"), 1, MOST_NUMBER);
  checkUpTo("level", model.get("level"), 1, LEVELS);
  checkUpTo("sheet", model.get("sheet"), 0, MOST_PROBLEMS);
}
