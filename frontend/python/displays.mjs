// What one output looks like, in the form that the built pages give it.
import { html, icon } from "../parts/dom.mjs";
import { capital } from "../parts/words.mjs";
import { withoutOrders } from "./terminal.mjs";

/**
 * @typedef {object} Output an output in nbformat's form
 * @property {string} output_type
 * @property {string} [name]
 * @property {string} [text]
 * @property {Record<string, any>} [data]
 * @property {Record<string, any>} [metadata]
 * @property {{ display_id?: string }} [transient] by which a display can be updated
 * @property {string} [ename]
 * @property {string} [evalue]
 * @property {string[]} [traceback]
 * @property {{ cell: string, line: number, text: string }[]} [reader_lines]
 * @property {{ cell: string, name: string, lost: boolean }} [hint] a changed cell that may be why
 *
 * @typedef {object} Surroundings
 * @property {(id: string) => string} nameOf what the page calls a cell
 * @property {(model: string, place: HTMLElement) => void} showModel puts a live widget there
 * @property {(place: HTMLElement) => void} showWidgets draws the widgets that HTML brings
 * @property {() => void} stopWidgets those that are no longer shown
 */

const VIEW = "application/vnd.jupyter.widget-view+json";
const VERDICT = /^(Right|Not yet|Not answered yet)\. /;

/**
 * What draws the displays of a cell, and lets go of the pictures and widgets that are no longer shown.
 * @param {HTMLElement} cell
 * @param {HTMLElement} place with what was built there
 * @param {Surroundings} surroundings
 */
export function displaysOf(cell, place, surroundings) {
  /** @type {Set<string>} */
  const addresses = new Set();
  // The built figure's description stands for the new one as long as the code is the book's.
  const descriptions = [...new Set([...place.querySelectorAll("img")].map((image) => image.alt))];
  // So does its caption; and links to it find the new one.
  const frames = [...place.querySelectorAll("figure")];

  /** @param {string} svg */
  function addressOf(svg) {
    const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    addresses.add(address);
    return address;
  }

  /** @param {string} address */
  function release(address) {
    if (addresses.delete(address)) URL.revokeObjectURL(address);
  }

  /**
   * @param {Output} output
   * @param {boolean} edited
   * @param {number} figure which of the cell's it is
   */
  function drawFigure({ data = {}, metadata = {} }, edited, figure) {
    const alt =
      (!edited && descriptions[figure]) || `Figure of ${surroundings.nameOf(cell.id.slice(5))}`;
    const others = metadata["image/svg+xml"]?.variants ?? {};
    const all = Object.entries({ "light wide": joined(data["image/svg+xml"]), ...others });
    const pictures = all.map(([variant, drawing]) =>
      picture(drawing, all.length > 1 ? variant : "", alt, addressOf(drawing)),
    );
    const frame = /** @type {HTMLElement | undefined} */ (frames[figure]?.cloneNode());
    if (!frame) return pictures;
    const caption = frames[figure].querySelector("figcaption");
    frame.append(...pictures, ...(caption && !edited ? [caption.cloneNode(true)] : []));
    return [frame];
  }

  return {
    /**
     * @param {Output} output
     * @param {boolean} edited whether the code is the reader's
     * @param {number} figure which of the cell's it is, if it is one
     * @returns {HTMLElement[]}
     */
    draw(output, edited, figure) {
      const { data = {} } = output;
      if (data["text/html"] || data[VIEW]) return [markup(data, surroundings)];
      if (isFigure(output)) return drawFigure(output, edited, figure);
      const plain = plainText(data);
      const type = ["image/png", "image/jpeg"].find((type) => data[type]);
      if (type) return [bitmap(type, data[type], plain)];
      if (VERDICT.test(plain)) return [verdict(plain)];
      return [textBox("text_plain", html("pre", {}, `${plain}\n`))];
    },

    /** Let go of what is in these nodes, which have gone. @param {HTMLElement[]} nodes */
    release(nodes) {
      const pictures = nodes.flatMap((node) => [node, ...node.querySelectorAll("img")]);
      pictures.forEach((picture) => release(picture.getAttribute("src") ?? ""));
      surroundings.stopWidgets();
    },

    releaseAll() {
      [...addresses].forEach(release);
      surroundings.stopWidgets();
    },
  };
}

/** @param {Element} cell */
export const isUnanswered = (cell) =>
  cell.querySelector(".cell_output .text_plain")?.textContent?.startsWith("Not answered yet. ") ??
  false;

/**
 * What deserves to be heard when a cell has run: a verdict, or what is wrong.
 * @param {Output} output
 */
export function spoken({ output_type, data, ename, evalue }) {
  if (output_type === "error") return `${ename}: ${evalue}`;
  const plain = joined(data?.["text/plain"] ?? "");
  return VERDICT.test(plain) && !data?.["text/html"] ? plain : "";
}

