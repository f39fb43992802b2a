// A problem on the page, and the settings that choose problems.
import LIMITS from "../../../src/cnnlab/widgets/limits/practice.json" with { type: "json" };
import { LEVELS, MOST_SEED } from "../../math/practice/limits.mjs";
import { shown } from "../../math/practice/wording.mjs";
import { fromTo } from "../../math/range.mjs";

import { choice, field, numberChoice, offer } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit } from "../../parts/model.mjs";

export const MOST_PROBLEMS = LIMITS.sheet;

/**
 * @typedef {import("../../parts/mount.mjs").Model} Model
 * @typedef {import("../../math/practice/wording.mjs").Problem} Problem
 */

/**
 * What makes the problem with this number: kinds come in turn.
 * @param {Model} model
 * @param {number} number
 * @returns {[kind: string, seed: number, number: number, level: number]}
 */
export function wanted(model, number) {
  const kinds = model.get("only") ? [model.get("only")] : model.get("kinds");
  return [kinds[(number - 1) % kinds.length], model.get("seed"), number, model.get("level")];
}

/** @type {(model: Model, kind: string) => string} */
export const nameOf = (model, kind) => model.get("words").kinds[kind].name;

/** @param {Problem} problem */
export const tablesOf = ({ tables }) =>
  tables.length === 0
    ? []
    : [html("div", { class: "cnnlab-practice-tables" }, ...tables.map(tableOf))];

/** @param {[string, number[][]]} table */
const tableOf = ([title, rows]) =>
  html(
    "table",
    {},
    html("caption", {}, title),
    ...rows.map((row) => html("tr", {}, ...row.map((value) => html("td", {}, shown(value))))),
  );

/** @param {Problem} problem */
export const answerOf = ({ answer }) => answer.map(shown).join(" and ");

export const freshSeed = () => 1 + Math.floor(Math.random() * MOST_SEED);

/** @param {Model} model */
export function kindField(model) {
  const options = () => [
    ["", "all"],
    ...model.get("kinds").map((kind) => [kind, nameOf(model, kind)]),
  ];
  const control = choice([], (only) => commit(model, { only }));
  const box = field("Kind", control);
  return {
    box,
    show() {
      offer(control, options());
      control.value = model.get("only");
      box.hidden = model.get("kinds").length === 1;
    },
  };
}

/** @param {Model} model */
export function levelField(model) {
  const control = numberChoice(fromTo(1, LEVELS), (level) => commit(model, { level }));
  return {
    box: field("Level", control),
    show: () => (control.value = String(model.get("level"))),
  };
}
