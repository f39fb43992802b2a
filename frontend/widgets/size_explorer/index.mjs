// The size explorer: which pixels the windows of a convolution reach, and, the other way round,
// the transposed convolution, which stamps the kernel onto them.
//
// Both ways have two grids. The canvas is where windows lie: the padded input, or the output before
// the padding is cut off. A place is one window: an output cell, or, transposed, an input cell.
import { axisPair, checkMatrix } from "../../math/checks.mjs";
import { card, figure, notice, spokenPlace } from "../../parts/controls.mjs";
import { html, icon, setText, svg } from "../../parts/dom.mjs";
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
import { kernelEditor } from "../../parts/kernel_editor.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { commit, listen, same } from "../../parts/model.mjs";
import { largest, number } from "../../parts/numbers.mjs";
import { player } from "../../parts/player.mjs";
import { moveMark, slid, windowAt, windowTiles } from "../../parts/sliding_window.mjs";
import {
  AXES,
  explorerLines,
  explorerList,
  explorerSum,
  explorerWindows,
  exploreSizes,
} from "./explored.mjs";
import { explorerPair, sizeSettings } from "./form.mjs";

const EXPLORED = [
  "image",
  "kernel",
  "size",
  "stride",
  "padding",
  "padding_mode",
  "dilation",
  "transposed",
  "output_padding",
  "counting",
];

// What Reset puts back.
export const settings = [
  "image",
  "kernel",
  "size",
  "stride",
  "padding",
  "padding_mode",
  "dilation",
  "transposed",
  "output_padding",
  "counting",
  "position",
  "playing",
  "speed",
];

