// The buttons that train.
import { allow } from "../../parts/controls.mjs";
import { html, setText } from "../../parts/dom.mjs";

/** @param {Record<"train" | "batch" | "epoch" | "over", () => void>} presses */
export function trainingButtons(presses) {
  const make = (click, words, look = {}) =>
    html("button", { type: "button", click, ...look }, words);
  const train = make(presses.train, "Train", { class: "cnnlab-play" });
  const batch = make(presses.batch, "One batch");
  const epoch = make(presses.epoch, "One epoch");
  const over = make(presses.over, "Start over");
  return {
    bar: html(
      "div",
      { class: "cnnlab-transport", role: "group", "aria-label": "Training" },
      ...[train, batch, epoch, over],
    ),
    /** @param {boolean} possible to train the stack */
    allow(possible) {
      for (const button of [train, batch, epoch]) allow(button, possible);
    },
    /** @param {import("./session.mjs").State | null} state null before there is a session */
    show(state) {
      setText(train, state === "running" ? "Pause" : "Train");
      allow(over, state !== null);
    },
  };
}
