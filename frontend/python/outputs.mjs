// What a cell shows: Python's outputs, in the form that the built pages give them.
import { html, icon } from "../parts/dom.mjs";
import { capital } from "../parts/words.mjs";
import { terminal, withoutOrders } from "./terminal.mjs";

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
 * @typedef {object} Display what can be updated
 * @property {string} id
 * @property {any[]} nodes
 * @property {number} figure which of the cell's it is, if it is one
 * @property {boolean} edited
 *
 * @typedef {object} Surroundings
 * @property {(id: string) => string} nameOf what the page calls a cell
 * @property {(model: string, place: HTMLElement) => void} showModel puts a live widget there
 * @property {(place: HTMLElement) => void} showWidgets draws the widgets that HTML brings
 */

/** More outputs than this are not shown: a loop may make them without end. */
export const MOST = 200;

const VIEW = "application/vnd.jupyter.widget-view+json";
const VERDICT = /^(Right|Not yet|Not answered yet)\. /;

/** @param {Element} cell */
export const isUnanswered = (cell) =>
  cell.querySelector(".cell_output .text_plain")?.textContent?.startsWith("Not answered yet. ") ??
  false;

/**
 * The outputs of a cell. The built ones stay until the first of Python's comes, so that nothing
 * moves before it must.
 * @param {HTMLElement} cell
 * @param {Surroundings} surroundings
 */
