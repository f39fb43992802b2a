// The size explorer: which pixels the windows of a convolution reach, and, the other way round,
// the transposed convolution, which stamps the kernel onto them.
//
// Both ways have two grids. The canvas is where windows lie: the padded input, or the output before
// the padding is cut off. A place is one window: an output cell, or, transposed, an input cell.
import { axisPair, checkMatrix, PADDING_MODES, slideKernel, stampKernel, timesSeen } from "./arithmetic.mjs";
import { cellByKey, commit, figure, listen, same } from "./controls.mjs";
import { grid, hideTinyNumbers, html, icon, largest, makeFocusable, number, outline, paintGrey, paintSigned, svg, UNIT, write } from "./draw.mjs";
import { kernelEditor } from "./kernel-editor.mjs";
import { player } from "./player.mjs";
import { explorerPair, sizeSettings } from "./sizes-form.mjs";
import { setText } from "./slide.mjs";

const EXPLORED = ["image", "kernel", "size", "stride", "padding", "padding_mode", "dilation", "transposed", "output_padding", "counting"];
const AXES = ["row", "column"];
const LONGEST_SUM = 9; // terms that are written out

// All that a picture of the settings needs; the rest of this file only draws it.
export function exploreSizes({ image: whole, kernel, size, stride, padding, dilation, transposed, ...others }) {
  const [high, wide] = checkMatrix("image", whole);
  const kernelSize = checkMatrix("kernel", kernel);
  const [H, W] = axisPair("size", size);
  if (H > high || W > wide) throw new RangeError(`size ${H} × ${W} is more than the ${high} × ${wide} pixels of the image`);
  const image = whole.slice(0, H).map((row) => row.slice(0, W));
  const given = { ...others, image, kernel, stride, padding, dilation, flip: false };
  const result = transposed ? stampKernel(given) : slideKernel(given);
  const canvas = transposed ? result.canvas : result.padded;
  const places = transposed ? image : result.output;
  const [steps, holes] = [axisPair("stride", stride), axisPair("dilation", dilation)];
  const { amounts } = result;
  const shape = [canvas.length, canvas[0].length];
  const counts = [places.length, places[0].length];
  const seen = AXES.map((_, a) => timesSeen(shape[a], counts[a], kernelSize[a], steps[a], holes[a]));
  const inside = seen.map((times, a) => times.slice(amounts[a][0], shape[a] - amounts[a][1]));
  const missed = inside.map((times) => times.flatMap((t, i) => (t === 0 ? [i] : [])));
  const pixels = inside[0].length * inside[1].length;
  const unreached = pixels - inside.reduce((product, times, a) => product * (times.length - missed[a].length), 1);
  const room = AXES.map((_, a) => shape[a] - holes[a] * (kernelSize[a] - 1) - 1);
  return { image, kernel, kernelSize, steps, holes, amounts, canvas, places, shape, counts, seen, inside, missed, pixels, unreached, room, output: result.output };
}

