// A kernel as a small table of weights: to look at, or with a box for each weight to change it.
import { html } from "./dom.mjs";
import { signColour } from "./grid.mjs";
import { same } from "./model.mjs";
import { readNumber, typed } from "./number_box.mjs";
import { exactNumber, largest, number } from "./numbers.mjs";

// The weights, each tinted by its sign and its share of `most`; `content` gives what stands in a cell.
export function weightCells(kernel, most, content, attributes = {}) {
  return html(
    "div",
    { class: "cnnlab-weights", style: `--columns: ${kernel[0].length}`, ...attributes },
    kernel
      .map((row, i) =>
        row.map((weight, j) => {
          const cell = html("span", { class: "cnnlab-weight" }, content(weight, i, j));
          tintWeight(cell, weight, most);
          return cell;
        }),
      )
      .flat(),
  );
}

// A weight as short as cells are narrow: without the zero before the point, and with a digit less if
// it is long even so.
export function weightText(weight, digits = 3) {
  const text = shortened(exactNumber(weight, digits));
  return text.length > 5 && digits > 2 ? weightText(weight, 2) : text;
}

const shortened = (text) => text.replace(/^(−?)0\./, "$1.");

// More letters are written smaller.
const makeRoom = (cell, text) => cell.style.setProperty("--letters", Math.max(3, text.length));

function tintWeight(cell, weight, most) {
  makeRoom(cell, weightText(weight));
  cell.style.setProperty("--share", Math.abs(weight) / (most || 1));
  cell.style.setProperty("--tint", signColour(weight));
}

// An editor for kernels of the shape of `kernel`. `show` fills in another one; the boxes stay, so that
// the focus does, too. `set` is given the kernel with a weight changed, `name` tells editors apart.
export function kernelEditor(kernel, { set, tell, name = "" }) {
  const boxes = kernel.map((row, i) =>
    row.map((_, j) =>
      html("input", {
        type: "text",
        inputmode: "decimal",
        autocomplete: "off",
        "aria-label": `Weight ${name}in row ${i}, column ${j}`,
        change: () => edit(i, j),
        focus: () => boxes[i][j].select(),
        mousedown: (event) => selectAtFirst(event),
        keydown: (event) => move(event, i, j),
      }),
    ),
  );
  const root = weightCells(kernel, 1, (_, i, j) => boxes[i][j]);
  // What was typed as a decimal, in each box: it comes back as one, not as a fraction.
  const decimals = kernel.map((row) => row.map(() => NaN));
  let complained = false;

  function show(shown, most) {
    const before = kernel;
    kernel = shown;
    boxes.forEach((row, i) =>
      row.forEach((box, j) => {
        tintWeight(box.parentElement, kernel[i][j], most);
        // What is half typed stays while something else changes.
        if (box !== document.activeElement || kernel[i][j] !== before[i][j]) showWeight(i, j);
      }),
    );
  }

  function showWeight(i, j) {
    const [box, weight] = [boxes[i][j], kernel[i][j]];
    const whole = number(weight, 6);
    showText(box, decimals[i][j] === weight ? shortened(whole) : weightText(weight));
    box.title = box.value === whole ? "" : whole; // which would be read twice
    makeRoom(box.parentElement, box.value);
  }

  // A first click takes hold of the whole weight, as the Tab key does. A second one puts the caret.
  function selectAtFirst(event) {
    if (event.target === document.activeElement) return;
    event.preventDefault();
    event.target.focus();
  }

  function edit(i, j) {
    const { value, problem } = readNumber(boxes[i][j]);
    if (problem) {
      complained = true;
      return tell(
        `${typed(boxes[i][j].value)} ${problem}. The weight stays ${exactNumber(kernel[i][j], 4)}.`,
      );
    }
    if (complained) tell(null);
    complained = false;
    decimals[i][j] = boxes[i][j].value.includes("/") ? NaN : value;
    if (value === kernel[i][j]) return showWeight(i, j);
    set(kernel.map((row, y) => row.map((weight, x) => (y === i && x === j ? value : weight))));
  }

  function move(event, i, j) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    boxes[i + step]?.[j].focus();
  }

  return { root, show };
}

// An editor for each kernel of a weight (C_out, C_in, kH, kW). `set` is given the weight with a number
// changed, `show` fills in another of the same shape.
export function kernelEditors(weight, { set, tell }) {
  const editors = weight.map((kernels, o) =>
    kernels.map((kernel, c) => {
      const name = `Kernel ${o}` + (kernels.length > 1 ? `, channel ${c}` : "");
      const put = (edited) => set(weight.map((old, k) => (k === o ? old.with(c, edited) : old)));
      const editor = kernelEditor(kernel, { tell, set: put, name: `of ${name.toLowerCase()} ` });
      return {
        ...editor,
        box: html("div", {}, html("p", { class: "cnnlab-note" }, name), editor.root),
      };
    }),
  );
  const root = html(
    "div",
    { class: "cnnlab-editors" },
    editors.flat().map(({ box }) => box),
  );

  function show(shown) {
    weight = shown;
    const most = Math.max(...weight.flat().map(largest));
    editors.forEach((row, o) => row.forEach((editor, c) => editor.show(weight[o][c], most)));
  }

  return { root, show };
}

export const showNumber = (box, value) => showText(box, number(value, 4));

function showText(box, text) {
  box.value = text;
  box.setAttribute("aria-invalid", false);
}

// How far the middles of two rows of weights are apart, by their lengths. Of an even number, the middle
// is the last weight of the first half, as "same" padding counts.
const offset = (length, other) => Math.floor((length - 1) / 2) - Math.floor((other - 1) / 2);

// The kernel in another size: cut to its middle, or with zeros around it.
export function resized(kernel, rows, columns = rows) {
  const [top, left] = [offset(kernel.length, rows), offset(kernel[0].length, columns)];
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => kernel[i + top]?.[j + left] ?? 0),
  );
}

// The weights of `kernel` in the middle of `whole`, which is no smaller.
function laidOn(whole, kernel) {
  const [top, left] = [
    offset(whole.length, kernel.length),
    offset(whole[0].length, kernel[0].length),
  ];
  return whole.map((row, i) => row.map((old, j) => kernel[i - top]?.[j - left] ?? old));
}

// Kernels in other sizes: what a smaller size cuts off comes back with a larger one.
export function kernelSizer() {
  /** @type {number[][]} */
  let whole = []; // the kernel with all that has been cut off
  /** @type {number[][]} */
  let given = []; // what it was last made into
  return {
    // Whether a kernel is what it was last made into, whatever rule its weights seem to follow.
    made: (kernel) => same(kernel, given),
    resized(kernel, rows, columns = rows) {
      if (!same(kernel, given)) whole = kernel;
      given = resized(whole, rows, columns);
      return given;
    },
    // A weight of a kernel has been changed by hand: what was cut off around it is not forgotten.
    edited(before, after) {
      if (!same(before, given)) return;
      const rows = Math.max(whole.length, after.length);
      const columns = Math.max(whole[0].length, after[0].length);
      whole = laidOn(resized(whole, rows, columns), after);
      given = after;
    },
  };
}
