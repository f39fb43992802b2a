// A sheet: problems of one seed, the same for a whole class, with their key on a page of its own.
import { problemOf } from "../../math/practice/index.mjs";
import { MOST_SEED } from "../../math/practice/limits.mjs";
import { field, notice, settingsBox, textButton } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit } from "../../parts/model.mjs";
import { numberBox, showCount } from "../../parts/number_box.mjs";
import { answerOf, kindField, levelField, MOST_PROBLEMS, tablesOf, wanted } from "./problem.mjs";

/** @param {import("../../parts/mount.mjs").Model} model */
export function sheetPart(model) {
  const title = html("p", { class: "cnnlab-practice-title" });
  const problems = html("ol", { class: "cnnlab-practice-problems" });
  const key = html("div", { class: "cnnlab-practice-key" });
  const paper = html("div", {}, title, problems, key);
  const opener = textButton("Show the key", () =>
    open(!key.classList.contains("cnnlab-practice-open")),
  );
  const kinds = kindField(model);
  const levels = levelField(model);
  const { box: problem, tell } = notice();
  const seed = numberField("seed", "Seed", [0, MOST_SEED]);
  const count = numberField("sheet", "Problems", [1, MOST_PROBLEMS]);
  const back = textButton("One at a time", () => commit(model, { sheet: 0, number: 1 }));
  back.dataset.turn = "";
  const root = html(
    "div",
    {},
    paper,
    settingsBox(kinds.box, levels.box, seed.box, count.box),
    problem,
    html(
      "div",
      { class: "cnnlab-practice-buttons" },
      textButton("Print", () => print(paper)),
      opener,
      back,
    ),
  );

  /**
   * @param {string} trait
   * @param {string} label
   * @param {number[]} limits
   */
  function numberField(trait, label, limits) {
    const get = () => model.get(trait);
    const set = (/** @type {number} */ value) => commit(model, { [trait]: value });
    const box = numberBox({ name: label, limits, get, set, tell }, { class: "cnnlab-number-box" });
    return { box: field(label, box), show: () => showCount(box, get()) };
  }

  /** @param {boolean} wanted */
  function open(wanted) {
    key.classList.toggle("cnnlab-practice-open", wanted);
    opener.textContent = wanted ? "Hide the key" : "Show the key";
  }

  return {
    root,
    draw() {
      const all = Array.from({ length: model.get("sheet") }, (_, i) =>
        problemOf(...wanted(model, i + 1), model.get("words")),
      );
      title.textContent = `Practice sheet · seed ${model.get("seed")} · level ${model.get("level")}`;
      problems.replaceChildren(
        ...all.map((problem) =>
          html(
            "li",
            {},
            html("p", {}, problem.question),
            ...tablesOf(problem),
            html("p", { class: "cnnlab-practice-blank" }, "Answer:"),
          ),
        ),
      );
      key.replaceChildren(
        html("p", { class: "cnnlab-practice-title" }, `Key · seed ${model.get("seed")}`),
        html(
          "ol",
          {},
          ...all.map((problem) =>
            html("li", {}, html("strong", {}, answerOf(problem)), " ", problem.steps.join(" ")),
          ),
        ),
      );
      [kinds, levels, seed, count].forEach(({ show }) => show());
    },
  };
}

/**
 * Print the sheet and nothing else of its page.
 * @param {Element} paper
 */
function print(paper) {
  const copy = html("div", { class: "cnnlab-widget cnnlab-practice-paper" }, paper.cloneNode(true));
  const page = document.documentElement;
  document.body.append(copy);
  page.classList.add("cnnlab-practice-printing");
  const stop = () => {
    copy.remove();
    page.classList.remove("cnnlab-practice-printing");
  };
  addEventListener("afterprint", stop, { once: true });
  globalThis.print();
}
