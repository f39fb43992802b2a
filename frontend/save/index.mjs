// Save what a widget shows as a file: its picture, or its play.
import { html } from "../parts/dom.mjs";
import { animation } from "./animation.mjs";
import { picture } from "./picture.mjs";
import { painted } from "./pixels.mjs";

const SHARP = 2; // pixels of a PNG for each of the page's

/**
 * @param {object} wish
 * @param {"svg" | "png" | "gif"} wish.kind
 * @param {import("../parts/mount.mjs").WidgetModule} wish.widget
 * @param {import("../parts/mount.mjs").Model} wish.model
 * @param {HTMLElement} wish.card where the widget is drawn
 * @param {number} wish.count of positions
 * @param {(words: string) => void} wish.tell
 */
export async function save({ kind, widget, model, card, count, tell }) {
  const name = (card.getAttribute("aria-label") ?? "widget").toLowerCase().replaceAll(" ", "-");
  const blob = await (kind === "gif"
    ? animation(widget, model, card, count, tell)
    : still(kind, card));
  download(blob, `${name}.${kind}`);
  tell(`Saved as ${name}.${kind}.`);
}

/**
 * @param {"svg" | "png"} kind
 * @param {HTMLElement} card
 */
async function still(kind, card) {
  const drawn = picture(card);
  if (kind === "svg") return new Blob([drawn.svg], { type: "image/svg+xml" });
  return (await painted(drawn, SHARP)).png();
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function download(blob, name) {
  const href = URL.createObjectURL(blob);
  html("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // some browsers fetch it later
}
