// A kernel as a small table of weights: to look at, or with a box for each weight to change it.
import { html } from "./dom.mjs";
import { largest, number } from "./numbers.mjs";

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
// it is long all the same.
export function weightText(weight, digits = 3) {
  const text = number(weight, digits).replace(/^(−?)0\./, "$1.");
  return text.length > 5 && digits > 2 ? weightText(weight, 2) : text;
}

// More letters are written smaller.
const makeRoom = (cell, text) => cell.style.setProperty("--letters", Math.max(3, text.length));

function tintWeight(cell, weight, most) {
  makeRoom(cell, weightText(weight));
  cell.style.setProperty("--share", Math.abs(weight) / (most || 1));
  cell.style.setProperty("--tint", `var(--cnnlab-${weight < 0 ? "negative" : "positive"})`);
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
        focus: () => showWeight(i, j),
        blur: () => boxes[i][j].ariaInvalid === "true" || showWeight(i, j),
        keydown: (event) => move(event, i, j),
      }),
    ),
  );
  const root = weightCells(kernel, 1, (_, i, j) => boxes[i][j]);

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

  // In full while it is being edited, and short otherwise.
  function showWeight(i, j) {
    const [box, weight] = [boxes[i][j], kernel[i][j]];
    box.title = number(weight, 6);
    showNumber(box, weight);
    if (box !== document.activeElement) box.value = weightText(weight).replace("−", "-");
    makeRoom(box.parentElement, box.value);
  }

  function edit(i, j) {
    const value = readNumber(boxes[i][j]);
    if (value === null)
      return tell(
        `“${boxes[i][j].value}” is not a number. The weight stays ${number(kernel[i][j], 4)}.`,
      );
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

// The number in a text box, or null if it holds none, which the box then shows.
export function readNumber(box) {
  const value = Number(box.value.replace("−", "-").replace(",", "."));
  const wrong = box.value.trim() === "" || !Number.isFinite(value);
  box.setAttribute("aria-invalid", wrong);
  return wrong ? null : value;
}

export function showNumber(box, value) {
  box.value = number(value, 4).replace("−", "-");
  box.setAttribute("aria-invalid", false);
}

// The kernel in another size: cut to its middle, or with zeros around it.
export function resized(kernel, rows, columns = rows) {
  const [top, left] = [
    Math.floor((kernel.length - rows) / 2),
    Math.floor((kernel[0].length - columns) / 2),
  ];
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => kernel[i + top]?.[j + left] ?? 0),
  );
}
