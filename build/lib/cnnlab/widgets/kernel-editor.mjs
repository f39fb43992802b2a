// A kernel as a small table of weights: to look at, or with a box for each weight to change it.
import { html, number } from "./draw.mjs";

// The weights, each tinted by its sign and its share of `most`; `content` gives what stands in a cell.
export function weightCells(kernel, most, content, attributes = {}) {
  return html("div", { class: "cnnlab-weights", style: `--columns: ${kernel[0].length}`, ...attributes },
    kernel.map((row, i) => row.map((weight, j) => {
      const cell = html("span", { class: "cnnlab-weight" }, content(weight, i, j));
      tintWeight(cell, weight, most);
      return cell;
    })).flat());
}

function tintWeight(cell, weight, most) {
  cell.style.setProperty("--share", Math.abs(weight) / (most || 1));
  cell.style.setProperty("--tint", `var(--cnnlab-${weight < 0 ? "negative" : "positive"})`);
}

// An editor for kernels of the shape of `kernel`. `show` fills in another one; the boxes stay, so that
// the focus does, too. `set` is given the kernel with a weight changed, `name` tells editors apart.
export function kernelEditor(kernel, { set, tell, name = "" }) {
  const boxes = kernel.map((row, i) => row.map((_, j) => html("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": `Weight ${name}in row ${i}, column ${j}`,
    change: () => edit(i, j),
    keydown: (event) => move(event, i, j),
  })));
  const root = weightCells(kernel, 1, (_, i, j) => boxes[i][j]);

  function show(shown, most) {
    kernel = shown;
    boxes.forEach((row, i) => row.forEach((box, j) => {
      showNumber(box, kernel[i][j]);
      tintWeight(box.parentElement, kernel[i][j], most);
    }));
  }

  function edit(i, j) {
    const value = readNumber(boxes[i][j]);
    if (value === null) return tell(`“${boxes[i][j].value}” is not a number. The weight stays ${number(kernel[i][j], 4)}.`);
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
  const [top, left] = [Math.floor((kernel.length - rows) / 2), Math.floor((kernel[0].length - columns) / 2)];
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => kernel[i + top]?.[j + left] ?? 0));
}
