// Cells to mark, or a frame to put, on a grid of the widget's own drawing.
import { Misfit } from "../math/checks.mjs";
import { svg } from "../parts/dom.mjs";
import { grid, makeFocusable, UNIT } from "../parts/grid.mjs";
import { cellByKey } from "../parts/keys.mjs";
import { moveMark } from "../parts/sliding_window.mjs";

/** @typedef {import("./index.mjs").Hand} Hand */

/**
 * @param {any} guess
 * @param {HTMLElement} element
 * @returns {Hand}
 */
export function cellsGuess(guess, element) {
  const marked = new Set();
  const layer = layerOver(guess, element, { name: cellInWords, choose: toggle });

  /** @param {number} cell */
  function toggle(cell) {
    if (!marked.delete(cell)) marked.add(cell);
    layer.draw([...marked].map((at) => [at, "guessed"]));
  }

  /** @param {number} cell */
  function cellInWords(cell) {
    return `${layer.words(cell)}, ${marked.has(cell) ? "marked" : "not marked"}`;
  }

  return {
    ...layer.hand,
    read: () => (marked.size ? [...marked].sort((a, b) => a - b) : null),
    show(guessed, truth) {
      if (truth || guessed) {
        marked.clear();
        for (const cell of guessed ?? []) marked.add(cell);
      }
      const answers = truth ? guess.answer.map((/** @type {number} */ at) => [at, "true"]) : [];
      layer.draw([...answers, ...[...marked].map((at) => [at, "guessed"])]);
      layer.freeze(truth);
    },
    first: "Mark at least one cell first.",
  };
}

/**
 * A frame, whose top left cell is the answer: [row, column].
 * @param {any} guess
 * @param {HTMLElement} element
 * @returns {Hand}
 */
export function placeGuess(guess, element) {
  const [rows, columns] = guess.size;
  /** @type {number | null} */
  let put = null;
  const layer = layerOver(guess, element, {
    size: guess.size,
    name: (cell) => `the frame's first cell: ${layer.words(cell)}`,
    choose: go,
    moved: go, // arrow keys take the frame along
  });

  /** @param {number} cell the frame's first */
  function go(cell) {
    put = cell;
    layer.draw([[cell, "guessed"]]);
  }

  const [row, column] = guess.answer;
  return {
    ...layer.hand,
    read: () => (put === null ? null : [Math.floor(put / layer.columns()), put % layer.columns()]),
    show(guessed, truth) {
      if (truth || guessed) put = guessed ? guessed[0] * layer.columns() + guessed[1] : null;
      const frames = put === null ? [] : [[put, "guessed"]];
      layer.draw(truth ? [[row * layer.columns() + column, "true"], ...frames] : frames);
      layer.freeze(truth);
    },
    first: `Put the frame of ${rows} × ${columns} somewhere first.`,
  };
}

/**
 * A question mark on the cell whose number is asked for: [row, column].
 * @param {any} guess
 * @param {HTMLElement} element
 */
export function askedCell(guess, element) {
  const [row, column] = guess.at;
  const layer = layerOver(guess, element, { name: () => "?", choose: () => {} });
  return {
    /** @param {boolean} asked */
    show(asked) {
      layer.draw(asked ? [[row * layer.columns() + column, "asked", "?"]] : []);
      layer.freeze(true, !asked);
    },
    stop: layer.hand.stop,
  };
}

/**
 * Rows and columns of a drawing, and how a grid over it is framed. One that is no grid says into how many
 * cells each way it is divided.
 * @param {SVGSVGElement} target
 * @returns {[rows: number, columns: number, frame: Record<string, any>]}
 */
function cellsOf(target) {
  const cells = Number(target.dataset.cells);
  if (cells) return [cells, cells, { viewBox: `0 0 ${cells * UNIT} ${cells * UNIT}` }];
  const { height, width } = target.viewBox.baseVal;
  const viewBox = target.getAttribute("viewBox");
  return [Math.floor(height / UNIT), Math.floor(width / UNIT), { viewBox }];
}

/**
 * An empty grid over one of the widget's grids. It comes back where the widget draws its own anew, and
 * goes where that gets another size.
 * @param {any} guess
 * @param {HTMLElement} element
 * @param {object} does
 * @param {[number, number]} [does.size] of a mark, in cells
 * @param {(cell: number) => string} does.name a cell in words
 * @param {(cell: number) => void} does.choose
 * @param {(cell: number) => void} [does.moved]
 */
