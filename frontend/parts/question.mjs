// Questions that answer back: a choice among sentences, and a number to predict.
import { card } from "./controls.mjs";
import { html, icon } from "./dom.mjs";
import { unbroken } from "./words.mjs";

/**
 * @param {string} name
 * @param {...Node} children
 */
export const frame = (name, ...children) => card(name, "cnnlab-question", ...children);

/**
 * What an answer is typed in.
 * @param {Record<string, any>} [attributes]
 * @returns {HTMLInputElement}
 */
export const typedBox = (attributes) =>
  html("input", {
    ...{ type: "text", class: "cnnlab-typed", autocomplete: "off", spellcheck: "false" },
    ...attributes,
  });

/**
 * Right or not is said by a sign and a word as well as by a colour.
 * @param {HTMLElement} box
 * @param {boolean} right
 * @param {string} text
 * @param {string} [otherwise] the word where it is not right
 */
export function reply(box, right, text, otherwise = "Not yet. ") {
  box.classList.toggle("cnnlab-right", right);
  box.replaceChildren(
    icon(right ? "right" : "wrong"),
    html("strong", {}, right ? "Right. " : otherwise),
    unbroken(text),
  );
}
