// The parameter counter: four layers on one image, from a weight for every pixel and output to a
// few kernels that all outputs share. Their connections are drawn, their parameters counted.
import { checkCount } from "../../math/checks.mjs";
import { COUNTER_MOST, drawnLayer, layerCosts } from "../../math/costs.mjs";
import { card, field, figure, notice } from "../../parts/controls.mjs";
import { html, svg, uniqueId } from "../../parts/dom.mjs";
import { makeFocusable, outline, UNIT } from "../../parts/grid.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { layerResponse } from "./response.mjs";

const LAYERS = {
  linear: "Linear",
  local: "Locally connected",
  shared: "Shared weights",
  features: "Many features",
};
const SIDES = [
  4, 5, 6, 7, 8, 12, 16, 20, 24, 28, 32, 48, 64, 96, 128, 160, 192, 224, 256, 384, 512, 768, 1024,
  2048, 4096,
];
const COUNTS = [
  1, 2, 3, 4, 6, 8, 10, 16, 24, 32, 48, 64, 96, 100, 128, 192, 256, 384, 512, 768, 1000, 2048, 4096,
];
const SIZES = {
  height: ["Rows H", SIDES],
  width: ["Columns W", SIDES],
  kernel_height: ["Window K₁", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15]],
  kernel_width: ["Window K₂", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15]],
  features: ["Features C", COUNTS],
  outputs: ["Outputs N", COUNTS],
};
const BLOCK_CELL = 12; // the side of one weight in the picture of all weights

// The formula of the notes and the same with numbers filled in.
export function formulaOf(
  layer,
  { height, width, kernel_height: k1, kernel_width: k2, features },
  { M, N, places },
) {
  const n = counterGrouped;
  return {
    linear: [["M·N + N"], `${n(M)} · ${n(N)} + ${n(N)}`],
    local: [["(K₁·K₂ + 1)·N"], `(${k1} · ${k2} + 1) · ${n(places)}`],
    shared: [["K₁·K₂ + 1"], `${k1} · ${k2} + 1`],
    features: [["(K₁·K₂ + 1)·C", html("sub", {}, "out")], `(${k1} · ${k2} + 1) · ${n(features)}`],
  }[layer];
}

const counterGrouped = (value) => value.toLocaleString("en");

// 1,808,640 bytes are 1.81 MB: units are powers of 1000.
export function bytes(count) {
  const step = count < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(count) / 3));
  return `${Number((count / 1000 ** step).toPrecision(3))} ${["bytes", "kB", "MB", "GB", "TB"][step]}`;
}

// What Reset puts back.
export const settings = [
  "height",
  "width",
  "kernel_height",
  "kernel_width",
  "features",
  "outputs",
  "layer",
  "chosen",
  "nudge",
];

