// Grids of cells: what images, kernels and outputs are drawn with.
import { hushing } from "./controls.mjs";
import { fillIn, svg, uniqueId } from "./dom.mjs";
import { number } from "./numbers.mjs";

export const UNIT = 40; // one cell's side, in the drawing's own units

const BOXED = 96; // cells
export const ROOM = 55; // for a number in a cell, as the size of its letters times their count
const ALL_ROOM = 72; // from edge to edge
const LEGIBLE = 9; // pixels of the screen, as large as letters must be

// Where the cells of a row are put in a layer. A browser that draws anew looks at every shape of a
// drawing, changed or not, but passes over a box that is unchanged as a whole: where there are many, they are
// boxed, a few rows in each.
function rowBoxes(layer, rows, columns) {
  if (rows * columns <= BOXED) return () => layer;
  const perBox = Math.ceil(BOXED / columns);
  const width = columns * UNIT;
  const boxes = Array.from({ length: Math.ceil(rows / perBox) }, (_, i) => {
    const y = i * perBox * UNIT;
    // The last is no higher than its rows: below the grid it would catch clicks on what is there.
    const height = Math.min(perBox * UNIT, rows * UNIT - y);
    const box = svg("svg", { width, height, viewBox: `0 ${y} ${width} ${height}` });
    const hidden = { "aria-hidden": "true" }; // a drawing in the drawing would be one without a name
    layer.append(svg("foreignObject", { class: "cnnlab-rows", y, width, height, ...hidden }, box));
    return box;
  });
  return (row) => boxes[Math.floor(row / perBox)];
}

// A grid of cells, in four layers: colours, shapes over them, numbers, and marks on top.
export function grid(rows, columns, attributes = {}) {
  const hatch = uniqueId();
  const layers = Object.fromEntries(
    ["cells", "over", "values", "top"].map((name) => [name, svg("g", { class: `cnnlab-${name}` })]),
  );
  const root = svg(
    "svg",
    {
      class: "cnnlab-grid",
      viewBox: `-3 -3 ${columns * UNIT + 6} ${rows * UNIT + 6}`,
      ...attributes,
    },
    svg(
      "defs",
      {},
      svg(
        "pattern",
        {
          id: hatch,
          width: 8,
          height: 8,
          patternUnits: "userSpaceOnUse",
          patternTransform: "rotate(45)",
        },
        svg("rect", { width: 2.5, height: 8, class: "cnnlab-hatch" }),
      ),
    ),
    Object.values(layers),
  );
  const colours = rowBoxes(layers.cells, rows, columns);
  const cells = [];
  const drawn = {
    root,
    cells,
    layers,
    rows,
    columns,
    hatch: `url(#${hatch})`,
    letters: 4, // of its longest number
    tiny: false,
    room: ROOM,
    most: ALL_ROOM,
    least: 0,
  };
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const [x, y] = [c * UNIT, r * UNIT];
      const rect = svg("rect", { x, y, width: UNIT, height: UNIT, "data-cell": cells.length });
      colours(r).append(rect);
      cells.push({ rect, x, y, row: r, column: c, drawn });
    }
  }
  return drawn;
}

// Hatching for the cells that hold no pixel: one shape for them all, since a browser that draws anew
// looks at every shape, moved or not.
export const hatched = ({ cells, hatch }, wanted) =>
  svg("path", {
    d: cells
      .filter(wanted)
      .map(({ x, y }) => `M${x} ${y}h${UNIT}v${UNIT}h-${UNIT}z`)
      .join(""),
    fill: hatch,
  });

// An outline that can be seen on any ground: the accent colour with a rim.
export function outline(width, height) {
  return svg(
    "g",
    {},
    ["cnnlab-halo", "cnnlab-window"].map((name) =>
      svg("rect", { width, height, rx: 3, class: name }),
    ),
  );
}

// A thick rim around one cell.
export const spot = (row, column, look = "cnnlab-spot") =>
  svg("rect", {
    ...{ x: column * UNIT, y: row * UNIT, width: UNIT, height: UNIT, rx: 3 },
    class: look,
  });

// Write a number into a cell, or a text as it is, smaller when it is longer. Where cells are tiny, it
// waits.
export function write(cell, value) {
  if (cell.value === value) return;
  cell.value = value;
  if (!cell.drawn?.tiny) writeOut(cell);
}

