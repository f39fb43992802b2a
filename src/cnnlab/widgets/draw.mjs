// Elements, numbers and grids of cells: what every widget is drawn with.

const SVG = "http://www.w3.org/2000/svg";

function fillIn(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

export const html = (tag, attributes = {}, ...children) =>
  fillIn(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) =>
  fillIn(document.createElementNS(SVG, tag), attributes, children);

// A number as a person would write it: short, and with a true minus sign.
export function number(value, digits = 3) {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
  return text.replace("-", "−").replace(/e\+?/, "e");
}

// As the second factor of a product: a negative one in brackets.
export const asFactor = (value) => (value < 0 ? `(${number(value)})` : number(value));

const ICONS = {
  play: "M4 2v12l10-6z",
  pause: "M3 2h4v12H3zM9 2h4v12H9z",
  back: "M11 3v10L4 8zM3 3h1.5v10H3z",
  forward: "M5 3v10l7-5zM11.5 3H13v10h-1.5z",
  right: "M2 8.5l2-2 3 3 5.5-6 2 2L7 13.5z",
  wrong: "M3 5l2-2 3 3 3-3 2 2-3 3 3 3-2 2-3-3-3 3-2-2 3-3z",
  up: "M8 3l6 8H2z",
  down: "M8 13L2 5h12z",
  start: "M14 3v10L8 8zM8 3v10L2 8z",
};

// Drawn, since the signs for these are missing from many fonts.
export const icon = (name) =>
  svg("svg", { class: "cnnlab-icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));

// Ids must be unique on the page, however many widgets it has.
let ids = 0;
export const uniqueId = () => `cnnlab-${++ids}`;

export const UNIT = 40; // one cell's side, in the drawing's own units

const BOXED = 96; // cells

// Where the cells of a row are put in a layer. A browser that draws anew looks at every shape of a
// drawing, changed or not, but passes over a box that is unchanged as a whole: so many cells are
// boxed, a few rows in each.
function rowBoxes(layer, rows, columns) {
  if (rows * columns <= BOXED) return () => layer;
  const high = Math.ceil(BOXED / columns);
  const [width, height] = [columns * UNIT, high * UNIT];
  const boxes = Array.from({ length: Math.ceil(rows / high) }, (_, i) => {
    const box = svg("svg", { width, height, viewBox: `0 ${i * height} ${width} ${height}` });
    layer.append(svg("foreignObject", { class: "cnnlab-rows", y: i * height, width, height }, box));
    return box;
  });
  return (row) => boxes[Math.floor(row / high)];
}

// A grid of cells, in four layers: colours, shapes over them, numbers, and marks on top.
export function grid(rows, columns, attributes = {}) {
  const hatch = uniqueId();
  const layers = Object.fromEntries(
    ["cells", "over", "values", "top"].map((name) => [name, svg("g", { class: `cnnlab-${name}` })]),
  );
  const root = svg(
    "svg",
    { class: "cnnlab-grid", viewBox: `-3 -3 ${columns * UNIT + 6} ${rows * UNIT + 6}`, ...attributes },
    svg(
      "defs",
      {},
      svg(
        "pattern",
        { id: hatch, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        svg("rect", { width: 2.5, height: 8, class: "cnnlab-hatch" }),
      ),
    ),
    Object.values(layers),
  );
  const [colours, values] = ["cells", "values"].map((name) => rowBoxes(layers[name], rows, columns));
  const cells = [];
  const drawn = { root, cells, layers, rows, columns, hatch: `url(#${hatch})`, tiny: false };
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const [x, y] = [c * UNIT, r * UNIT];
      const rect = svg("rect", { x, y, width: UNIT, height: UNIT, "data-cell": cells.length });
      const text = svg("text", { x: x + UNIT / 2, y: y + UNIT / 2 });
      colours(r).append(rect);
      values(r).append(text);
      cells.push({ rect, text, x, y, row: r, column: c, drawn });
    }
  }
  return drawn;
}

// Hatching for the cells that hold no pixel: one shape for them all, since a browser that draws anew
// looks at every shape, moved or not.
export const hatched = ({ cells, hatch }, wanted) =>
  svg("path", { d: cells.filter(wanted).map(({ x, y }) => `M${x} ${y}h${UNIT}v${UNIT}h-${UNIT}z`).join(""), fill: hatch });

// An outline that can be seen on any ground: the accent colour with a rim.
export function outline(width, height) {
  return svg("g", {}, ["cnnlab-halo", "cnnlab-window"].map((name) => svg("rect", { width, height, rx: 3, class: name })));
}

// What stands there already is left alone: to ask costs less than to have it laid out again.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Write a number into a cell, smaller when it is longer. Where cells are tiny, it waits.
export function write(cell, value) {
  if (cell.written === value) return;
  cell.written = value;
  if (!cell.drawn?.tiny) writeOut(cell);
}

function writeOut(cell) {
  const text = cell.written == null ? "" : number(cell.written);
  if (cell.text.textContent === text) return;
  cell.text.textContent = text;
  cell.text.style.fontSize = `${Math.min(18, 56 / Math.max(text.length, 3))}px`;
}

// Make a grid one stop for the Tab key, with arrow keys inside. A screen reader is told of one cell
// alone, the current one: it is renamed as the cursor moves. Returns the way to rename it.
export function makeFocusable(drawn, label, keydown) {
  const current = svg("g", { role: "gridcell", id: uniqueId() });
  drawn.root.append(svg("g", { role: "row" }, current));
  for (const [name, value] of Object.entries({
    role: "grid", tabindex: 0, "aria-label": label, "aria-activedescendant": current.id,
  })) {
    drawn.root.setAttribute(name, value);
  }
  drawn.root.addEventListener("keydown", keydown);
  return (words) => current.setAttribute("aria-label", words);
}

// A brightness between 0 and 1, as the grey that a screen shows for it.
export function paintGrey(cell, brightness) {
  const level = Math.round(255 * Math.min(1, Math.max(0, brightness)));
  const look = 2 + level; // the shares that paintSigned notes end at 1
  if (cell.rect.painted === look) return;
  cell.rect.painted = look;
  cell.rect.style.fill = `rgb(${level}, ${level}, ${level})`;
  cell.text.setAttribute("class", level > 117 ? "cnnlab-on-light" : "cnnlab-on-dark");
}

// A signed number as a share of the largest: orange above zero, blue below.
export function paintSigned(rect, share) {
  if (rect.painted === share) return;
  rect.painted = share;
  rect.style.fill = share < 0 ? "var(--cnnlab-negative)" : "var(--cnnlab-positive)";
  rect.style.fillOpacity = Math.min(1, Math.abs(share));
}

// Numbers too small to read are worse than none: hide them when cells get narrow.
export function hideTinyNumbers(drawn) {
  const observer = new ResizeObserver(() => {
    drawn.tiny = drawn.root.clientWidth / drawn.columns < 20;
    drawn.root.classList.toggle("cnnlab-tiny", drawn.tiny);
    if (!drawn.tiny) drawn.cells.forEach(writeOut);
  });
  observer.observe(drawn.root);
  return () => observer.disconnect();
}

export const largest = (matrix) =>
  matrix.reduce((most, row) => row.reduce((m, v) => Math.max(m, Math.abs(v)), most), 0);
