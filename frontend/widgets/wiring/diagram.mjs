// Channels as squares, kernels as lines between them, and below the maps as blocks, all to one scale.
import { clamped, range } from "../../math/range.mjs";
import { sum } from "../../math/sums.mjs";
import { isJoined } from "../../math/wiring.mjs";
import { html, replaceKeepingFocus, svg, svgText } from "../../parts/dom.mjs";
import { makeFocusable } from "../../parts/grid.mjs";
import { square } from "../../parts/words.mjs";

/**
 * @typedef {import("../../math/wiring.mjs").Stage} Stage
 *
 * The channels between two stages, one below the other; through all columns they are counted on.
 * @typedef {object} Column
 * @property {number} count
 * @property {number} first
 * @property {number} x
 * @property {(channel: number) => number} y
 */

const [WIDTH, SIDE, GAP, TOP] = [640, 18, 26, 62];
const [COUNTS, KERNELS] = [14, 44]; // lines of words, above each other also in a phone's large letters
const NODE = { width: SIDE, height: SIDE, rx: 3, class: "cnnlab-wiring-node" };
// A channel is small for a finger: what is around it counts as the channel.
const AROUND = { width: 4 * SIDE, height: GAP, class: "cnnlab-wiring-around" };
const BLOCK = 64; // the longest edge of the largest block
const DEEP = 0.6; // how long an edge that goes into the picture is drawn

/**
 * @param {object} does
 * @param {(chosen: number) => void} does.choose
 * @param {(words: string) => void} does.say
 */
export function diagram({ choose, say }) {
  const box = html("div", { class: "cnnlab-wiring-diagram" });
  /** @type {number | null} */
  let pointed = null; // a channel that the pointer is on
  let chosen = -1;
  let drawn = ""; // what the drawing was made from
  /** @type {Column[]} */
  let columns = [];
  /** @type {(column: number, channel: number) => string} */
  let name = () => "";
  /** @type {SVGElement[]} */
  let nodes = [];
  /** @type {ReturnType<typeof linesOf>} */
  let lines = [];
  /** @type {(words: string) => void} */
  let rename = () => {};

  /** @param {number} index @returns {[number, number]} column and channel */
  function placeOf(index) {
    const column = columns.findLastIndex(({ first }) => first <= index);
    return [column, index - columns[column].first];
  }

  /**
   * @param {Stage[]} stages
   * @param {{ chosen: number, height: number, width: number }} wires
   * @param {(column: number, channel: number) => string} inWords
   */
  function draw(stages, wires, inWords) {
    ({ chosen } = wires);
    name = inWords;
    pointed = null;
    // For a choice a new drawing would be too much: the focus would come anew, and all be read from its name on.
    const asked = JSON.stringify([stages, wires.height, wires.width]);
    if (asked === drawn) return light();
    drawn = asked;
    columns = columnsOf([stages[0].inputs, ...stages.map(({ outputs }) => outputs)]);
    lines = linesOf(stages, columns);
    nodes = columns.flatMap((column) => rectsOf(column, NODE));
    const around = columns.flatMap((column) => rectsOf(column, AROUND));
    const { blocks, bottom } = blocksOf(columns, wires);
    const root = svg(
      "svg",
      {
        viewBox: `0 0 ${WIDTH} ${bottom}`,
        class: "cnnlab-plot cnnlab-wiring-picture",
        pointermove: (/** @type {any} */ { target }) => look(target.dataset?.node),
        pointerleave: () => look(undefined),
        click: (/** @type {any} */ { target }) => pin(target.dataset?.node),
      },
      lines.map(({ line }) => line),
      ...[around, nodes, headings(stages, columns), blocks],
    );
    rename = makeFocusable({ root }, "Channels, and the weights that join them", keydown);
    replaceKeepingFocus(box, root);
    light();
  }

  /** @param {string | undefined} node */
  function look(node) {
    const next = node === undefined ? null : Number(node);
    if (next === pointed) return;
    pointed = next;
    light();
  }

  /** @param {string | undefined} node */
  function pin(node) {
    if (node !== undefined) choose(Number(node) === chosen ? -1 : Number(node));
  }

  /** @param {KeyboardEvent} event */
  function keydown(event) {
    const [column, channel] = chosen < 0 ? [0, -1] : placeOf(chosen);
    const within = (/** @type {number} */ c, /** @type {number} */ i) =>
      columns[c].first + clamped(i, 0, columns[c].count - 1);
    const to = {
      ArrowDown: () => within(column, channel + 1),
      ArrowUp: () => within(column, channel - 1),
      ArrowRight: () => within(Math.min(columns.length - 1, column + 1), channel),
      ArrowLeft: () => within(Math.max(0, column - 1), channel),
      Escape: () => -1,
    }[event.key];
    if (!to) return;
    event.preventDefault();
    const next = to();
    choose(next);
    if (next >= 0) say(name(...placeOf(next)));
  }

  // What is joined to the channel, as far as one stage goes.
  function light() {
    const shown = pointed ?? (chosen < nodes.length ? chosen : -1);
    const lit = new Set([shown]);
    for (const { line, ends } of lines) {
      const on = ends.includes(shown);
      if (on) ends.forEach((end) => lit.add(end));
      line.classList.toggle("cnnlab-wiring-lit", on);
      line.classList.toggle("cnnlab-wiring-faint", shown >= 0 && !on);
    }
    nodes.forEach((node, i) => {
      node.classList.toggle("cnnlab-wiring-lit", lit.has(i));
      node.classList.toggle("cnnlab-wiring-chosen", i === shown);
    });
    rename(shown < 0 ? "no channel chosen" : name(...placeOf(shown)));
  }

  return { box, draw };
}

