// Save what a widget shows as a file: its picture, its play, or its walk.
import { animation } from "./animation.mjs";
import { download } from "./download.mjs";
import { gif } from "./gif.mjs";
import { ofPlay, ofWalk } from "./moments.mjs";
import { picture } from "./picture.mjs";
import { painted, png } from "./pixels.mjs";
import { webm } from "./webm.mjs";

const SHARP = 2; // pixels of a PNG for each of the page's

/**
 * @param {object} wish
 * @param {"svg" | "png" | "gif" | "webm"} wish.kind
 * @param {boolean} wish.walked whether the walk is to be saved, and not the play
 * @param {import("../parts/mount.mjs").WidgetModule} wish.widget
 * @param {import("../parts/mount.mjs").Model} wish.model
 * @param {import("../parts/walk.mjs").Walk} wish.walk
 * @param {HTMLElement} wish.card where the widget is drawn
 * @param {number} wish.count of positions
 * @param {(words: string) => void} wish.tell
 */
export async function save({ kind, walked, widget, model, walk, card, count, tell }) {
  const name = (card.getAttribute("aria-label") ?? "widget").toLowerCase().replaceAll(" ", "-");
  const file = `${name}${walked ? "-walk" : ""}.${kind}`;
  download(await written(), file);
  tell(`Saved as ${file}.`);

  async function written() {
    if (kind === "svg") return new Blob([picture(card).svg()], { type: "image/svg+xml" });
    if (kind === "png") return png(await painted(picture(card), SHARP));
    const film = kind === "gif" ? gif() : webm();
    const [from, moments] = walked
      ? [walk.first, ofWalk(walk.steps, model)]
      : [{ position: 0 }, ofPlay(count, model.get("speed"))];
    return animation({ widget, model, card, from, moments, film, tell });
  }
}
