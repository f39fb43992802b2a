// The sliding kernel: one window at a time is multiplied by the kernel and summed into one output.
import { checkCount, checkMatrix } from "../../math/checks.mjs";
import { slideKernel } from "../../math/conv.mjs";
import { PADDING_MODES } from "../../math/padding.mjs";
import {
  card,
  choice,
  field,
  figure,
  notice,
  offer,
  presetChoice,
  settingsBox,
  show,
  spokenPlace,
} from "../../parts/controls.mjs";
import { html, setText, svg } from "../../parts/dom.mjs";
import {
  grid,
  hatched,
  hideTinyNumbers,
  makeFocusable,
  outline,
  paintGrey,
  paintSigned,
  UNIT,
  write,
} from "../../parts/grid.mjs";
import { kernelEditor, resized, weightCells, weightText } from "../../parts/kernel_editor.mjs";
import { cellByKey, gridKeys } from "../../parts/keys.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { asFactor, largest, number } from "../../parts/numbers.mjs";
import { ownImage } from "../../parts/own_image.mjs";
import { player } from "../../parts/player.mjs";
import { moveMark, slid, windowAt, windowTiles } from "../../parts/sliding_window.mjs";

const SETTINGS = ["image", "kernel", "stride", "padding", "padding_mode", "dilation", "flip"];
const KERNEL_SIZES = [1, 2, 3, 4, 5, 7];

// What Reset puts back.
export const settings = [
  "image",
  "kernel",
  "stride",
  "padding",
  "padding_mode",
  "dilation",
  "flip",
  "position",
  "playing",
  "speed",
];