export function sizeExplorer(model, element) {
  const get = (name) => model.get(name);
  checkMatrix("image", get("image"));
  checkMatrix("kernel", get("kernel"));
  let scene = null; // null while the settings do not fit
  let stopLayout = () => {};
  let [editor, editorShape] = [null, null];

  // ---- the fixed parts -------------------------------------------------------------------

  const problem = html("p", { class: "cnnlab-problem", role: "alert", hidden: true });
  const input = figure("Input");
  const kernelFigure = figure("Kernel");
  const output = figure("Output");
  const operator = html("span", { class: "cnnlab-operator", "aria-hidden": "true" });
  const equals = html("span", { class: "cnnlab-operator", "aria-hidden": "true" }, "=");
  const stage = html("div", { class: "cnnlab-stage" }, input.box, operator, kernelFigure.box, equals, output.box);
  const told = html("p");
  const pointed = html("p", { class: "cnnlab-note" });
  const formulas = html("div", { class: "cnnlab-explorer-formulas" });
  const reached = html("p");
  const facts = html("div", { class: "cnnlab-explorer-facts" }, told, pointed, formulas, reached);
  const spoken = html("p", { class: "cnnlab-spoken", role: "status" });

  const form = sizeSettings(model, turn);
  const play = player(model, {
    name: "Window position",
    paint: () => scene && paint(),
    moved: () => (spoken.textContent = told.textContent),
  });

  element.replaceChildren(
    html(
      "div",
      // Keys pressed inside belong to the widget: JupyterLab looks for this before it runs a shortcut.
      { class: "cnnlab cnnlab-explorer", role: "group", "aria-label": "Size explorer", "data-lm-suppress-shortcuts": "true" },
      stage, play.bar, problem, facts, form.box, spoken,
    ),
  );

  // ---- from settings to a scene ----------------------------------------------------------

  // The other way round, from the size that the present way leads to: so it leads back.
  function turn(transposed) {
    const changes = { transposed, position: 0 };
    if (scene) {
      const to = [scene.output.length, scene.output[0].length];
      if (to[0] <= get("image").length && to[1] <= get("image")[0].length) changes.size = explorerPair(to);
      if (transposed) changes.output_padding = explorerPair(scene.room.map((room, axis) => room % scene.steps[axis]));
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

  function tell(message) {
    problem.hidden = message === null;
    problem.textContent = message ?? "";
  }

  // ---- drawing what stays while the window moves -----------------------------------------

  const insideCanvas = (y, x) => [y, x].every((i, a) => i >= scene.amounts[a][0] && i < scene.shape[a] - scene.amounts[a][1]);
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
    const { transposed, shape, image, canvas, kernel, holes, kernelSize } = scene;
    const pull = (event) => (event.buttons & 1 ? pullWindow(event) : pointAt(event));
    const drawn = grid(...shape, { pointerdown: pull, pointermove: pull, pointerleave: () => inspect(null) });
    scene.nameCell = makeFocusable(drawn, `${transposed ? "Output" : "Input"} pixels, ${shape[0]} rows and ${shape[1]} columns`, moveCursor);
    const hidden = svg("g", { class: "cnnlab-explorer-marks" });
    for (const { x, y, row, column } of drawn.cells) {
      if (!insideCanvas(row, column)) hidden.append(svg("rect", { x, y, width: UNIT, height: UNIT, fill: drawn.hatch }));
      else if (timesAt(row, column) === 0) hidden.append(explorerCross(x, y));
    }
    const low = Math.min(0, ...image.flat());
    scene.grey = (value) => (value - low) / (Math.max(...image.flat()) - low || 1);
    scene.largest = largest(canvas) || 1;
    scene.sums = canvas.map((row) => row.map(() => 0));
    scene.mostSeen = Math.max(...scene.seen[0]) * Math.max(...scene.seen[1]);
    const most = largest(kernel) || 1;
    // The window: one tile for each weight, tinted by it, and one outline around them all.
    scene.tiles = kernel.map((row, i) => row.map((weight, j) => {
      const [x, y] = [j * holes[1] * UNIT, i * holes[0] * UNIT];
      const face = svg("rect", { x: x + 1, y: y + 1, width: UNIT - 2, height: UNIT - 2, class: "cnnlab-tile" });
      paintSigned(face, (0.6 * weight) / most);
      return { face, text: svg("text", { x: x + UNIT / 2, y: y + UNIT / 2 }) };
    })).flat();
    const spans = holes.map((hole, a) => (hole * (kernelSize[a] - 1) + 1) * UNIT);
    scene.tint = svg("g", {}, scene.tiles.map((tile) => tile.face));
    scene.frame = outline(spans[1], spans[0]);
    scene.labels = svg("g", { class: "cnnlab-explorer-labels" }, scene.tiles.map((tile) => [tile.face.cloneNode(), tile.text]).flat());
    scene.cursor = svg("rect", { width: UNIT, height: UNIT, rx: 3, class: "cnnlab-spot", display: "none" });
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
    const drawn = grid(...counts, { pointermove: hover, pointerdown: hover });
    scene.namePlace = makeFocusable(drawn, `${transposed ? "Input" : "Output"}, ${counts[0]} rows and ${counts[1]} columns`, movePlace);
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
    const span = holes.map((hole, a) => hole * (kernelSize[a] - 1) + 1);
    kernelFigure.note.textContent = kernelSize.join(" × ") + (same(span, kernelSize) ? "" : `, spread over ${span.join(" × ")}`);
  }

  function writeNotes() {
    const { transposed, shape, image, output: out } = scene;
    const [inSize, outSize, canvasSize] = [[image.length, image[0].length], [out.length, out[0].length], shape].map((pair) => pair.join(" × "));
    input.note.textContent = transposed || inSize === canvasSize ? inSize : `${inSize}, padded to ${canvasSize}`;
    output.note.textContent = !transposed || outSize === canvasSize ? outSize : `${canvasSize}, cut to ${outSize}`;
  }

  function writeFormulas() {
    const { transposed, image, output: out, amounts, kernelSize, steps, holes, room } = scene;
    const extra = axisPair("output padding", get("output_padding"), 0);
    const sizes = [[image.length, image[0].length], [out.length, out[0].length]];
    const line = (name, a) => {
      const [n, result, [before, after]] = [sizes[0][a], sizes[1][a], amounts[a]];
      const around = before === after ? `2·${before}` : transposed ? `(${before} + ${after})` : `${before} + ${after}`;
      const span = `${holes[a]}·(${kernelSize[a]} − 1)`;
      const text = transposed
        ? `(${n} − 1)·${steps[a]} − ${around} + ${span} + 1 + ${extra[a]} = `
        : `⌊(${n} + ${around} − ${span} − 1) / ${steps[a]}⌋ + 1 = ⌊${room[a]} / ${steps[a]}⌋ + 1 = `;
      const left = room[a] % steps[a];
      const rest = !transposed && steps[a] > 1 ? html("span", { class: "cnnlab-note" }, ` remainder ${left}`) : null;
      return html("p", {}, `${name}: ${text}`, html("strong", {}, String(result)), rest);
    };
    const alike = [...sizes, kernelSize, steps, holes, ...(transposed ? [extra] : [])].every(([r, c]) => r === c) && same(...amounts);
    const letters = transposed ? "(H − 1)·s − 2p + d·(k − 1) + 1 + output padding" : "⌊(H + 2p − d·(k − 1) − 1) / s⌋ + 1";
    formulas.replaceChildren(
      html("p", { class: "cnnlab-note" }, letters),
      ...(alike ? [line("Rows and columns", 0)] : [line("Rows", 0), line("Columns", 1)]),
    );
  }

  function writeReached() {
    const { transposed, inside, missed, pixels, unreached } = scene;
    const what = transposed ? "stamp" : "window";
    const lines = missed.map((list, a) => explorerLines(AXES[a], list)).filter(Boolean).join(" and ");
    const products = new Set(inside[0].flatMap((r) => inside[1].map((c) => r * c)));
    products.delete(0);
    const times = explorerList([...products].sort((a, b) => a - b), "or");
    const each = `${unreached ? "Each of the others" : "Each pixel"} ${transposed ? "gets" : "lies in"} ${times} ${what}${times === "1" ? "" : "s"}.`;
    reached.replaceChildren(
      ...(unreached
        ? [icon("wrong"), html("strong", {}, ` No ${what} reaches ${unreached} of ${pixels} ${transposed ? "output pixels" : "pixels"}`), `: ${lines}. `]
        : [`Every ${transposed ? "output pixel" : "pixel"} is reached. `]),
      ...(unreached < pixels ? [each] : []),
    );
  }

  // ---- drawing what moves ----------------------------------------------------------------

  const placeAt = (index) => [Math.floor(index / scene.counts[1]), index % scene.counts[1]];
  const corner = (index) => placeAt(index).map((i, a) => i * scene.steps[a]);

  // On which canvas lines one place lies along an axis, counted from the image's own first line.
  const linesOf = (place, a) => Array.from({ length: scene.kernelSize[a] }, (_, k) => place * scene.steps[a] + k * scene.holes[a] - scene.amounts[a][0]);

  function paint() {
    const { transposed, shown } = scene;
    const [index, within, filled] = [play.index(), play.within(), play.filled()];
    // A fifth of the time is for sliding, and after three fifths the result is written.
    const way = 1 - (1 - Math.min(1, within / 0.2)) ** 3;
    const written = within >= 0.6;
    const [to, from] = [corner(index), index % scene.counts[1] ? corner(index - 1) : corner(index)];
    const [y, x] = to.map((t, a) => (from[a] + (t - from[a]) * way) * UNIT);
    for (const part of [scene.tint, scene.frame, scene.labels]) part.setAttribute("transform", `translate(${x} ${y})`);
    const done = Math.max(filled, index + written);
    const stamping = transposed && !written && filled <= index && !scene.counting;
    if (shown.index === index && shown.done === done && shown.stamping === stamping) return;

    const [row, column] = placeAt(index);
    scene.marker.setAttribute("transform", `translate(${column * UNIT} ${row * UNIT})`);
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
      kernel.forEach((line, a) => line.forEach((weight, b) => {
        sums[top + a * holes[0]][left + b * holes[1]] += places[row][column] * weight;
        if (!back) paintCanvas(top + a * holes[0], left + b * holes[1]);
      }));
    }
    if (back) for (let y = 0; y < shape[0]; y++) for (let x = 0; x < shape[1]; x++) paintCanvas(y, x);
  }

  function labelTiles(value) {
    scene.kernel.flat().forEach((weight, t) => {
      const product = number(value * weight);
      const { text } = scene.tiles[t];
      setText(text, value * weight < 0 ? product : `+${product}`);
      text.style.fontSize = `${Math.min(16, 54 / text.textContent.length)}px`;
    });
  }

  function writePlace(row, column, written) {
    const { transposed, places, kernel } = scene;
    const name = `${transposed ? "input" : "output"}[${row}, ${column}]`;
    const value = number(places[row][column], 5);
    const where = AXES.map((axis, a) => explorerLines(axis, linesOf([row, column][a], a))).join(", ");
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
    kernel.forEach((line, a) => line.forEach((weight, b) => {
      const [row, column] = [(y - a * holes[0]) / steps[0], (x - b * holes[1]) / steps[1]];
      const there = [row, column].every((i, axis) => Number.isInteger(i) && i >= 0 && i < counts[axis]);
      if (there) found.push({ row, column, weight, value: scene.places[row][column] });
    }));
    return found.sort((p, q) => p.row - q.row || p.column - q.column);
  }

  function inspect(index) {
    const { transposed, canvasGrid, cursor, links, amounts } = scene;
    const cell = canvasGrid.cells[index];
    cursor.setAttribute("display", cell ? "inline" : "none");
    links.replaceChildren();
    const hint = transposed ? "Point at a pixel of the output to see its sum." : "Point at a pixel of the input to see which windows it lies in.";
    if (!cell) return setText(pointed, hint);
    scene.cursorAt = index;
    cursor.setAttribute("x", cell.x);
    cursor.setAttribute("y", cell.y);
    const found = placesOn(cell.row, cell.column);
    for (const { row, column } of found) {
      links.append(svg("rect", { x: column * UNIT, y: row * UNIT, width: UNIT, height: UNIT, rx: 3, class: "cnnlab-spot" }));
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

  // The window follows the pointer with its middle.
  function pullWindow(event) {
    if (!scene) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { canvasGrid, shape, counts, steps, holes, kernelSize } = scene;
    const box = canvasGrid.root.getBoundingClientRect();
    const shares = [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width];
    const cell = shares.map((share, a) => Math.min(shape[a] - 1, Math.max(0, Math.floor(share * shape[a]))));
    const [row, column] = cell.map((c, a) =>
      Math.min(counts[a] - 1, Math.max(0, Math.round((c - (holes[a] * (kernelSize[a] - 1)) / 2) / steps[a]))));
    if (row * counts[1] + column !== play.index()) play.jump(row * counts[1] + column);
    inspect(cell[0] * shape[1] + cell[1]);
  }

  function hover(event) {
    const cell = event.target.dataset?.cell;
    if (cell !== undefined && Number(cell) !== play.index()) play.jump(Number(cell));
  }

  const byKey = (index, columns, count, go) => (event) => {
    const to = scene && cellByKey(event, index(), columns(), count());
    if (to === undefined || to === null) return;
    event.preventDefault();
    go(to);
  };
  function movePlace(event) {
    byKey(play.index, () => scene.counts[1], () => scene.counts[0] * scene.counts[1], (to) => play.jump(to))(event);
  }
  function moveCursor(event) {
    byKey(() => scene.cursorAt, () => scene.shape[1], () => scene.shape[0] * scene.shape[1], (to) => {
      inspect(to);
      spoken.textContent = pointed.textContent;
    })(event);
  }

  const stopListening = listen(model, [...EXPLORED, "images"], refresh);
  refresh();
  return () => {
    stopListening();
    play.stop();
    stopLayout();
  };
}

// ---- words ---------------------------------------------------------------------------------

// With a rim, to be seen on any grey.
const explorerCross = (x, y) =>
  svg("g", { class: "cnnlab-explorer-cross" }, ["cnnlab-halo", ""].map((name) =>
    svg("path", { class: name, d: `M${x + 7} ${y + 7}l26 26m0 -26l-26 26` })));

function explorerList(items, last) {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}

// "row 7", "rows 2 to 4", "columns 0, 2 and 4".
function explorerLines(axis, list) {
  if (list.length === 0) return "";
  if (list.length === 1) return `${axis} ${number(list[0])}`;
  const next = list.every((line, i) => i === 0 || line === list[i - 1] + 1);
  if (next && list.length > 2) return `${axis}s ${number(list[0])} to ${number(list.at(-1))}`;
  return `${axis}s ${explorerList(list.map((line) => number(line)), "and")}`;
}

function explorerSum(found) {
  if (found.length === 0) return "= 0: no stamp reaches it.";
  const factor = (value) => (value < 0 ? `(${number(value)})` : number(value));
  const terms = found.slice(0, LONGEST_SUM).map(({ value, weight }) => `${factor(value)}·${factor(weight)}`);
  if (found.length > LONGEST_SUM) terms.push("…");
  const sum = found.reduce((total, { value, weight }) => total + value * weight, 0);
  return `= ${terms.join(" + ")} = ${number(sum, 5)}`;
}

function explorerWindows(found) {
  if (found.length === 0) return "lies in no window.";
  const names = found.slice(0, LONGEST_SUM).map(({ row, column }) => `output[${row}, ${column}]`);
  const more = found.length > LONGEST_SUM ? ", …" : "";
  return `lies in ${found.length} window${found.length > 1 ? "s" : ""}: ${names.join(", ")}${more}`;
}