function layerOver({ question, on }, element, { size = [1, 1], name, choose, moved }) {
  const under = () =>
    /** @type {SVGSVGElement | null} */ (
      element.querySelector(`.cnnlab-${on} .cnnlab-grid:not(.cnnlab-guess-cells)`)
    );
  const target = under();
  if (!target) throw new Misfit(`the guess is on “${on}”, which this widget does not draw`);
  const viewBox = target.getAttribute("viewBox");
  const [rows, columns, frame] = cellsOf(target);
  const drawn = grid(rows, columns, { ...frame, click, focus: () => point(at) });
  drawn.root.classList.add("cnnlab-guess-cells");
  const cursor = svg("rect", { width: UNIT, height: UNIT, class: "cnnlab-guess-cursor" });
  const marks = svg("g");
  drawn.layers.top.append(marks, cursor);
  const rename = makeFocusable(drawn, question, keydown);
  const keys = moved ? "Arrow keys move the frame." : "Arrow keys move, Space marks.";
  drawn.root.setAttribute("aria-description", keys);
  let at = 0;

  const fits = (/** @type {number} */ cell) => [
    Math.min(Math.floor(cell / columns), rows - size[0]),
    Math.min(cell % columns, columns - size[1]),
  ];

  /** @param {number} cell */
  function point(cell) {
    const [row, column] = fits(cell);
    at = row * columns + column;
    moveMark(cursor, row, column);
    rename(name(at));
  }

  /** @param {any} event */
  function click({ target: cell }) {
    if (!live || cell.dataset.cell === undefined) return;
    const [row, column] = [Math.floor(cell.dataset.cell / columns), cell.dataset.cell % columns];
    const middle = [row - ((size[0] - 1) >> 1), column - ((size[1] - 1) >> 1)];
    point(Math.max(0, middle[0]) * columns + Math.max(0, middle[1]));
    choose(at);
    rename(name(at));
  }

  /** @param {KeyboardEvent} event */
  function keydown(event) {
    if (!live) return;
    const to = cellByKey(event, at, columns, rows * columns);
    if (to !== undefined) {
      point(to);
      moved?.(at);
    } else if (event.key === " " || event.key === "Enter") choose(at);
    else return;
    event.preventDefault();
    rename(name(at));
  }

  let live = true;
  let shut = true;

  // What lies under the marks would tell a screen reader the answer.
  function keepOff(grid) {
    if (grid?.hasAttribute("tabindex")) grid.setAttribute("tabindex", shut ? "-1" : "0");
    grid?.setAttribute("aria-hidden", String(shut));
  }

  function put() {
    const now = under();
    keepOff(now);
    if (drawn.root.previousElementSibling === now && now) return;
    drawn.root.remove();
    if (now?.getAttribute("viewBox") !== viewBox) return;
    now?.parentElement?.classList.add("cnnlab-guess-under");
    now?.after(drawn.root);
  }

  put();
  const observer = new MutationObserver(put);
  observer.observe(element, { childList: true, subtree: true });

  return {
    columns: () => columns,
    words: (/** @type {number} */ cell) =>
      `row ${Math.floor(cell / columns)}, column ${cell % columns}`,
    /** @param {any[][]} all a cell, a look, and perhaps a text each */
    draw(all) {
      marks.replaceChildren(
        ...all.map(([cell, look, text = ""]) => {
          const [height, width] = size.map((cells) => cells * UNIT - 6);
          const frame = svg("rect", { x: 3, y: 3, width, height, class: `cnnlab-guess-${look}` });
          const middle = { x: UNIT / 2, y: UNIT / 2, class: "cnnlab-guess-sign" };
          const mark = svg("g", {}, frame, text && svg("text", middle, text));
          moveMark(mark, Math.floor(cell / columns), cell % columns);
          return mark;
        }),
      );
    },
    /**
     * @param {boolean} still whether the marks are only to be looked at
     * @param {boolean} open whether the widget's own grid can be reached again
     */
    freeze(still, open = still) {
      live = !still;
      shut = !open;
      keepOff(under());
      cursor.toggleAttribute("hidden", still);
      drawn.root.classList.toggle("cnnlab-guess-still", still);
      drawn.root.setAttribute("tabindex", still ? "-1" : "0");
      drawn.root.setAttribute("aria-hidden", String(still)); // the reply says it in words
    },
    hand: {
      root: null,
      legend: "Dashed: your guess. Solid: the answer.",
      stop() {
        observer.disconnect();
        drawn.root.remove();
      },
    },
  };
}
