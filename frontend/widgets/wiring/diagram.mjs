// Channels as squares, kernels as lines between them, and below the maps as blocks, all to one scale.
import { range } from "../../math/range.mjs";
import { isJoined } from "../../math/wiring.mjs";
import { html, replaceKeepingFocus, svg } from "../../parts/dom.mjs";
import { makeFocusable } from "../../parts/grid.mjs";

/** @typedef {import("../../math/wiring.mjs").Stage} Stage */

const [WIDTH, SIDE, GAP, TOP] = [640, 18, 26, 58];
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
  let pointed = null; // a channel that the pointer is on, counted through all columns
  let state = { stages: /** @type {Stage[]} */ ([]), chosen: -1 };
  /** @type {(column: number, channel: number) => string} */
  let name = () => "";
  /** @type {SVGElement[][]} */
  let nodes = [];
  /** @type {{ line: SVGElement, ends: [number, number], stage: number }[]} */
  let lines = [];
  /** @type {(words: string) => void} */
  let rename = () => {};

  const counts = () => [state.stages[0].inputs, ...state.stages.map(({ outputs }) => outputs)];
  const firstOf = (/** @type {number} */ column) =>
    counts().slice(0, column).reduce((sum, n) => sum + n, 0); // prettier-ignore

  /** @param {number} index @returns {[number, number]} column and channel */
  function placeOf(index) {
    let [column, channel] = [0, index];
    while (channel >= counts()[column]) channel -= counts()[column++];
    return [column, channel];
  }

  /**
   * @param {Stage[]} stages
   * @param {{ chosen: number, height: number, width: number }} wires
   * @param {(column: number, channel: number) => string} inWords
   */
  function draw(stages, { chosen, height, width }, inWords) {
    state = { stages, chosen };
    name = inWords;
    pointed = null;
    const most = Math.max(...counts());
    const middle = TOP + (most * GAP) / 2;
    const columns = counts().map((count, column) => ({
      count,
      x: 70 + (column * (WIDTH - 140)) / stages.length,
      y: (/** @type {number} */ i) => middle + (i - (count - 1) / 2) * GAP,
    }));
    lines = stages.flatMap((stage, s) =>
      range(stage.inputs).flatMap((i) =>
        range(stage.outputs)
          .filter((o) => isJoined(stage, i, o))
          .map((o) => {
            const [from, to] = [columns[s], columns[s + 1]];
            const d = `M${from.x} ${from.y(i)}L${to.x} ${to.y(o)}`;
            const ends = /** @type {[number, number]} */ ([firstOf(s) + i, firstOf(s + 1) + o]);
            return { line: svg("path", { d, class: "cnnlab-wiring-line" }), ends, stage: s };
          }),
      ),
    );
    nodes = columns.map(({ count, x, y }, column) =>
      range(count).map((i) =>
        svg("rect", {
          ...{ x: x - SIDE / 2, y: y(i) - SIDE / 2, width: SIDE, height: SIDE, rx: 3 },
          ...{ class: "cnnlab-wiring-node", "data-node": firstOf(column) + i },
        }),
      ),
    );
    // A channel is small for a finger: what is around it counts as the channel.
    const around = columns.flatMap(({ count, x, y }, column) =>
      range(count).map((i) =>
        svg("rect", {
          ...{ x: x - 2 * SIDE, y: y(i) - GAP / 2, width: 4 * SIDE, height: GAP },
          ...{ class: "cnnlab-wiring-around", "data-node": firstOf(column) + i },
        }),
      ),
    );
    const bottom = TOP + most * GAP + 12;
    const scale = BLOCK / Math.max(height, width, ...counts());
    const blocks = columns.map(({ count, x }) =>
      block(
        x,
        bottom,
        [count, height, width].map((n) => n * scale),
        `${count} × ${height} × ${width}`,
      ),
    );
    const heads = columns.map(({ count, x }, column) => {
      const what = column === 0 ? "in" : column === stages.length ? "out" : "between";
      return text(x, 16, `${count} ${what}`);
    });
    const titles = stages.map(({ kernel, groups, inputs }, s) => {
      const kind = stages.length > 1 && groups === inputs && s === 0 ? "depthwise " : "";
      return text((columns[s].x + columns[s + 1].x) / 2, 38, `${kind}${kernel} × ${kernel}`);
    });
    const deepest = BLOCK * DEEP;
    const high = bottom + deepest + height * scale + 26;
    const root = svg(
      "svg",
      {
        viewBox: `0 0 ${WIDTH} ${high}`,
        class: "cnnlab-plot cnnlab-wiring-picture",
        pointermove: (/** @type {any} */ { target }) => look(target.dataset?.node),
        pointerleave: () => look(undefined),
        click: (/** @type {any} */ { target }) => pin(target.dataset?.node),
      },
      lines.map(({ line }) => line),
      ...[around, nodes.flat(), heads, titles, blocks],
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
    if (node !== undefined) choose(Number(node) === state.chosen ? -1 : Number(node));
  }

  /** @param {KeyboardEvent} event */
  function keydown(event) {
    const [column, channel] = state.chosen < 0 ? [0, -1] : placeOf(state.chosen);
    const all = counts();
    const within = (/** @type {number} */ c, /** @type {number} */ i) =>
      firstOf(c) + Math.min(all[c] - 1, Math.max(0, i));
    const to = {
      ArrowDown: () => within(column, channel + 1),
      ArrowUp: () => within(column, channel - 1),
      ArrowRight: () => within(Math.min(all.length - 1, column + 1), channel),
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
    const total = counts().reduce((sum, n) => sum + n, 0);
    const chosen = pointed ?? (state.chosen < total ? state.chosen : -1);
    const lit = new Set([chosen]);
    for (const { line, ends } of lines) {
      const on = ends.includes(chosen);
      if (on) ends.forEach((end) => lit.add(end));
      line.classList.toggle("cnnlab-wiring-lit", on);
      line.classList.toggle("cnnlab-wiring-faint", chosen >= 0 && !on);
    }
    nodes.flat().forEach((node, i) => {
      node.classList.toggle("cnnlab-wiring-lit", lit.has(i));
      node.classList.toggle("cnnlab-wiring-chosen", i === chosen);
    });
    rename(chosen < 0 ? "no channel chosen" : name(...placeOf(chosen)));
  }

  return { box, draw };
}

const text = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ words) =>
  svg("text", { x, y, "text-anchor": "middle" }, words);

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
    ...[roof, side, front, text(x, up + rows + 18, label)],
  );
}