export function render(model, element) {
  const get = (name) => model.get(name);
  checkMatrix("image", get("image"));
  checkMatrix("kernel", get("kernel"));
  let scene = null; // null while the settings do not fit
  let stopLayout = () => {};
  let [editor, editorShape] = [null, null];

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
  const told = html("p");
  const pointed = html("p", { class: "cnnlab-note" });
  const formulas = html("div", { class: "cnnlab-explorer-formulas" });
  const reached = html("p");
  const facts = html("div", { class: "cnnlab-explorer-facts" }, told, pointed, formulas, reached);
  const spoken = spokenPlace();

  const form = sizeSettings(model, turn);
  const play = player(model, {
    name: "Window position",
    paint: () => scene && paint(),
    moved: () => (spoken.textContent = told.textContent),
  });

  element.replaceChildren(
    card("Size explorer", "cnnlab-explorer", stage, play.bar, problem, facts, form.box, spoken),
  );

  // ---- from settings to a scene ----------------------------------------------------------

  // The other way round, from the size that the present way leads to: so it leads back.
  function turn(transposed) {
    const changes = { transposed, position: 0 };
    if (scene) {
      const to = [scene.output.length, scene.output[0].length];
      if (to[0] <= get("image").length && to[1] <= get("image")[0].length)
        changes.size = explorerPair(to);
      if (transposed)
        changes.output_padding = explorerPair(
          scene.room.map((room, axis) => room % scene.steps[axis]),
        );
    }
    commit(model, changes);
  }

  function refresh() {
    try {
      checkMatrix("image", get("image"));
      checkMatrix("kernel", get("kernel"));
      form.show();
      const chosen = Object.fromEntries(EXPLORED.map((name) => [name, get(name)]));
      scene = { ...exploreSizes(chosen), transposed: chosen.transposed, counting: chosen.counting };
      tell(null);
      play.start(scene.counts[0] * scene.counts[1]);
      layOut();
      paint();
    } catch (error) {
      scene = null;
      play.start(0);
      tell(`This setting does not fit: ${error.message}.`);
    }
    for (const part of [play.bar, facts]) part.hidden = scene === null;
    stage.classList.toggle("cnnlab-void", scene === null);
  }

  // ---- drawing what stays while the window moves -----------------------------------------

  const insideCanvas = (y, x) =>
    [y, x].every((i, a) => i >= scene.amounts[a][0] && i < scene.shape[a] - scene.amounts[a][1]);
  const timesAt = (y, x) => scene.seen[0][y] * scene.seen[1][x];

  function layOut() {
    stopLayout();
    const { transposed, shape, counts } = scene;
    scene.done = 0; // places whose result is on the picture
    scene.shown = { index: -1, done: -1, stamping: false };
    const [canvasFigure, placesFigure] = transposed ? [output, input] : [input, output];
    layOutCanvas(canvasFigure);
    layOutPlaces(placesFigure);
    layOutKernel();
    writeNotes();
    writeFormulas();
    writeReached();
    operator.textContent = transposed ? "⋆ᵀ" : "⋆";
    // Cells of about the same size on both sides, so that the numbers in both can be read.
    const shares = [shape[1], Math.min(1.6 * shape[1], Math.max(0.5 * shape[1], counts[1]))];
    [canvasFigure, placesFigure].forEach(({ box }, i) => (box.style.flexGrow = shares[i]));
    if (transposed) shares.reverse();
    stage.style.setProperty("--sides", shares.map((share) => `minmax(0, ${share}fr)`).join(" "));
    inspect(null);
    const stops = [hideTinyNumbers(scene.canvasGrid), hideTinyNumbers(scene.placesGrid)];
    stopLayout = () => stops.forEach((stop) => stop());
  }

  function layOutCanvas(figure) {
    const { transposed, shape, image, canvas, kernel, holes } = scene;
    const pull = (event) => {
      if (!(event.buttons & 1)) return pointAt(event);
      if (!scene) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      pullWindow(event);
    };
    const drawn = grid(...shape, {
      pointerdown: pull,
      pointermove: pull,
      pointerleave: () => inspect(null),
      focus: () => inspect(scene?.cursorAt),
    });
    scene.nameCell = makeFocusable(
      drawn,
      `${transposed ? "Output" : "Input"} pixels, ${shape[0]} rows and ${shape[1]} columns`,
      moveCursor,
    );
    const hidden = svg("g", { class: "cnnlab-explorer-marks" });
    const inside = ({ row, column }) => insideCanvas(row, column);
    hidden.append(hatched(drawn, (cell) => !inside(cell)));
    for (const { x, y } of drawn.cells.filter(
      (cell) => inside(cell) && timesAt(cell.row, cell.column) === 0,
    )) {
      hidden.append(explorerCross(x, y));
    }
    const low = Math.min(0, ...image.flat());
    scene.grey = (value) => (value - low) / (Math.max(...image.flat()) - low || 1);
    scene.largest = largest(canvas) || 1;
    scene.sums = canvas.map((row) => row.map(() => 0));
    scene.mostSeen = Math.max(...scene.seen[0]) * Math.max(...scene.seen[1]);
    const most = largest(kernel) || 1;
    const { tiles, frame } = windowTiles(kernel, most / 0.6, holes);
    const middle = (tile, axis) => Number(tile.getAttribute(axis)) + UNIT / 2 - 1;
    scene.tint = svg("g", {}, tiles);
    scene.frame = frame;
    scene.texts = tiles.map((tile) => svg("text", { x: middle(tile, "x"), y: middle(tile, "y") }));
    scene.labels = svg(
      "g",
      { class: "cnnlab-explorer-labels" },
      tiles.map((tile, t) => [tile.cloneNode(), scene.texts[t]]).flat(),
    );
    scene.cursor = svg("rect", {
      width: UNIT,
      height: UNIT,
      rx: 3,
      class: "cnnlab-spot",
      display: "none",
    });
    drawn.layers.over.append(hidden, scene.tint);
    drawn.layers.top.append(scene.labels, scene.frame, scene.cursor);
    scene.canvasGrid = drawn;
    scene.cursorAt = 0;
    for (let y = 0; y < shape[0]; y++) for (let x = 0; x < shape[1]; x++) paintCanvas(y, x);
    figure.body.replaceChildren(drawn.root);
  }

  function paintCanvas(y, x) {
    const cell = scene.canvasGrid.cells[y * scene.shape[1] + x];
    if (scene.counting) {
      write(cell, timesAt(y, x));
      paintSigned(cell.rect, timesAt(y, x) / scene.mostSeen);
    } else if (scene.transposed) {
      write(cell, scene.sums[y][x]);
      paintSigned(cell.rect, scene.sums[y][x] / scene.largest);
    } else {
      write(cell, scene.canvas[y][x]);
      paintGrey(cell, scene.grey(scene.canvas[y][x]));
    }
  }

  function layOutPlaces(figure) {
    const { transposed, counts, places } = scene;
    const drawn = grid(...counts, { pointermove: play.hover, pointerdown: play.hover });
    scene.namePlace = makeFocusable(
      drawn,
      `${transposed ? "Input" : "Output"}, ${counts[0]} rows and ${counts[1]} columns`,
      movePlace,
    );
    scene.largestPlace = largest(places) || 1;
    scene.marker = outline(UNIT, UNIT);
    scene.links = svg("g", {});
    drawn.layers.top.append(scene.links, scene.marker);
    scene.placesGrid = drawn;
    drawn.cells.forEach((_, index) => paintPlace(index));
    figure.body.replaceChildren(drawn.root);
  }

  function paintPlace(index) {
    const cell = scene.placesGrid.cells[index];
    const value = scene.places[cell.row][cell.column];
    if (scene.transposed) {
      write(cell, value);
      return paintGrey(cell, scene.grey(value));
    }
    const known = index < scene.done;
    write(cell, known ? value : null);
    paintSigned(cell.rect, known ? value / scene.largestPlace : 0);
    cell.rect.classList.toggle("cnnlab-empty", !known);
  }

  function layOutKernel() {
    const { kernel, kernelSize, holes } = scene;
    if (!same(editorShape, kernelSize)) {
      editor = kernelEditor(kernel, { tell, set: (edited) => commit(model, { kernel: edited }) });
      editorShape = kernelSize;
      kernelFigure.body.replaceChildren(editor.root);
    }
    editor.show(kernel, largest(kernel));
    const span = spansOf(scene);
    kernelFigure.note.textContent =
      kernelSize.join(" × ") + (same(span, kernelSize) ? "" : `, spread over ${span.join(" × ")}`);
  }

  function writeNotes() {
    const { transposed, shape, image, output: out } = scene;
    const [inSize, outSize, canvasSize] = [
      [image.length, image[0].length],
      [out.length, out[0].length],
      shape,
    ].map((pair) => pair.join(" × "));
    input.note.textContent =
      transposed || inSize === canvasSize ? inSize : `${inSize}, padded to ${canvasSize}`;
    output.note.textContent =
      !transposed || outSize === canvasSize ? outSize : `${canvasSize}, cut to ${outSize}`;
  }

  function writeFormulas() {
    const { transposed, image, output: out, amounts, kernelSize, steps, holes, room } = scene;
    const extra = axisPair("output padding", get("output_padding"), 0);
    const sizes = [
      [image.length, image[0].length],
      [out.length, out[0].length],
    ];
    const line = (name, a) => {
      const [n, result, [before, after]] = [sizes[0][a], sizes[1][a], amounts[a]];
      const around =
        before === after
          ? `2·${before}`
          : transposed
            ? `(${before} + ${after})`
            : `${before} + ${after}`;
      const span = `${holes[a]}·(${kernelSize[a]} − 1)`;
      const text = transposed
        ? `(${n} − 1)·${steps[a]} − ${around} + ${span} + 1 + ${extra[a]} = `
        : `⌊(${n} + ${around} − ${span} − 1) / ${steps[a]}⌋ + 1 = ⌊${room[a]} / ${steps[a]}⌋ + 1 = `;
      const left = room[a] % steps[a];
      const rest =
        !transposed && steps[a] > 1
          ? html("span", { class: "cnnlab-note" }, ` remainder ${left}`)
          : null;
      return html("p", {}, `${name}: ${text}`, html("strong", {}, String(result)), rest);
    };
    const alike =
      [...sizes, kernelSize, steps, holes, ...(transposed ? [extra] : [])].every(
        ([r, c]) => r === c,
      ) && same(...amounts);
    const letters = transposed
      ? "(H − 1)·s − 2p + d·(k − 1) + 1 + output padding"
      : "⌊(H + 2p − d·(k − 1) − 1) / s⌋ + 1";
    formulas.replaceChildren(
      html("p", { class: "cnnlab-note" }, letters),
      ...(alike ? [line("Rows and columns", 0)] : [line("Rows", 0), line("Columns", 1)]),
    );
  }

  function writeReached() {
    const { transposed, inside, missed, pixels, unreached } = scene;
    const what = transposed ? "stamp" : "window";
    const lines = missed
      .map((list, a) => explorerLines(AXES[a], list))
      .filter(Boolean)
      .join(" and ");
    const products = new Set(inside[0].flatMap((r) => inside[1].map((c) => r * c)));
    products.delete(0);
    const times = explorerList(
      [...products].sort((a, b) => a - b),
      "or",
    );
    const each = `${unreached ? "Each of the others" : "Each pixel"} ${transposed ? "gets" : "lies in"} ${times} ${what}${times === "1" ? "" : "s"}.`;
    reached.replaceChildren(
      ...(unreached
        ? [
            icon("wrong"),
            html(
              "strong",
              {},
              ` No ${what} reaches ${unreached} of ${pixels} ${transposed ? "output pixels" : "pixels"}`,
            ),
            `: ${lines}. `,
          ]
        : [`Every ${transposed ? "output pixel" : "pixel"} is reached. `]),
      ...(unreached < pixels ? [each] : []),
    );
  }

  // ---- drawing what moves ----------------------------------------------------------------

  const placeAt = (index) => [Math.floor(index / scene.counts[1]), index % scene.counts[1]];
  const corner = (index) => placeAt(index).map((i, a) => i * scene.steps[a]);

  // On which canvas lines one place lies along an axis, counted from the image's own first line.
  const linesOf = (place, a) =>
    Array.from(
      { length: scene.kernelSize[a] },
      (_, k) => place * scene.steps[a] + k * scene.holes[a] - scene.amounts[a][0],
    );

  function paint() {
    const { transposed, shown } = scene;
    const [index, within, filled] = [play.index(), play.within(), play.filled()];
    // A fifth of the time is for sliding, and after three fifths the result is written.
    const written = within >= 0.6;
    const [to, from] = [corner(index), index % scene.counts[1] ? corner(index - 1) : corner(index)];
    const now = to.map((t, a) => from[a] + (t - from[a]) * slid(within));
    for (const part of [scene.tint, scene.frame, scene.labels]) moveMark(part, ...now);
    const done = Math.max(filled, index + written);
    const stamping = transposed && !written && filled <= index && !scene.counting;
    if (shown.index === index && shown.done === done && shown.stamping === stamping) return;

    const [row, column] = placeAt(index);
    moveMark(scene.marker, row, column);
    bring(done);
    scene.labels.setAttribute("display", stamping ? "inline" : "none");
    if (stamping) labelTiles(scene.places[row][column]);
    writePlace(row, column, index < done);
    scene.shown = { index, done, stamping };
  }

  // Write outputs, or add stamps, up to so many places.
  function bring(done) {
    const before = scene.done;
    scene.done = done;
    if (!scene.transposed) {
      for (let i = Math.min(before, done); i < Math.max(before, done); i++) paintPlace(i);
      return;
    }
    const { sums, shape, kernel, holes, places } = scene;
    const back = done < before; // sums are added anew, not taken back, so that they stay exact
    if (back) sums.forEach((line) => line.fill(0));
    for (let i = back ? 0 : before; i < done; i++) {
      const [row, column] = placeAt(i);
      const [top, left] = corner(i);
      kernel.forEach((line, a) =>
        line.forEach((weight, b) => {
          sums[top + a * holes[0]][left + b * holes[1]] += places[row][column] * weight;
          if (!back) paintCanvas(top + a * holes[0], left + b * holes[1]);
        }),
      );
    }
    if (back)
      for (let y = 0; y < shape[0]; y++) for (let x = 0; x < shape[1]; x++) paintCanvas(y, x);
  }

  function labelTiles(value) {
    scene.kernel.flat().forEach((weight, t) => {
      const product = number(value * weight);
      const text = scene.texts[t];
      setText(text, value * weight < 0 ? product : `+${product}`);
      text.style.fontSize = `${Math.min(16, 54 / text.textContent.length)}px`;
    });
  }

  function writePlace(row, column, written) {
    const { transposed, places, kernel } = scene;
    const name = `${transposed ? "input" : "output"}[${row}, ${column}]`;
    const value = number(places[row][column], 5);
    const where = AXES.map((axis, a) => explorerLines(axis, linesOf([row, column][a], a))).join(
      ", ",
    );
    const products = kernel.length * kernel[0].length;
    const what = transposed
      ? [`: the stamp ${value} × kernel ${written ? "was" : "is"} added on ${where}`]
      : [`, the sum of ${products} product${products > 1 ? "s" : ""}: ${where}`];
    const result = transposed || written ? html("strong", {}, value) : "…";
    told.replaceChildren(html("span", { class: "cnnlab-name" }, name), " = ", result, ...what);
    play.describe(`row ${row}, column ${column}`);
    scene.namePlace(`row ${row}, column ${column}: ${value}`);
  }

  // ---- one pixel of the canvas -----------------------------------------------------------

  // The places whose window has a weight on this pixel, with the weight.
  function placesOn(y, x) {
    const { kernel, steps, holes, counts } = scene;
    const found = [];
    kernel.forEach((line, a) =>
      line.forEach((weight, b) => {
        const [row, column] = [(y - a * holes[0]) / steps[0], (x - b * holes[1]) / steps[1]];
        const there = [row, column].every(
          (i, axis) => Number.isInteger(i) && i >= 0 && i < counts[axis],
        );
        if (there) found.push({ row, column, weight, value: scene.places[row][column] });
      }),
    );
    return found.sort((p, q) => p.row - q.row || p.column - q.column);
  }

  function inspect(index) {
    if (!scene) return;
    const { transposed, canvasGrid, cursor, links, amounts } = scene;
    const cell = canvasGrid.cells[index];
    cursor.setAttribute("display", cell ? "inline" : "none");
    links.replaceChildren();
    const hint = transposed
      ? "Point at a pixel of the output to see its sum."
      : "Point at a pixel of the input to see which windows it lies in.";
    if (!cell) return setText(pointed, hint);
    scene.cursorAt = index;
    moveMark(cursor, cell.row, cell.column);
    const found = placesOn(cell.row, cell.column);
    for (const { row, column } of found) {
      links.append(
        svg("rect", {
          x: column * UNIT,
          y: row * UNIT,
          width: UNIT,
          height: UNIT,
          rx: 3,
          class: "cnnlab-spot",
        }),
      );
    }
    const name = `${transposed ? "output" : "input"}[${number(cell.row - amounts[0][0])}, ${number(cell.column - amounts[1][0])}]`;
    const cut = insideCanvas(cell.row, cell.column) ? "" : transposed ? " (cut off)" : " (border)";
    setText(pointed, `${name}${cut} ${transposed ? explorerSum(found) : explorerWindows(found)}`);
    scene.nameCell(pointed.textContent);
  }

  // ---- the reader's hand -----------------------------------------------------------------

  function pointAt(event) {
    const cell = event.target.dataset?.cell;
    if (cell !== undefined) inspect(Number(cell));
  }

  const pullWindow = windowAt(
    () => ({ cells: scene.shape, spans: spansOf(scene), steps: scene.steps, places: scene.counts }),
    (place, [y, x]) => {
      play.point(place);
      inspect(y * scene.shape[1] + x);
    },
  );

  const movePlace = gridKeys(
    () => scene && [play.index(), scene.counts[1], scene.counts[0] * scene.counts[1]],
    play.jump,
  );
  const moveCursor = gridKeys(
    () => scene && [scene.cursorAt, scene.shape[1], scene.shape[0] * scene.shape[1]],
    (to) => {
      inspect(to);
      spoken.textContent = pointed.textContent;
    },
  );

  const stopListening = listen(model, [...EXPLORED, "images"], refresh);
  refresh();
  return () => {
    stopListening();
    play.stop();
    stopLayout();
  };
}

// How many pixels the window spans, holes and all.
const spansOf = ({ holes, kernelSize }) => holes.map((hole, a) => hole * (kernelSize[a] - 1) + 1);

// With a rim, to be seen on any grey.
const explorerCross = (x, y) =>
  svg(
    "g",
    { class: "cnnlab-explorer-cross" },
    ["cnnlab-halo", ""].map((name) =>
      svg("path", { class: name, d: `M${x + 7} ${y + 7}l26 26m0 -26l-26 26` }),
    ),
  );
