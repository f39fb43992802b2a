// Elements, icons and ids: what every widget is drawn with.

const SVG = "http://www.w3.org/2000/svg";

export function fillIn(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

export const html = (tag, attributes = {}, ...children) =>
  fillIn(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) =>
  fillIn(document.createElementNS(SVG, tag), attributes, children);

/**
 * Words in a drawing.
 * @param {string | number} words
 * @param {number} x
 * @param {number} y
 * @param {string} [anchor] "start", "middle" or "end" of the words stands at x
 */
export const svgText = (words, x, y, anchor) => svg("text", { x, y, "text-anchor": anchor }, words);

const ICONS = {
  play: "M4 2v12l10-6z",
  pause: "M3 2h4v12H3zM9 2h4v12H9z",
  back: "M11 3v10L4 8zM3 3h1.5v10H3z",
  forward: "M5 3v10l7-5zM11.5 3H13v10h-1.5z",
  right: "M2 8.5l2-2 3 3 5.5-6 2 2L7 13.5z",
  wrong: "M3 5l2-2 3 3 3-3 2 2-3 3 3 3-2 2-3-3-3 3-2-2 3-3z",
  up: "M8 3l6 8H2z",
  down: "M8 13L2 5h12z",
  left: "M11 2v12L3 8z",
  wide: "M2 2h5v2H4v3H2zM9 2h5v5h-2V4H9zM2 9h2v3h3v2H2zM12 9h2v5H9v-2h3z",
  start: "M14 3v10L8 8zM8 3v10L2 8z",
};

// Drawn, since the signs for these are missing from many fonts.
export const icon = (name) =>
  svg(
    "svg",
    { class: "cnnlab-icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: ICONS[name] }),
  );

// Ids must be unique on the page. In JupyterLab each widget has its own copy of this module: they count
// together.
export function uniqueId() {
  globalThis.cnnlabIds = (globalThis.cnnlabIds ?? 0) + 1;
  return `cnnlab-${globalThis.cnnlabIds}`;
}

/**
 * Put another drawing into a box. Where the one that goes had the focus, the new one gets it.
 * @param {Element} box
 * @param {Element} drawing
 * @param {any} [stop] what of it the Tab key stops at
 */
export function replaceKeepingFocus(box, drawing, stop = drawing) {
  const focused = box.contains(document.activeElement);
  box.replaceChildren(drawing);
  if (focused) stop.focus();
}

// A text that stands there already is left alone: asking costs less than laying it out again.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * The same for words of which some are marked. What is put in anew is read out anew, changed or not.
 * @param {Element} element
 * @param {...(Node | string)} words
 */
export function setWords(element, ...words) {
  const wanted = fillIn(element.cloneNode(), {}, words);
  if (!wanted.isEqualNode(element)) element.replaceChildren(...wanted.childNodes);
}
