// The skip: a number, or none, with buttons for one less and one more.
import { misfitOf } from "../../math/checks.mjs";
import { sideView } from "../../math/side_view.mjs";
import { allow, misfit, textButton } from "../../parts/controls.mjs";
import { html, uniqueId } from "../../parts/dom.mjs";
import { commit } from "../../parts/model.mjs";

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {(problem: string | null) => void} tell
 */
export function skipBox(model, tell) {
  const input = html("input", {
    ...{ type: "number", min: 0, step: 1, placeholder: "none", id: uniqueId() },
    class: "cnnlab-number-box",
    input() {
      if (input.value) input.setAttribute("aria-invalid", String(!set(Number(input.value))));
    },
    // Left empty it is none; what is no number, or was refused, does not stay.
    change() {
      if (input.value === "" && !input.validity.badInput) set(null);
      show();
    },
  });
  /** @param {string} sign @param {string} label @param {() => void} click */
  const button = (sign, label, click) =>
    textButton(sign, click, { "aria-label": label, title: label });

  /** @returns {number | null} */
  const skip = () => model.get("skip");

  // A skip is seen from the last layer.
  /** @param {number | null} next */
  const put = (next) =>
    commit(
      model,
      next === null ? { skip: next } : { skip: next, layer: model.get("layers").length },
    );

  /** @param {number | null} next @returns {boolean} whether it fits */
  function set(next) {
    try {
      sideView(model.get("size"), model.get("layers"), next);
    } catch (error) {
      tell(misfit(misfitOf(error)));
      return false;
    }
    put(next);
    tell(null);
    return true;
  }

  // Also from a skip that is too large for the stack, step by step.
  function less() {
    const now = skip();
    put(now ? now - 1 : null);
  }

  function more() {
    const now = skip();
    set(now === null ? 0 : now + 1);
  }

  function show() {
    const now = skip();
    input.setAttribute("aria-invalid", "false");
    if (input.value === "" || Number(input.value) !== now)
      input.value = now === null ? "" : `${now}`;
    for (const control of [left, none])
      allow(control, now !== null, () => tell("There is no skip. With + it begins at pixel 0."));
  }

  const left = button("−", "Skip: one pixel to the left", less);
  const none = textButton("None", () => put(null));
  const box = html(
    "div",
    {
      ...{ role: "group", "aria-label": "Skip" },
      class: "cnnlab-side-view-layer cnnlab-side-view-skip",
    },
    html("strong", {}, "Skip"),
    html("label", { for: input.id }, "unit 0 reads pixel"),
    html(
      "div",
      { class: "cnnlab-side-view-number" },
      left,
      input,
      button("+", "Skip: one pixel to the right", more),
      none,
    ),
  );
  return { box, show };
}
