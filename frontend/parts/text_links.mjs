// Links in the text that set a widget of their page: [stride 2](#widget-size_explorer&stride=2).
// A click sets what the link names and leaves the rest; opened as an address, the link draws the
// widget anew (share_link.mjs).
import { Misfit, misfitOf } from "../math/checks.mjs";
import { refusal, spokenPlace, textButton } from "./controls.mjs";
import { html } from "./dom.mjs";
import { commitLit, flash } from "./light.mjs";
import { same } from "./model.mjs";
import { isAbout, stateFromAddress } from "./share_link.mjs";

/** @typedef {import("./mount.mjs").Model} Model */

/**
 * What links call the widget that is drawn here.
 * @param {HTMLElement} element
 */
export const nameInLinks = ({ dataset }) => `widget-${dataset.slug || dataset.widget}`;

/**
 * Follow the links to this widget. Returns the way to stop.
 * @param {import("./mount.mjs").WidgetModule} widget
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function followLinks({ settings, check, render }, model, element) {
  const spoken = voice();
  const say = (/** @type {string} */ words) => (spoken.textContent = words);
  /** @type {HTMLElement | null} */
  let beside = null; // what stands after the link that was followed last

  /** @param {MouseEvent} event */
  function clicked(event) {
    const link = event.target instanceof Element && event.target.closest("a[href^='#widget-']");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey; // in a tab of its own
    if (!link || elsewhere || !isMine(link.getAttribute("href") ?? "")) return;
    if (pageOf(link) !== pageOf(element) || !isFirst()) return;
    event.preventDefault();
    follow(/** @type {HTMLElement} */ (link));
  }

  /** @param {string} hash */
  const isMine = (hash) => isAbout(hash, nameInLinks(element));

  function isFirst() {
    const all = /** @type {NodeListOf<HTMLElement>} */ (
      pageOf(element).querySelectorAll("[data-widget]")
    );
    return [...all].find((one) => nameInLinks(one) === nameInLinks(element)) === element;
  }

  /** @param {HTMLElement} link */
  async function follow(link) {
    beside?.remove();
    if (element.dataset.shut !== undefined) return element.click(); // its question says: first
    const card = /** @type {HTMLElement} */ (element.lastElementChild); // below the question, if any
    bringIntoView(card);
    try {
      const changes = changesIn(link.getAttribute("href") ?? "");
      tryOut(changes);
      if (Object.keys(changes).length > 0) offerUndo(link, Object.keys(changes));
      else flash(element);
      say((await commitLit(model, element, changes)) || "It is set.");
    } catch (error) {
      const why = `This link cannot be followed: ${misfitOf(error)}.`;
      stand(link, html("span", { class: "cnnlab-note" }, ` ${why}`));
      say(why);
    }
  }

  /**
   * @param {HTMLElement} link
   * @param {HTMLElement} note
   */
  function stand(link, note) {
    link.after(note);
    beside = note;
  }

  /**
   * Draw the widget with these changes, out of sight: many settings are checked only where they are
   * drawn. Throws what is wrong with them.
   * @param {Record<string, any>} changes
   */
  function tryOut(changes) {
    const leave = () => {};
    const get = (/** @type {string} */ name) =>
      Object.hasOwn(changes, name) ? changes[name] : model.get(name);
    const changed = { get, set: leave, save_changes: leave, on: leave, off: leave };
    const aside = html("div");
    check?.(changed);
    render(changed, aside)();
    const refused = refusal(aside);
    if (refused) throw new Misfit(refused);
  }

  /**
   * What a link would change.
   * @param {string} hash
   */
  function changesIn(hash) {
    const names = settings.flatMap((name) => [name, `${name}s`]); // what a trait offers goes by names
    const known = names
      .map((name) => [name, model.get(name)])
      .filter(([, value]) => value !== undefined);
    const wanted = stateFromAddress(hash, nameInLinks(element), Object.fromEntries(known));
    const changed = settings.filter((name) => !same(wanted[name] ?? null, model.get(name) ?? null));
    return Object.fromEntries(changed.map((name) => [name, wanted[name]]));
  }

  /**
   * @param {HTMLElement} link
   * @param {string[]} meant
   */
  function offerUndo(link, meant) {
    const moved = settings.filter((name) => meant.includes(name) || name === "position");
    const before = Object.fromEntries(moved.map((name) => [name, model.get(name)]));
    const putBack = async () => {
      button.remove();
      link.focus({ preventScroll: true });
      say(`Undone. ${await commitLit(model, element, before, meant)}`);
    };
    const name = `Undo: ${link.textContent}`;
    const button = textButton("Undo", putBack, { class: "cnnlab-undo", "aria-label": name });
    stand(link, button);
  }

  document.addEventListener("click", clicked, { capture: true });
  return () => {
    document.removeEventListener("click", clicked, { capture: true });
    beside?.remove();
  };
}

// What links have done is said at one place for all widgets, which is there before it is needed.
function voice() {
  const id = "cnnlab-voice";
  const place = document.getElementById(id) ?? spokenPlace();
  place.id = id;
  if (!place.isConnected) document.body.append(place);
  return place;
}

// In JupyterLab several notebooks share a document, and each is a page of its own.
/** @param {Element} element */
const pageOf = (element) => element.closest(".jp-NotebookPanel") ?? document.body;

/**
 * Scroll to the widget, unless half of it, or of the window, is in sight.
 * @param {HTMLElement} element
 */
function bringIntoView(element) {
  const { top, bottom, height } = element.getBoundingClientRect();
  const inSight = Math.min(bottom, innerHeight) - Math.max(top, 0);
  if (inSight >= Math.min(height, innerHeight) / 2) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ behavior: still ? "auto" : "smooth" });
}
