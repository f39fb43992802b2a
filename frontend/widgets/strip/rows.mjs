// A row of numbers as it is, below the same row as it was at the start.
import { html, svg } from "../../parts/dom.mjs";
import { hideTinyNumbers, paintGrey, UNIT, write } from "../../parts/grid.mjs";
import { BRIGHT, PIXELS } from "../../math/strip.mjs";

/**
 * @param {string} kind
 * @param {Record<string, any>} attributes of the drawing
 */
export function rowFigure(kind, attributes) {
  const title = html("strong");
  const reach = html("span", { class: "cnnlab-note" });
  const verdict = html("span", { class: "cnnlab-strip-verdict" });
  const caption = html("figcaption", {}, title, reach, verdict);
  const picture = svg("svg", {
    class: "cnnlab-strip-rows",
    viewBox: `-3 -3 ${PIXELS * UNIT + 6} ${2 * UNIT + 6}`,
    ...attributes,
  });
  const look = `cnnlab-figure cnnlab-strip-${kind}`;
  const box = html("figure", { class: look }, caption, picture);
  /** @type {any[][]} */
  let rows = [];
  const drawn = {
    ...{ root: picture, rows: 2, columns: PIXELS, tiny: false, least: 0 },
    get cells() {
      return rows.flat();
    },
  };

  /** @param {number} count of cells in a row */
  function layOut(count) {
    if (rows[0]?.length === count) return;
    const width = (PIXELS * UNIT) / count;
    rows = [0, 1].map((row) =>
      Array.from({ length: count }, (_, i) => ({ ...cell(row, i * width, width), drawn })),
    );
    const groups = rows.map((cells, row) =>
      svg(
        "g",
        { class: row === 0 ? "cnnlab-strip-start" : "cnnlab-strip-now" },
        cells.map(({ rect }) => rect),
        svg("g", { class: "cnnlab-values" }, cells.map(({ text }) => text)), // prettier-ignore
      ),
    );
    picture.replaceChildren(...groups);
  }

  /**
   * @param {number[]} before
   * @param {number[]} now
   */
  function show(before, now) {
    layOut(now.length);
    [before, now].forEach((values, row) =>
      values.forEach((value, i) => {
        write(rows[row][i], value);
        paintGrey(rows[row][i], value / BRIGHT);
      }),
    );
  }

  return { box, picture, title, reach, verdict, show, stop: hideTinyNumbers(drawn) };
}

/**
 * @param {number} row
 * @param {number} x
 * @param {number} width
 */
function cell(row, x, width) {
  const y = row * UNIT;
  const rect = svg("rect", { x, y, width, height: UNIT, class: "cnnlab-strip-cell" });
  return { rect, text: svg("text", { x: x + width / 2, y: y + UNIT / 2 }) };
}

/**
 * Lines on the strip where the windows of the narrow maximum begin.
 * @param {SVGElement} picture
 */
export function windowLines(picture) {
  const lines = svg("path", { class: "cnnlab-strip-lines" });
  return (/** @type {number} */ stride) => {
    const at = Array.from({ length: PIXELS / stride + 1 }, (_, i) => i * stride * UNIT);
    lines.setAttribute("d", at.map((x) => `M${x} ${UNIT}V${2 * UNIT}`).join(""));
    picture.append(lines);
  };
}