function writeOut(cell) {
  const { value } = cell;
  const text = value == null ? "" : typeof value === "string" ? value : number(value);
  if (text && !cell.text) addTexts(cell.drawn);
  if ((cell.text?.textContent ?? "") === text) return;
  cell.text.textContent = text;
  sizeLetters(cell);
}

// Where cells are narrow, up to the edges of its cell a number may be as large as it must be.
function sizeLetters({ text, drawn }) {
  const { length } = text.textContent;
  const usual = Math.min(17, (drawn?.room ?? ROOM) / length);
  text.style.fontSize = `${Math.max(usual, Math.min(drawn?.least ?? 0, (drawn?.most ?? ALL_ROOM) / length))}px`;
}

// The place of each number. A photograph's pixels, which have no room for numbers, do without.
function addTexts({ cells, layers, rows, columns }) {
  const values = rowBoxes(layers.values, rows, columns);
  for (const cell of cells) {
    cell.text = svg("text", { x: cell.x + UNIT / 2, y: cell.y + UNIT / 2, class: cell.ink });
    values(cell.row).append(cell.text);
  }
}

// Make a grid one stop for the Tab key, with arrow keys inside. A screen reader is told of one cell
// alone, the current one. Returns the way to say in words which it is: each is a new cell, since another
// name of the same one is not always read. As long as it is read, what the widget speaks says no more.
export function makeFocusable({ root }, label, keydown) {
  const row = svg("g", { role: "row" }, svg("g", { role: "gridcell" })); // until a cell is named
  const named = { role: "grid", tabindex: 0, "aria-label": label };
  fillIn(root, { ...named, keydown, ...hushing }, [row]);
  let said;
  return (words) => {
    if (words === said) return;
    said = words;
    const cell = svg("g", { role: "gridcell", id: uniqueId(), "aria-label": words });
    row.replaceChildren(cell);
    root.setAttribute("aria-activedescendant", cell.id);
  };
}

const WHITES = [1, 9, 16, 255]; // of shares, of ten greys, of the digits' ink, and of photographs

// The way from an image's numbers to brightnesses between 0 and 1. White is what the image could hold,
// not the brightest that it does hold: an even grey stays grey.
export function brightnessIn(image) {
  const pixels = image.flat();
  const [low, high] = [Math.min(0, ...pixels), Math.max(...pixels)];
  const whites = pixels.every(Number.isInteger) ? WHITES : WHITES.slice(0, 1);
  const white = whites.find((most) => high <= most) ?? high;
  return (value) => (value - low) / (white - low);
}

const INK_TURNS = 117; // on this grey black and white ink have the same contrast

// A brightness between 0 and 1, as the grey that a screen shows for it.
export function paintGrey(cell, brightness) {
  const level = Math.round(255 * Math.min(1, Math.max(0, brightness)));
  cell.rect.style.fill = `rgb(${level}, ${level}, ${level})`;
  cell.ink = level > INK_TURNS ? "cnnlab-on-light" : "cnnlab-on-dark";
  cell.text?.setAttribute("class", cell.ink);
}

export const signColour = (value) => `var(--cnnlab-${value < 0 ? "negative" : "positive"})`;

// A signed number as a share of the largest: orange above zero, blue below.
export function paintSigned(rect, share) {
  rect.style.fill = signColour(share);
  rect.style.fillOpacity = Math.min(1, Math.abs(share));
}

const LETTER = 5; // pixels of a cell's width for each letter of its number, if it is to be read
const OFTEN = 400; // as wide a grid has room for

// Numbers too small to read are worse than none: hide them when cells get narrow. A grid's width is
// known when the page is laid out; to lay out thousands of numbers just to hide them would take long.
// To be called before numbers are written.
export function hideTinyNumbers(drawn) {
  const { root, rows, columns } = drawn;
  const [across, down] = [columns, rows].map((cells) => cells * UNIT + 6); // in its own units
  const hide = (width, height) => {
    drawn.tiny = width / columns < drawn.letters * LETTER;
    root.classList.toggle("cnnlab-tiny", drawn.tiny);
    drawn.least = LEGIBLE / Math.min(width / across, height / down);
  };
  hide(OFTEN, Infinity);
  const observer = new ResizeObserver(() => {
    const { least } = drawn;
    hide(root.clientWidth, root.clientHeight);
    if (drawn.tiny) return;
    drawn.cells.forEach(writeOut);
    if (drawn.least !== least) drawn.cells.forEach((cell) => cell.text && sizeLetters(cell));
  });
  observer.observe(drawn.root);
  return () => observer.disconnect();
}