/** @param {string | string[]} text nbformat allows either */
export const joined = (text) => (Array.isArray(text) ? text.join("") : text);

/** Python's names of cells, as the page calls them. @param {string} text @param {(id: string) => string} nameOf */
export function withCellNames(text, nameOf) {
  const named = (/** @type {string} */ id) => capital(nameOf(id));
  return text
    .replace(/^cell-([\w-]+):(\d+): /gm, (_, id, line) => `${named(id)}, line ${line}: `)
    .replace(/File "cell-([\w-]+)"/g, (_, id) => named(id));
}

/** Whether an output is shown as a figure. @param {Output} output */
export const isFigure = ({ data = {} }) =>
  Boolean(data["image/svg+xml"]) && !data["text/html"] && !data[VIEW];

/** The text of an output; of Markdown, which the page does not render, its source. @param {Record<string, any>} data */
function plainText(data) {
  const plain = joined(data["text/plain"] ?? "");
  if (!plain.startsWith("<IPython.core.display.")) return plain;
  if (data["application/javascript"]) return "JavaScript that a cell brings does not run here.";
  return joined(data["text/markdown"] ?? data["text/latex"] ?? plain);
}

/** @param {Record<string, any>} data @param {Surroundings} surroundings */
function markup(data, { showModel, showWidgets }) {
  const written = data["text/html"];
  const box = html("div", { class: written ? "output text_html" : "output" });
  box.innerHTML = joined(written ?? "");
  if (data[VIEW]) showModel(data[VIEW].model_id, box);
  else showWidgets(box);
  return box;
}

/** @param {string} type @param {string | string[]} base64 @param {string} alt */
function bitmap(type, base64, alt) {
  const src = `data:${type};base64,${joined(base64).replace(/\s/g, "")}`;
  return html("img", { src, alt });
}

/** @param {string} kind @param {HTMLElement} pre */
export const textBox = (kind, pre) =>
  html(
    "div",
    { class: `output ${kind} highlight-myst-ansi notranslate` },
    html("div", { class: "highlight" }, pre),
  );

/** @param {string} plain */
function verdict(plain) {
  const word = /** @type {RegExpMatchArray} */ (plain.match(VERDICT))[1];
  const right = word === "Right";
  const sign = word === "Not answered yet" ? null : icon(right ? "right" : "wrong");
  return html(
    "div",
    { class: `output cnnlab-verdict${right ? " cnnlab-right" : ""}` },
    html("p", {}, sign, html("strong", {}, `${word}.`), plain.slice(word.length + 1)),
  );
}

/**
 * @param {string} svg
 * @param {string} variant which pages show it
 * @param {string} alt
 * @param {string} src
 */
function picture(svg, variant, alt, src) {
  const [theme, width] = variant.split(" ");
  // Points, as Matplotlib measures, in pixels: 4/3.
  const side = (name) =>
    Math.round(Number(svg.match(new RegExp(`<svg[^>]* ${name}="([\\d.]+)pt"`))?.[1]) * (4 / 3)) ||
    null;
  return html("img", {
    class: variant ? `only-${theme} cnnlab-${width}` : null,
    width: side("width"),
    height: side("height"),
    alt,
    src,
  });
}

/**
 * @param {Output} error
 * @param {HTMLElement} cell
 * @param {(id: string) => string} nameOf
 */
export function problem({ ename, evalue, traceback = [], reader_lines = [], hint }, cell, nameOf) {
  const where = reader_lines.map(({ cell: id, line, text }) => {
    const here = `cell-${id}` === cell.id;
    const name = here ? "this cell" : html("a", { href: `#cell-${id}` }, nameOf(id));
    return html("li", {}, `Line ${line} of `, name, ": ", html("code", {}, text.trim()));
  });
  const all = withoutOrders(traceback.join("\n"));
  return html(
    "div",
    { class: "output cnnlab-error" },
    html("p", {}, html("strong", {}, ename), evalue ? `: ${evalue}` : ""),
    hint ? html("p", {}, about(hint, nameOf)) : null,
    where.length ? html("ul", {}, where) : null,
    all && html("details", {}, html("summary", {}, "The whole traceback"), html("pre", {}, all)),
  );
}

/**
 * @param {{ cell: string, name: string, lost: boolean }} hint
 * @param {(id: string) => string} nameOf
 */
function about({ cell, name, lost }, nameOf) {
  const where = html("a", { href: `#cell-${cell}` }, nameOf(cell));
  const code = html("code", {}, name);
  return lost
    ? ["In the book, ", where, " gives ", code, "; you have changed that cell."]
    : [code, " is what ", where, " makes it, and you have changed that cell."];
}
