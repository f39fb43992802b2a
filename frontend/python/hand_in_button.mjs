// The button below the heading of the exercises. What it does comes with the first press.
import { reported } from "../math/checks.mjs";
import { textButton } from "../parts/controls.mjs";
import { html } from "../parts/dom.mjs";

/** @param {() => Promise<string>} handIn saves the notebook, and returns what is to be said */
export function handInButton(handIn) {
  const status = html("p", { class: "cnnlab-status", role: "status" });
  const button = textButton("Download my answers as a notebook", click);

  async function click() {
    status.textContent = "";
    status.textContent = await handIn().catch(
      (error) => `The notebook could not be made: ${reported(error)}.`,
    );
  }

  return html("div", { class: "cnnlab-run-tools cnnlab-hand-in" }, button, status);
}