export function outputsOf(cell, surroundings) {
  const builtPlace = /** @type {HTMLElement | null} */ (cell.querySelector(".cell_output"));
  const built = [...(builtPlace?.childNodes ?? [])];
  const place = builtPlace ?? html("div", { class: "cell_output docutils container" });
  /** @type {Set<string>} */
  const addresses = new Set();
  /** @type {Display[]} */
  let displays = [];
  let figures = 0;
  let clearsNext = false; // before the next output comes
  let stale = false;
  let shown = 0;
  let isBuilt = true;
  /** @type {{ name: string, text: ReturnType<typeof terminal>, pre: HTMLElement } | null} */
  let stream = null;

  function empty() {
    stale = false;
    isBuilt = false;
    stream = null;
    clearsNext = false;
    shown = 0;
    figures = 0;
    displays = [];
    place.replaceChildren();
    [...addresses].forEach(release);
    if (!place.isConnected) putIn();
  }

  function putIn() {
    const input = /** @type {HTMLElement} */ (cell.querySelector(".cell_input"));
    // A cell that is folded with its outputs has both in the fold.
    if (cell.classList.contains("tag_hide-cell")) input.after(place);
    else cell.append(place);
  }

  // Each change between stdout and stderr opens a box, too.
  function hasRoom() {
    shown++;
    if (shown === MOST + 1) place.append(html("p", {}, "More outputs are not shown."));
    return shown <= MOST;
  }

  /** @param {string} name @param {string} text */
  function print(name, text) {
    if (stream?.name !== name) {
      stream = null;
      if (!hasRoom()) return;
      const pre = html("pre");
      stream = { name, text: terminal(), pre };
      place.append(textBox(name === "stderr" ? "stderr" : "stream", pre));
    }
    stream.text.write(withCellNames(text, surroundings.nameOf));
    stream.pre.textContent = stream.text.text;
  }

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

  // The built figure's description stands for the new one as long as the code is the book's.
  const descriptions = [...new Set([...place.querySelectorAll("img")].map((image) => image.alt))];
  // So does its caption; and links to it find the new one.
  const frames = [...place.querySelectorAll("figure")];

  /**
   * @param {Output} output
   * @param {boolean} edited
   * @param {number} figure which of the cell's it is, if it is one
   * @returns {HTMLElement[]}
   */
  function drawn({ data = {}, metadata = {} }, edited, figure) {
    const markup = data["text/html"];
    const svg = data["image/svg+xml"];
    const plain = plainText(data);
    if (markup || data[VIEW]) {
      const box = html("div", { class: markup ? "output text_html" : "output" });
      box.innerHTML = markup ? joined(markup) : "";
      if (data[VIEW]) surroundings.showModel(data[VIEW].model_id, box);
      else surroundings.showWidgets(box);
      return [box];
    }
    if (svg) {
      const alt =
        (!edited && descriptions[figure]) || `Figure of ${surroundings.nameOf(cell.id.slice(5))}`;
      const frame = /** @type {HTMLElement | undefined} */ (frames[figure]?.cloneNode());
      const caption = frames[figure]?.querySelector("figcaption");
      const others = metadata["image/svg+xml"]?.variants ?? {};
      const all = Object.entries({ "light wide": joined(svg), ...others });
      const pictures = all.map(([variant, drawing]) =>
        picture(drawing, all.length > 1 ? variant : "", alt, addressOf(drawing)),
      );
      if (!frame) return pictures;
      frame.append(...pictures, ...(caption && !edited ? [caption.cloneNode(true)] : []));
      return [frame];
    }
    if (data["image/png"] ?? data["image/jpeg"]) {
      const type = data["image/png"] ? "image/png" : "image/jpeg";
      const src = `data:${type};base64,${joined(data[type]).replace(/\s/g, "")}`;
      return [html("img", { src, alt: plain })];
    }
    if (VERDICT.test(plain)) return [verdict(plain)];
    return [textBox("text_plain", html("pre", {}, `${plain}\n`))];
  }

  /** @param {Output} output @param {boolean} edited */
  function display(output, edited) {
    const figure = figures;
    if (isFigure(output)) figures++;
    const nodes = drawn(output, edited, figure);
    place.append(...nodes);
    const id = output.transient?.display_id;
    if (id) displays.push({ id, nodes, figure, edited });
  }

  /** @param {Display} display @param {Output} output */
  function drawAgain(display, output) {
    const [first, ...others] = display.nodes;
    const pictures = display.nodes.flatMap((node) => [node, ...node.querySelectorAll("img")]);
    display.nodes = drawn(output, display.edited, display.figure);
    others.forEach((node) => node.remove());
    first.replaceWith(...display.nodes);
    pictures.forEach((picture) => release(picture.getAttribute("src")));
  }

  return {
    /** A run begins. What is there stays, dimmed, and so does its height. */
    begin() {
      stale = true;
      clearsNext = false;
      if (place.isConnected) {
        place.style.minHeight = `${place.offsetHeight}px`;
        place.classList.add("cnnlab-stale");
      }
    },

    /** @param {Output} output @param {boolean} [edited] whether the code is the reader's */
    add(output, edited = false) {
      if (stale || clearsNext) this.clear();
      if (output.output_type === "stream")
        print(output.name ?? "stdout", joined(output.text ?? ""));
      else {
        stream = null;
        if (!hasRoom()) return;
        if (output.output_type === "error")
          place.append(problem(output, cell, surroundings.nameOf));
        else display(output, edited);
      }
    },

    /** What was displayed by this id, in whichever run, is another thing now. @param {Output} output */
    update(output) {
      const id = output.transient?.display_id;
      for (const display of displays) if (display.id === id) drawAgain(display, output);
    },

    /** @param {boolean} [waits] for the next output, so that nothing flickers between them */
    clear(waits = false) {
      clearsNext = waits;
      if (waits) return;
      empty();
      place.classList.remove("cnnlab-stale");
    },

    /** @param {boolean} stopped the run came to no end of its own, and what was there is still right */
    end(stopped = false) {
      if (stale && !stopped) {
        empty();
        place.remove();
      }
      stale = false;
      place.classList.remove("cnnlab-stale");
      place.style.minHeight = "";
    },

    putBack() {
      if (isBuilt) return;
      empty();
      isBuilt = true;
      if (builtPlace) place.append(...built);
      else place.remove();
    },

    get isBuilt() {
      return isBuilt;
    },
  };
}

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
const joined = (text) => (Array.isArray(text) ? text.join("") : text);

/** Python's names of cells, as the page calls them. @param {string} text @param {(id: string) => string} nameOf */
function withCellNames(text, nameOf) {
  const named = (/** @type {string} */ id) => capital(nameOf(id));
  return text
    .replace(/^cell-([\w-]+):(\d+): /gm, (_, id, line) => `${named(id)}, line ${line}: `)
    .replace(/File "cell-([\w-]+)"/g, (_, id) => named(id));
}

/** Whether it is shown as one. @param {Output} output */
const isFigure = ({ data = {} }) =>
  Boolean(data["image/svg+xml"]) && !data["text/html"] && !data[VIEW];

/** What a page that sets no Markdown shows of it: its source. @param {Record<string, any>} data */
function plainText(data) {
  const plain = joined(data["text/plain"] ?? "");
  if (!plain.startsWith("<IPython.core.display.")) return plain;
  if (data["application/javascript"]) return "JavaScript that a cell brings does not run here.";
  return joined(data["text/markdown"] ?? data["text/latex"] ?? plain);
}

/** @param {string} kind @param {HTMLElement} pre */
const textBox = (kind, pre) =>
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
function problem({ ename, evalue, traceback = [], reader_lines = [], hint }, cell, nameOf) {
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
