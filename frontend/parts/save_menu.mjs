// Save the widget as a picture or an animation, for slides and papers.
import { reported } from "../math/checks.mjs";
import { allow, textButton } from "./controls.mjs";
import { html } from "./dom.mjs";

/** @typedef {Parameters<typeof import("../save/index.mjs").save>[0]["kind"]} Kind */

// Not every browser encodes video, and none does on a page that came without https.
async function encodesWebm() {
  const size = { width: 640, height: 480 };
  const asked = globalThis.VideoEncoder?.isConfigSupported({ codec: "vp8", ...size });
  return (await asked?.catch(() => null))?.supported ?? false;
}

/**
 * @param {import("./mount.mjs").WidgetModule} widget
 * @param {import("./mount.mjs").Model} model
 * @param {import("./walk.mjs").Walk} walk
 * @param {HTMLElement} element where the widget is drawn
 */
export function saveMenu(widget, model, walk, element) {
  const said = html("span", { role: "status" });
  /** @param {Kind} kind @param {string} title */
  const choice = (kind, title, walked = false) =>
    textButton(
      `${walked ? "Walk as " : ""}${kind === "webm" ? "WebM" : kind.toUpperCase()}`,
      () => save(kind, walked),
      { title, hidden: kind === "webm" },
    );
  const play = html(
    "span",
    { class: "cnnlab-save-films", hidden: true },
    choice("gif", "Animation, a frame for each position"),
    choice("webm", "Video, a picture for each position"),
  );
  const walked = html(
    "span",
    { class: "cnnlab-save-films", hidden: true },
    choice("gif", "Animation of the guided walk", true),
    choice("webm", "Video of the guided walk", true),
  );
  const noVideo = html(
    "span",
    { class: "cnnlab-note", hidden: true },
    "This browser cannot save this page's animations as WebM. Chrome, Edge and Firefox can, over https.",
  );
  const kinds = html(
    "div",
    { class: "cnnlab-save-kinds" },
    choice("svg", "Picture made of shapes and texts"),
    choice("png", "Picture made of pixels"),
    play,
    walked,
    noVideo,
    said,
  );
  const title = html("summary", {}, "Save");
  const box = html("details", { class: "cnnlab-save", toggle: offer }, title, kinds);

  function count() {
    try {
      return widget.positions?.(model) ?? 0;
    } catch (error) {
      reported(error);
      return 0; // settings that do not fit
    }
  }

  async function offer() {
    said.textContent = "";
    play.hidden = count() === 0;
    walked.hidden = walk.steps.length === 0;
    const canFilm = await encodesWebm();
    for (const { lastChild: video } of [play, walked]) video.hidden = !canFilm;
    noVideo.hidden = canFilm || (play.hidden && walked.hidden);
  }

  /** @param {Kind} kind @param {boolean} walked */
  async function save(kind, walked) {
    const buttons = kinds.querySelectorAll("button");
    const tell = (/** @type {string} */ words) => void (said.textContent = words);
    buttons.forEach((each) => allow(each, false));
    try {
      const { save: act } = await import("../save/index.mjs"); // large, and few readers ask for it
      const card = /** @type {HTMLElement} */ (element.lastElementChild);
      await act({ kind, walked, widget, model, walk, card, count: count(), tell });
    } catch (error) {
      tell(`It could not be saved: ${reported(error)}.`);
    } finally {
      buttons.forEach((each) => allow(each, true));
    }
  }

  return box;
}