/**
 * @param {number[]} counts
 * @returns {Column[]}
 */
function columnsOf(counts) {
  const middle = TOP + (Math.max(...counts) * GAP) / 2;
  return counts.map((count, column) => ({
    count,
    first: sum(counts.slice(0, column)),
    x: 70 + (column * (WIDTH - 140)) / (counts.length - 1),
    y: (i) => middle + (i - (count - 1) / 2) * GAP,
  }));
}

/**
 * A line for each kernel, with the channels that it joins.
 * @param {Stage[]} stages
 * @param {Column[]} columns
 */
const linesOf = (stages, columns) =>
  stages.flatMap((stage, s) => {
    const [from, to] = [columns[s], columns[s + 1]];
    return range(stage.inputs).flatMap((i) =>
      range(stage.outputs)
        .filter((o) => isJoined(stage, i, o))
        .map((o) => {
          const d = `M${from.x} ${from.y(i)}L${to.x} ${to.y(o)}`;
          const line = svg("path", { d, class: "cnnlab-wiring-line" });
          return { line, ends: [from.first + i, to.first + o] };
        }),
    );
  });

/**
 * A rectangle for each channel of a column, with the channel in its middle.
 * @param {Column} column
 * @param {{ width: number, height: number }} look
 * @returns {SVGElement[]}
 */
const rectsOf = ({ count, first, x, y }, look) =>
  range(count).map((i) => {
    const corner = { x: x - look.width / 2, y: y(i) - look.height / 2 };
    return svg("rect", { ...corner, ...look, "data-node": first + i });
  });

/**
 * How many channels a column has, and between two columns how large the kernels are.
 * @param {Stage[]} stages
 * @param {Column[]} columns
 */
function headings(stages, columns) {
  const heads = columns.map(({ count, x }, column) => {
    const what = column === 0 ? "in" : column === stages.length ? "out" : "between";
    return svgText(`${count} ${what}`, x, COUNTS, "middle");
  });
  const titles = stages.map(({ kernel, groups, inputs }, s) => {
    const kind = stages.length > 1 && groups === inputs && s === 0 ? "depthwise " : "";
    const middle = (columns[s].x + columns[s + 1].x) / 2;
    return svgText(`${kind}${square(kernel)}`, middle, KERNELS, "middle");
  });
  return [...heads, ...titles];
}

/**
 * The maps of each column as a block, and where the lowest of them ends.
 * @param {Column[]} columns
 * @param {{ height: number, width: number }} maps
 */
function blocksOf(columns, { height, width }) {
  const counts = columns.map(({ count }) => count);
  const top = TOP + Math.max(...counts) * GAP + 12;
  const scale = BLOCK / Math.max(height, width, ...counts);
  const blocks = columns.map(({ count, x }) => {
    const size = [count, height, width];
    return block(
      x,
      top,
      size.map((n) => n * scale),
      size.join(" × "),
    );
  });
  return { blocks, bottom: top + BLOCK * DEEP + height * scale + 26 };
}

/**
 * A block of maps: its front is one map, and it is as deep as there are channels.
 * @param {number} x its middle
 * @param {number} top
 * @param {number[]} size channels, rows and columns, in the drawing's units
 * @param {string} label
 */
function block(x, top, [channels, rows, columns], label) {
  const deep = channels * DEEP * Math.SQRT1_2;
  const room = BLOCK * DEEP;
  const [left, up] = [x - (columns + deep) / 2, top + room];
  const front = svg("rect", { x: left, y: up, width: columns, height: rows });
  const roof = svg("path", {
    d: `M${left} ${up}l${deep} ${-deep}h${columns}l${-deep} ${deep}z`,
  });
  const side = svg("path", {
    d: `M${left + columns} ${up}l${deep} ${-deep}v${rows}l${-deep} ${deep}z`,
  });
  return svg(
    "g",
    { class: "cnnlab-wiring-block" },
    ...[roof, side, front, svgText(label, x, up + rows + 18, "middle")],
  );
}