export function render(model, element) {
  const get = (name) => model.get(name);
  checkMatrix("image", get("image"));
  checkMatrix("kernel", get("kernel"));

  // What is drawn: made anew when a setting changes, and null while the settings do not fit.
  let scene = null;
  let stopLayout = () => {};

  // ---- the fixed parts -------------------------------------------------------------------

  const { box: problem, tell } = notice();
  const input = figure("Input");
  const kernelFigure = figure("Kernel");
  const output = figure("Output");
  const operator = html("span", { class: "cnnlab-operator", "aria-hidden": "true" });
  const equals = html("span", { class: "cnnlab-operator", "aria-hidden": "true" }, "=");
  const stage = html(
    "div",
    { class: "cnnlab-stage" },
    input.box,
    operator,
    kernelFigure.box,
    equals,
    output.box,
  );
  const terms = html("ol", { class: "cnnlab-terms" });
  const total = html("p", { class: "cnnlab-total" });
  const sum = html(
    "div",
    { class: "cnnlab-sum" },
    html("p", { class: "cnnlab-note" }, "pixel × weight = product, and Σ the sum so far:"),
    terms,
    total,
  );
  const sizes = html("p", { class: "cnnlab-sizes" });
  const spoken = spokenPlace();

  const choose = (trait) => choice([], (value) => commit(model, { [trait]: Number(value) }));
  const [imageChoice, kernelChoice] = ["image", "kernel"].map((trait) =>
    presetChoice(model, trait),
  );
  const sizeChoice = choice([], (k) =>
    commit(model, { kernel: resized(get("kernel"), Number(k)) }),
  );
  const paddingChoice = choice([], (value) => commit(model, { padding: JSON.parse(value) }));
  const modeChoice = choice(
    PADDING_MODES.map((m) => [m, m]),
    (mode) => commit(model, { padding_mode: mode }),
  );
  const strideChoice = choose("stride");
  const dilationChoice = choose("dilation");
  offer(
    strideChoice,
    [1, 2, 3, 4].map((n) => [n, n]),
  );
  offer(
    dilationChoice,
    [1, 2, 3].map((n) => [n, n]),
  );
  const flip = html("input", {
    type: "checkbox",
    change: () => commit(model, { flip: flip.checked }),
  });
  const settings = settingsBox(
    field("Image", imageChoice),
    field("Kernel", kernelChoice),
    field("Kernel size", sizeChoice),
    field("Padding", paddingChoice),
    field("Border", modeChoice),
    field("Stride", strideChoice),
    field("Dilation", dilationChoice),
    html("label", { class: "cnnlab-check" }, flip, "Flip the kernel"),
  );

  const own = ownImage(model, { tell, paintingChanged });
  let editor = null; // of the kernel's weights, made anew when the kernel's shape changes
  const turnedNote = html(
    "p",
    { class: "cnnlab-note cnnlab-turned" },
    "turned by 180°, as it slides:",
  );
  const turnedBox = html("div", {}, turnedNote, html("div"));
  let brushAt = 0; // the padded pixel under the keyboard's brush

  const play = player(model, {
    name: "Output position",
    paint: () => scene && paint(),
    moved() {
      lightUp(-1);
      spoken.textContent = scene.words;
    },
  });

  element.replaceChildren(
    card("Sliding kernel", "", stage, play.bar, problem, sum, sizes, settings, own.box, spoken),
  );

  // ---- from settings to a scene ----------------------------------------------------------

  function refresh() {
    try {
      checkMatrix("image", get("image"));
      checkMatrix("kernel", get("kernel"));
      showSettings();
      const chosen = Object.fromEntries(SETTINGS.map((name) => [name, get(name)]));
      for (const name of ["stride", "dilation"]) checkCount(name, chosen[name], 1); // the same both ways
      const result = slideKernel(chosen);
      const [rows, columns] = [result.output.length, result.output[0].length];
      scene = {
        ...chosen,
        ...result,
        rows,
        columns,
        products: chosen.kernel.length * chosen.kernel[0].length,
      };
      tell(null);
      play.start(rows * columns);
      layOut();
      paint();
    } catch (error) {
      scene = null;
      play.start(0);
      tell(`This setting does not fit: ${error.message}.`);
    }
    for (const part of [play.bar, sum, sizes]) part.hidden = scene === null;
    output.box.classList.toggle("cnnlab-void", scene === null);
  }

  function showSettings() {
    imageChoice.refresh();
    kernelChoice.refresh();
    const [kH, kW] = [get("kernel").length, get("kernel")[0].length];
    offer(
      sizeChoice,
      KERNEL_SIZES.map((k) => [k, `${k} × ${k}`]),
    );
    if (kH === kW) show(sizeChoice, kH);
    else show(sizeChoice, `${kH} × ${kW}`);
    const paddings = ["valid", 1, 2, 3, "same", "full"];
    offer(
      paddingChoice,
      paddings.map((p) => [JSON.stringify(p), p === "valid" ? "none (valid)" : p]),
    );
    show(paddingChoice, JSON.stringify(get("padding")));
    show(modeChoice, get("padding_mode"));
    show(strideChoice, get("stride"));
    show(dilationChoice, get("dilation"));
    flip.checked = Boolean(get("flip"));
  }

  // ---- drawing what stays while the kernel slides ----------------------------------------

  function layOut() {
    stopLayout();
    scene.largestOutput = largest(scene.output) || 1;
    scene.shown = { index: -1, filled: 0, added: -1 };
    layOutInput();
    layOutOutput();
    layOutKernel();
    layOutTerms();
    writeSizes();
    // Cells of about the same size on both sides, so that the numbers in both can be read.
    const wide = scene.padded[0].length;
    input.box.style.flexGrow = wide;
    output.box.style.flexGrow = Math.min(1.6 * wide, Math.max(0.6 * wide, scene.columns));
    operator.textContent = scene.flip ? "∗" : "⋆";
    const stops = [hideTinyNumbers(scene.input), hideTinyNumbers(scene.out)];
    stopLayout = () => stops.forEach((stop) => stop());
  }

  function layOutInput() {
    const { image, padded, amounts, applied, dilation } = scene;
    const drawn = grid(padded.length, padded[0].length, {
      role: "img",
      pointerdown: grab,
      pointermove: drag,
    });
    const focused = input.body.contains(document.activeElement);
    const low = Math.min(0, ...image.flat());
    const span = Math.max(...image.flat()) - low || 1;
    const [[top], [left]] = amounts;
    for (const cell of drawn.cells) {
      const value = padded[cell.row][cell.column];
      paintGrey(cell, (value - low) / span);
      write(cell, value);
    }
    drawn.layers.over.append(
      hatched(drawn, ({ row, column }) => image[row - top]?.[column - left] === undefined),
    );
    const { tiles, frame } = windowTiles(applied, (largest(applied) || 1) / 0.75, [
      dilation,
      dilation,
    ]);
    scene.tint = svg("g", {}, tiles);
    scene.frame = frame;
    scene.spot = svg("rect", {
      width: UNIT,
      height: UNIT,
      rx: 3,
      class: "cnnlab-spot",
      display: "none",
    });
    drawn.layers.over.append(scene.tint);
    drawn.layers.top.append(scene.frame, scene.spot);
    scene.input = drawn;
    input.body.replaceChildren(drawn.root);
    drawn.root.classList.toggle("cnnlab-canvas", own.painting());
    if (own.painting()) {
      scene.nameBrush = makeFocusable(
        drawn,
        "Input, to paint on: arrow keys move, Space paints",
        paintByKey,
      );
      scene.brush = outline(UNIT, UNIT);
      drawn.layers.top.append(scene.brush);
      moveBrush(Math.min(brushAt, drawn.cells.length - 1));
      if (focused) drawn.root.focus();
    }
    const [shape, paddedShape] = [image, padded].map((m) => `${m.length} × ${m[0].length}`);
    input.note.textContent = shape === paddedShape ? shape : `${shape}, padded to ${paddedShape}`;
  }

  function layOutOutput() {
    const { rows, columns } = scene;
    const drawn = grid(rows, columns, { pointermove: play.hover, pointerdown: play.hover });
    scene.announce = makeFocusable(
      drawn,
      `Output, ${rows} rows and ${columns} columns`,
      gridKeys(() => scene && [play.index(), columns, rows * columns], play.jump),
    );
    drawn.cells.forEach((cell) => cell.rect.classList.add("cnnlab-empty"));
    scene.marker = outline(UNIT, UNIT);
    drawn.layers.top.append(scene.marker);
    scene.out = drawn;
    output.body.replaceChildren(drawn.root);
    output.note.textContent = `${rows} × ${columns}`;
  }

  function layOutKernel() {
    const { kernel, applied } = scene;
    const most = largest(kernel);
    const shape = `${kernel.length} × ${kernel[0].length}`;
    if (kernelFigure.note.textContent !== shape) {
      editor = kernelEditor(kernel, { tell, set: (edited) => commit(model, { kernel: edited }) });
      kernelFigure.note.textContent = shape;
      kernelFigure.body.replaceChildren(editor.root, turnedBox);
    }
    editor.show(kernel, most);
    const words = applied.map((row) => row.map((v) => number(v)).join(" ")).join("; ");
    scene.turned = weightCells(applied, most, (weight) => weightText(weight), {
      role: "img",
      "aria-label": `The kernel turned by 180 degrees: ${words}`,
    });
    turnedBox.lastChild.replaceWith(scene.turned);
    turnedBox.hidden = !scene.flip;
  }

  function layOutTerms() {
    const kW = scene.kernel[0].length;
    terms.style.setProperty("--columns", kW);
    terms.classList.toggle("cnnlab-many", kW > 3);
    scene.terms = Array.from({ length: scene.products }, (_, t) => {
      const product = html("span");
      const running = html("span", { class: "cnnlab-running" });
      const box = html(
        "li",
        { pointerenter: () => lightUp(t), pointerleave: () => lightUp(-1) },
        product,
        running,
      );
      return { box, product, running };
    });
    terms.replaceChildren(...scene.terms.map((term) => term.box));
  }

  function writeSizes() {
    const { image, amounts, kernel, stride, dilation, rows, columns } = scene;
    const line = (name, n, k, [before, after], size) => {
      const around = before === after ? `2·${before}` : `${before} + ${after}`;
      const formula = `${name}: ⌊(${n} + ${around} − ${dilation}·(${k} − 1) − 1) / ${stride}⌋ + 1 = `;
      return html("span", {}, formula, html("strong", {}, String(size)));
    };
    const alike =
      image.length === image[0].length && kernel.length === kernel[0].length && rows === columns;
    sizes.replaceChildren(
      line(alike ? "Rows and columns" : "Rows", image.length, kernel.length, amounts[0], rows),
      ...(alike ? [] : [line("Columns", image[0].length, kernel[0].length, amounts[1], columns)]),
    );
  }

  // ---- drawing what moves ----------------------------------------------------------------

  const corner = (index) =>
    [Math.floor(index / scene.columns), index % scene.columns].map((i) => i * scene.stride);

  function paint() {
    const { products, columns, shown } = scene;
    const [index, within, filled] = [play.index(), play.within(), play.filled()];
    const [row, column] = [Math.floor(index / columns), index % columns];

    // A fifth of the time is for sliding, two thirds for adding, and the rest to look at the sum.
    const way = slid(within);
    const added = Math.max(0, Math.min(products, Math.ceil(((within - 0.2) / 0.65) * products)));
    const [y, x] = corner(index);
    const from = column > 0 ? corner(index - 1)[1] : x;
    for (const part of [scene.frame, scene.tint]) moveMark(part, y, from + (x - from) * way);
    if (shown.index === index && shown.added === added && shown.filled === filled) return;

    moveMark(scene.marker, row, column);
    const sums = addUp(row, column, added);
    for (let i = Math.min(shown.filled, filled); i < Math.max(shown.filled, filled); i++)
      fill(i, filled);
    if (shown.index >= 0) fill(shown.index, filled);
    const cell = scene.out.cells[index];
    write(cell, added ? sums[added - 1] : null);
    paintSigned(cell.rect, added ? sums[added - 1] / scene.largestOutput : 0);
    cell.rect.classList.remove("cnnlab-empty");

    const done = added === products;
    total.replaceChildren(
      html("span", { class: "cnnlab-name" }, `output[${row}, ${column}]`),
      done ? " = " : " so far: ",
      html("strong", {}, number(added ? sums[added - 1] : 0, 5)),
      html(
        "span",
        { class: "cnnlab-note" },
        done
          ? ` (${products} product${products > 1 ? "s" : ""} added up)`
          : ` (${added} of ${products} products added)`,
      ),
    );
    play.describe(`row ${row}, column ${column}`);
    scene.words = `row ${row}, column ${column}: ${number(sums.at(-1), 5)}`;
    scene.announce(scene.words);
    if (!own.painting()) scene.input.root.setAttribute("aria-label", describeInput(row, column));
    scene.shown = { index, filled, added };
    if (play.playing()) lightUp(added > 0 && !done ? added - 1 : -1);
  }

  function fill(index, filled) {
    const cell = scene.out.cells[index];
    const value = index < filled ? scene.output[cell.row][cell.column] : null;
    write(cell, value);
    paintSigned(cell.rect, (value ?? 0) / scene.largestOutput);
    cell.rect.classList.toggle("cnnlab-empty", value === null);
  }

  // Write the products of one window in reading order, and return their running sums.
  function addUp(row, column, added) {
    const { padded, applied, stride, dilation } = scene;
    const kW = applied[0].length;
    let running = 0;
    return scene.terms.map(({ box, product, running: runningText }, t) => {
      const [i, j] = [Math.floor(t / kW), t % kW];
      const weight = applied[i][j];
      const pixel = padded[row * stride + i * dilation][column * stride + j * dilation];
      running += pixel * weight;
      setText(product, `${number(pixel)} × ${asFactor(weight)} = ${number(pixel * weight)}`);
      setText(runningText, `Σ ${number(running)}`);
      box.classList.toggle("cnnlab-waiting", t >= added);
      return running;
    });
  }

  // One product: its pixel, its weight and its line in the sum light up together.
  function lightUp(t) {
    if (!scene) return;
    const { terms: lines, turned, spot, products, dilation, kernel } = scene;
    const light = (elements, lit) =>
      [...elements].forEach((e, i) => e.classList.toggle("cnnlab-lit", i === lit));
    light(
      lines.map((line) => line.box),
      t,
    );
    light(editor.root.children, t >= 0 && scene.flip ? products - 1 - t : t);
    light(turned.children, t);
    spot.setAttribute("display", t < 0 ? "none" : "inline");
    const [y, x] = corner(play.index());
    moveMark(
      spot,
      y + Math.floor(t / kernel[0].length) * dilation,
      x + (t % kernel[0].length) * dilation,
    );
  }

  function describeInput(row, column) {
    const { image, stride, dilation, kernel, amounts } = scene;
    const [top, left] = [row * stride - amounts[0][0], column * stride - amounts[1][0]];
    return (
      `Input image, ${image.length} rows and ${image[0].length} columns. The window covers rows ${top} to ` +
      `${top + dilation * (kernel.length - 1)} and columns ${left} to ${left + dilation * (kernel[0].length - 1)}.`
    );
  }

  // ---- the reader's hand -----------------------------------------------------------------

  function grab(event) {
    if (!own.painting()) event.currentTarget.setPointerCapture(event.pointerId);
    drag(event);
  }

  function drag(event) {
    if (!scene || !(event.buttons & 1)) return;
    if (own.painting()) paintCell(Number(event.target.dataset?.cell ?? NaN));
    else pull(event);
  }

  function paintingChanged() {
    refresh();
    // What is painted changes the output: show all of it.
    if (scene && own.painting()) play.jump(scene.rows * scene.columns - 1);
  }

  function paintCell(index) {
    const cell = scene.input.cells[index];
    if (!cell) return;
    moveBrush(index);
    own.touch(cell.row - scene.amounts[0][0], cell.column - scene.amounts[1][0]);
  }

  function moveBrush(index) {
    brushAt = index;
    const cell = scene.input.cells[index];
    moveMark(scene.brush, cell.row, cell.column);
    scene.nameBrush(
      `row ${cell.row}, column ${cell.column}: ${number(scene.padded[cell.row][cell.column])}`,
    );
  }

  function paintByKey(event) {
    if (!scene) return;
    const to = cellByKey(event, brushAt, scene.input.columns, scene.input.cells.length);
    if (to === undefined && event.key !== " ") return;
    event.preventDefault();
    if (to === undefined) paintCell(brushAt);
    else moveBrush(to);
  }

  const pull = windowAt(() => {
    const { input: drawn, stride, dilation, kernel, rows, columns } = scene;
    const spans = [kernel, kernel[0]].map(({ length }) => dilation * (length - 1) + 1);
    return {
      cells: [drawn.rows, drawn.columns],
      spans,
      steps: [stride, stride],
      places: [rows, columns],
    };
  }, play.point);

  const stopListening = listen(model, [...SETTINGS, "images", "kernels"], refresh);
  refresh();

  return () => {
    stopListening();
    play.stop();
    stopLayout();
  };
}