export function render(model, element) {
  const get = (name) => model.get(name);
  const offered = get("layers");
  if (!Array.isArray(offered) || !offered.length || !offered.every((layer) => layer in LAYERS)) {
    throw new RangeError(
      `layers must be some of ${Object.keys(LAYERS).join(", ")}, not ${JSON.stringify(offered)}`,
    );
  }
  const alone = offered.length === 1 && offered[0] === "linear";

  // What is drawn: null while the window does not fit into the image.
  let scene = null;

  // ---- the fixed parts -------------------------------------------------------------------

  const { box: problem, tell } = notice();
  const connections = figure("Connections");
  const weights = figure("Parameters");
  const stage = html(
    "div",
    { class: "cnnlab-stage cnnlab-counter-stage" },
    connections.box,
    weights.box,
  );
  // The grid stays the same element, for else it would lose the focus whenever a size changes.
  const drawing = svg("g", {});
  const root = svg("svg", { class: "cnnlab-grid cnnlab-counter-connections" }, drawing);
  const announce = makeFocusable(
    { root },
    "Outputs",
    gridKeys(
      () => scene && [scene.index, scene.places[1], scene.cells.length],
      (chosen) => commit(model, { chosen }),
    ),
  );
  connections.body.append(root);
  const told = html("p", { class: "cnnlab-counter-told", role: "status" });
  const response = layerResponse(model);
  response.box.hidden = alone; // there is nothing to tie
  const formula = html("p", { class: "cnnlab-total" });
  const meaning = html("p", { class: "cnnlab-sizes" });
  const memory = html("ul", {
    class: "cnnlab-counter-memory",
    "aria-label": "Bytes to train this layer",
  });
  const counted = html("div", { class: "cnnlab-counter-counted" }, formula, meaning, memory);

  const group = uniqueId();
  const cards = offered.map((layer) => {
    const radio = html("input", {
      type: "radio",
      name: group,
      value: layer,
      change: () => commit(model, { layer }),
    });
    const count = html("strong", {});
    const bar = html("span", { class: "cnnlab-counter-bar", "aria-hidden": "true" });
    const share = html("span", { class: "cnnlab-note" });
    const label = html(
      "label",
      { class: "cnnlab-counter-card" },
      html("span", {}, radio, LAYERS[layer]),
      count,
      bar,
      share,
    );
    return { layer, radio, count, bar, share, label };
  });
  const choices = html(
    "fieldset",
    { class: "cnnlab-counter-choices", hidden: offered.length === 1 },
    html("legend", { class: "cnnlab-spoken" }, "Layer"),
    cards.map((card) => card.label),
  );

  const names = alone
    ? ["height", "width", "outputs"]
    : Object.keys(SIZES).filter((n) => n !== "outputs");
  const fields = names.map((name) => sizeField(name));
  const settings = html(
    "div",
    { class: "cnnlab-settings cnnlab-counter-sizes", role: "group", "aria-label": "Sizes" },
    fields.map((f) => f.box),
  );

  element.replaceChildren(
    card("Parameter counter", "", choices, stage, told, response.box, problem, counted, settings),
  );

  // A size has a slider for the usual values, and a box for any other.
  function sizeField(name) {
    const [label, stops] = SIZES[name];
    const most = name === "outputs" ? COUNTER_MOST ** 2 : COUNTER_MOST;
    const box = html("input", {
      type: "number",
      min: 1,
      max: most,
      step: 1,
      class: "cnnlab-counter-number",
      change: () => give(box.value),
    });
    const slider = html("input", {
      type: "range",
      min: 0,
      max: stops.length - 1,
      step: 1,
      "aria-label": `Usual values of ${label}`,
      input: () => give(stops[slider.value]),
    });
    function give(text) {
      const value = Number(text);
      if (Number.isInteger(value) && value >= 1 && value <= most)
        return commit(model, { [name]: value });
      tell(`${label} must be a whole number from 1 to ${most}, not “${text}”.`);
      box.setAttribute("aria-invalid", true);
    }
    function show(value) {
      box.value = value;
      box.removeAttribute("aria-invalid");
      slider.value = stops.reduce(
        (best, stop, i) => (Math.abs(stop - value) < Math.abs(stops[best] - value) ? i : best),
        0,
      );
      slider.setAttribute("aria-valuetext", String(value));
    }
    const filled = field(label, box);
    filled.append(slider);
    return { name, show, box: filled };
  }

  // ---- from sizes to a scene -------------------------------------------------------------

  function refresh() {
    try {
      const sizes = Object.fromEntries(Object.keys(SIZES).map((name) => [name, get(name)]));
      const layer = get("layer");
      if (!offered.includes(layer))
        throw new RangeError(`layer must be one of ${offered.join(", ")}, not ${String(layer)}`);
      const costs = layerCosts(sizes);
      fields.forEach(({ name, show }) => show(name === "outputs" ? costs.N : sizes[name]));
      scene = { sizes, layer, costs, ...drawnLayer(layer, sizes) };
      tell(null);
      writeCards();
      writeCounts();
      drawConnections();
      drawWeights();
      light();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      scene = null;
      tell(`These sizes do not fit: ${error.message}.`);
      fields.forEach(({ name, show }) => show(get(name)));
    }
    counted.hidden = told.hidden = scene === null;
    response.box.hidden = alone || scene === null;
    stage.classList.toggle("cnnlab-void", scene === null);
  }

  function writeCards() {
    const most = Math.max(...cards.map((card) => scene.costs[card.layer].parameters));
    for (const { layer, radio, count, bar, share, label } of cards) {
      const { parameters: learned } = scene.costs[layer];
      radio.checked = layer === scene.layer;
      label.classList.toggle("cnnlab-counter-chosen", radio.checked);
      count.textContent = counterGrouped(learned);
      bar.style.setProperty("--share", learned / most);
      const times = scene.costs[cards[0].layer].parameters / learned;
      const factor = counterGrouped(Number(Math.max(times, 1 / times).toPrecision(3)));
      share.textContent =
        layer === cards[0].layer ? "parameters" : `${factor} times ${times < 1 ? "more" : "fewer"}`;
    }
  }

  function writeCounts() {
    const { layer, costs, sizes } = scene;
    const cost = costs[layer];
    const [letters, numbers] = formulaOf(layer, sizes, costs);
    formula.replaceChildren(
      html("span", { class: "cnnlab-counter-formula" }, ...letters),
      ` = ${numbers} = `,
      html("strong", {}, counterGrouped(cost.parameters)),
      " parameters",
    );
    const pixels = `M = H·W = ${sizes.height} · ${sizes.width} = ${counterGrouped(costs.M)} inputs`;
    const { height: H, width: W, kernel_height: k1, kernel_width: k2 } = sizes;
    const windows = `N = (H − K₁ + 1)·(W − K₂ + 1) = (${H} − ${k1} + 1) · (${W} − ${k2} + 1) = ${counterGrouped(costs.places)} outputs`;
    const work = `${counterGrouped(cost.multiply_adds)} multiply-adds for one image`;
    const lines = [layer === "linear" && pixels, !(alone && sizes.outputs) && windows, work].filter(
      Boolean,
    );
    meaning.replaceChildren(...lines.map((line) => html("span", {}, line)));
    const all = cost.weights + cost.gradients + cost.optimizer;
    const part = (name, count, sign = "") =>
      html(
        "li",
        { title: `${counterGrouped(count)} bytes` },
        html("span", { class: "cnnlab-note" }, `${sign}${name}`),
        html("strong", {}, bytes(count)),
      );
    memory.replaceChildren(
      part("weights and biases", cost.weights),
      part("gradients", cost.gradients, "+ "),
      part("Adam’s state", cost.optimizer, "+ "),
      part("to train, in float32", all, "= "),
    );
  }

  // ---- the drawing -----------------------------------------------------------------------

  function drawConnections() {
    const {
      input: [h, w],
      places: [rows, columns],
      maps,
      layer,
      exact,
    } = scene;
    const gap = 2.4 * UNIT;
    const side = maps > 1 ? UNIT * 0.62 : UNIT;
    const high = maps * rows * side + (maps - 1) * 10;
    const all = Math.max(h * UNIT, high);
    const [top, left, outTop] = [(all - h * UNIT) / 2, w * UNIT + gap, (all - high) / 2];
    const looks = counterLooks();
    const cells = [];
    const inputs = svg("g", {});
    scene.pixels = Array.from({ length: h * w }, (_, i) => {
      const [x, y] = [(i % w) * UNIT, top + Math.floor(i / w) * UNIT];
      const drawn = counterCell(x, y, UNIT);
      inputs.append(drawn.box);
      return { ...drawn, x: x + UNIT / 2, y: y + UNIT / 2 };
    });
    const outputs = svg("g", { pointermove: point, pointerdown: point });
    for (let i = 0; i < maps * rows * columns; i++) {
      const place = i % (rows * columns);
      const map = Math.floor(i / (rows * columns));
      const x = left + (place % columns) * side;
      const y = outTop + map * (rows * side + 10) + Math.floor(place / columns) * side;
      const drawn = counterCell(x, y, side, i);
      looks.paint(drawn, scene.owner(i), counterLetter(scene.owner(i)));
      outputs.append(drawn.box);
      cells.push({ x, y: y + side / 2, left: x, top: y });
    }
    scene.cells = cells;
    scene.lines = svg("path", { class: "cnnlab-counter-lines" });
    scene.marker = outline(side, side);
    drawing.replaceChildren(looks.defs, inputs, scene.lines, outputs, scene.marker);
    root.setAttribute("viewBox", `-3 -3 ${left + columns * side + 6} ${all + 6}`);
    root.setAttribute(
      "aria-label",
      `Outputs, ${maps > 1 ? maps + " maps of " : ""}${rows} rows and ${columns} columns`,
    );
    scene.looks = looks;
    const size = `${h} × ${w} pixels${layer === "linear" ? "" : ", windows of " + scene.window.join(" × ")}`;
    connections.note.textContent = exact ? size : `drawn small: ${size}`;
  }

  // Every weight is a cell here, every bias a circle: what is shared is drawn once.
  function drawWeights() {
    const {
      owners,
      input,
      seen: [rows, columns],
      places,
    } = scene;
    const across = scene.owned > 1 ? 1 : places[1] > 1 ? places[1] : Math.ceil(Math.sqrt(owners));
    const pitch = [rows * BLOCK_CELL + 8, columns * BLOCK_CELL + BLOCK_CELL + 8];
    const looks = counterLooks();
    scene.blocks = Array.from({ length: owners }, (_, k) => {
      const [x, y] = [(k % across) * pitch[1], Math.floor(k / across) * pitch[0]];
      const [wide, high] = [columns * BLOCK_CELL, rows * BLOCK_CELL];
      const inner =
        [...Array(columns + 1).keys()].map((c) => `M${x + c * BLOCK_CELL} ${y}v${high}`).join("") +
        [...Array(rows + 1).keys()].map((r) => `M${x} ${y + r * BLOCK_CELL}h${wide}`).join("");
      const face = svg("rect", { x, y, width: wide, height: high });
      const bias = svg("circle", { cx: x + wide + 7, cy: y + high - 5, r: 4.5 });
      const cover = svg("rect", { x, y, width: wide, height: high, fill: "none" });
      const text = svg("text", { x: x + wide / 2, y: y + high / 2 });
      const frame = outline(wide, high);
      frame.setAttribute("transform", `translate(${x} ${y})`);
      const box = svg(
        "g",
        { class: "cnnlab-counter-block" },
        face,
        cover,
        svg("path", { d: inner }),
        bias,
        text,
        frame,
      );
      looks.paint({ face, cover, text, also: bias }, k, counterLetter(k));
      return { box, frame };
    });
    // As large as for a linear layer on this image, whatever the layer: so the picture empties.
    const full = scene.owned > 1 ? places : [Math.ceil(owners / across), across];
    const high = Math.max(
      full[0] * (input[0] * BLOCK_CELL + 8),
      owners * (scene.owned > 1) * pitch[0],
    );
    const wide = full[1] * ((input[1] + 1) * BLOCK_CELL + 8);
    weights.body.replaceChildren(
      svg(
        "svg",
        {
          class: "cnnlab-grid",
          viewBox: `-3 -3 ${wide + 6} ${high + 6}`,
          role: "img",
          "aria-label": `${owners} kernels of ${rows} × ${columns} weights with a bias each`,
        },
        looks.defs,
        scene.blocks.map((block) => block.box),
      ),
    );
    const more = scene.hidden ? `, and ${counterGrouped(scene.hidden)} more` : "";
    weights.note.textContent = `${owners} × (${rows * columns} + a bias) drawn${more}`;
  }

  // Light up the chosen output, what it looks at, and the weights that it uses.
  function light() {
    if (!scene) return;
    const {
      cells,
      pixels,
      places: [rows, columns],
      seen,
      input,
      layer,
      marker,
      blocks,
    } = scene;
    const index = Math.min(checkCount("chosen", get("chosen"), 0), cells.length - 1);
    const place = index % (rows * columns);
    const [row, column] = [Math.floor(place / columns), place % columns];
    const owner = scene.owner(index);
    const letter = counterLetter(owner);
    const [top, left] = layer === "linear" ? [0, 0] : [row, column];
    const from = [];
    pixels.forEach((pixel, i) => {
      const [r, c] = [Math.floor(i / input[1]) - top, (i % input[1]) - left];
      const inside = r >= 0 && r < seen[0] && c >= 0 && c < seen[1];
      if (inside) from.push(pixel);
      scene.looks.paint(
        pixel,
        inside ? owner : -1,
        inside ? `${letter}${r * seen[1] + c + 1}` : "",
      );
    });
    const { x, y, left: l, top: t } = cells[index];
    scene.lines.setAttribute("d", from.map((p) => `M${p.x} ${p.y}L${x} ${y}`).join(""));
    marker.setAttribute("transform", `translate(${l} ${t})`);
    blocks.forEach((block, k) =>
      block.frame.setAttribute("display", k === owner ? "inline" : "none"),
    );
    scene.index = index;
    const count = seen[0] * seen[1];
    const which =
      scene.maps > 1
        ? `Feature ${owner + 1}, row ${row}, column ${column}`
        : `Row ${row}, column ${column}`;
    const whose = {
      linear: "No other output uses them.",
      local: "No other output uses them.",
      shared: `All ${cells.length} outputs use the same ones.`,
      features: `All ${rows * columns} outputs of this feature use the same ones.`,
    }[layer];
    const weights = count === 1 ? "1 weight" : `weights ${letter}1 to ${letter}${count}`;
    const words = `${which}: kernel ${letter}, ${weights} and a bias. ${whose}`;
    if (!alone) response.show(scene, index, letter);
    announce(words);
    if (told.textContent !== words) told.textContent = words;
  }

  function point(event) {
    const cell = event.target.dataset?.cell;
    if (cell !== undefined && Number(cell) !== scene?.index)
      commit(model, { chosen: Number(cell) });
  }

  const stopListening = [
    listen(model, [...Object.keys(SIZES), "layer"], refresh),
    listen(model, ["chosen", "image", "nudge"], light),
  ];
  refresh();
  return () => stopListening.forEach((stop) => stop());
}

