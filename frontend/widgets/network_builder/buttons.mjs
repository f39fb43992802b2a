// The buttons that train.
import { allow, textButton } from "../../parts/controls.mjs";
import { html, setText } from "../../parts/dom.mjs";

/** @param {Record<"train" | "batch" | "epoch" | "over", () => void>} presses */
export function trainingButtons(presses) {
  const train = textButton("Train", presses.train, { class: "cnnlab-play" });
  const batch = textButton("One batch", presses.batch);
  const epoch = textButton("One epoch", presses.epoch);
  const over = textButton("Start over", presses.over);
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