const counterLetter = (owner) => String.fromCharCode(65 + owner);

// A square with room for a look and a word.
function counterCell(x, y, side, index) {
  const face = svg("rect", { x, y, width: side, height: side, "data-cell": index });
  const cover = svg("rect", { x, y, width: side, height: side, fill: "none" });
  const text = svg("text", {
    x: x + side / 2,
    y: y + side / 2,
    style: `font-size: ${Math.min(16, side * 0.55)}px`,
  });
  return { box: svg("g", { class: "cnnlab-counter-cell" }, face, cover, text), face, cover, text };
}

// Nine looks, three colours by three patterns, so that kernels are told apart without colour, too.
function counterLooks() {
  const [stripes, dots] = [uniqueId(), uniqueId()];
  const pattern = (id, shape) =>
    svg(
      "pattern",
      { id, width: 8, height: 8, patternUnits: "userSpaceOnUse", class: "cnnlab-counter-pattern" },
      shape,
    );
  const covers = ["none", `url(#${stripes})`, `url(#${dots})`];
  return {
    defs: svg(
      "defs",
      {},
      pattern(stripes, svg("path", { d: "M-2 2L2 -2M0 8L8 0M6 10L10 6" })),
      pattern(dots, svg("circle", { cx: 4, cy: 4, r: 1.2 })),
    ),
    paint({ face, cover, text, also }, owner, word) {
      const look = owner < 0 ? "" : `cnnlab-counter-look-${owner % 3}`;
      for (const part of also ? [face, also] : [face]) part.setAttribute("class", look);
      cover.setAttribute("fill", owner < 0 ? "none" : covers[Math.floor(owner / 3) % 3]);
      if (text.textContent !== word) text.textContent = word;
    },
  };
}
