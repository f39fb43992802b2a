// im2col: windows lift out of the image and lie down as the rows of a matrix. The matrices stand as
// one multiplies them by hand: windows on the left, kernels above, and each product where a row and
// a column meet. On the way back the rows return to their windows, and overlaps add up.
import { checkTensor } from "../../math/checks.mjs";
import { copiesOf, fold, sentBack, unfold, WAYS } from "../../math/im2col.mjs";
import {
  card,
  choice,
  field,
  figure,
  notice,
  offerPresets,
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
import { kernelEditors } from "../../parts/kernel_editor.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { commit, listen, same } from "../../parts/model.mjs";
import { largest, number } from "../../parts/numbers.mjs";
import { player } from "../../parts/player.mjs";
import { moveMark } from "../../parts/sliding_window.mjs";
import { aboutCell, copiesAt, outsideImage, WORDS } from "./words.mjs";

const FLIGHT = 0.6; // the share of a window's time that it is in the air
const BROAD = 12; // from so many columns on, there is room beside the kernels but none beside the matrix

// What Reset puts back.
export const settings = [
  "image",
  "weight",
  "stride",
  "padding",
  "way",
  "position",
  "playing",
  "speed",
];

export function render(model, element) {
  const get = (name) => model.get(name);
  checkTensor("image", get("image"), 3);
  checkTensor("weight", get("weight"), 4);

  let scene = null; // what is drawn; null while the settings do not fit
  let stopLayout = () => {};
  // What the sum is written for: an output { o }, a cell of the matrix { q }, or a pixel { c, y, x };
  // the row is the player's position.
  let about = null;
  let pointed = null; // the grid that the reader pointed at last

  // ---- the fixed parts -------------------------------------------------------------------

  const { box: problem, tell } = notice();
  const [imageFigure, kernelFigure, matrixFigure, productFigure, mapsFigure] = [
    "image",
    "kernels",
    "matrix",
    "product",
    "maps",
  ].map((part) => figure("", `i2c-${part}`));
  const sky = svg("svg", { class: "cnnlab-i2c-sky", "aria-hidden": "true" });
  const figures = [imageFigure, kernelFigure, matrixFigure, productFigure].map((part) => part.box);
  const table = html("div", { class: "cnnlab-i2c-table" }, figures, sky);
  const told = html("p", { class: "cnnlab-i2c-told" });
  const terms = html("ol", { class: "cnnlab-terms cnnlab-many" });
  const total = html("p", { class: "cnnlab-total" });
  const sum = html("div", { class: "cnnlab-sum" }, terms, total);
  const side = html("div", { class: "cnnlab-i2c-side" }, mapsFigure.box, told, sum);
  const stage = html("div", { class: "cnnlab-i2c" }, table, side);
  const spoken = spokenPlace();

  const imageChoice = choice([], (name) => name && choose(get("images")[name]));
  const kernelChoice = choice([], (name) => {
    if (name) commit(model, { weight: spread(get("weights")[name], get("image").length) });
  });
  const strideChoice = choice(
    [1, 2, 3].map((n) => [n, n]),
    (value) => commit(model, { stride: Number(value) }),
  );
  const paddingChoice = choice(
    [0, 1, 2].map((n) => [n, n]),
    (value) => commit(model, { padding: JSON.parse(value) }),
  );
  const wayChoice = choice(
    WAYS.map((way) => [way, WORDS[way][0]]),
    (way) => commit(model, { way }),
  );
  const settings = settingsBox(
    field("Direction", wayChoice),
    field("Image", imageChoice),
    field("Kernels", kernelChoice),
    field("Stride", strideChoice),
    field("Padding", paddingChoice),
  );
  const editorBox = html("div");
  const editing = html(
    "details",
    { class: "cnnlab-i2c-editing" },
    html("summary", {}, "Change the weights"),
    editorBox,
  );
  settings.classList.add("cnnlab-i2c-settings");
  let editors = null; // made anew when the weight's shape changes
  let edited = ""; // that shape
  const play = player(model, { name: "Window", paint: () => scene && paint(), moved: () => {} });
  element.replaceChildren(card("im2col", "", stage, play.bar, problem, settings, editing, spoken));

  // ---- from settings to a scene ----------------------------------------------------------

  // Kernels for the channels of the new image: those that there are, over and over.
  function choose(image) {
    commit(model, { image, weight: spread(get("weight"), image.length) });
  }

  function refresh() {
    try {
      showSettings();
      const chosen = Object.fromEntries(
        ["image", "weight", "stride", "padding"].map((name) => [name, get(name)]),
      );
      if (!WAYS.includes(get("way")))
        throw new RangeError(`way must be one of ${WAYS.join(", ")}, not ${String(get("way"))}`);
      const unfolded = unfold(chosen);
      scene = {
        ...chosen,
        ...unfolded,
        way: get("way"),
        back: get("way") !== "forward",
        ...sentBack(unfolded, get("way")),
      };
      tell(null);
      play.start(scene.rows);
      layOut();
      paint();
    } catch (error) {
      scene = null;
      play.start(0);
      tell(`This setting does not fit: ${error.message}.`);
    }
    for (const part of [play.bar, side]) part.hidden = scene === null;
    table.classList.toggle("cnnlab-void", scene === null);
  }

  function showSettings() {
    const channels = get("image").length;
    offerPresets(imageChoice, get("images"), (preset) => same(preset, get("image")));
    offerPresets(kernelChoice, get("weights"), (preset) =>
      same(spread(preset, channels), get("weight")),
    );
    show(strideChoice, get("stride"));
    show(paddingChoice, JSON.stringify(get("padding")));
    show(wayChoice, get("way"));
    showWeights(get("weight"));
  }

  function showWeights(weight) {
    const shape = checkTensor("weight", weight, 4).join();
    if (shape !== edited) {
      edited = shape;
      editors = kernelEditors(weight, {
        tell,
        set: (changed) => commit(model, { weight: changed }),
      });
      editorBox.replaceChildren(editors.root);
    }
    editors.show(weight);
  }

  // ---- drawing what stays ----------------------------------------------------------------

  function layOut() {
    stopLayout();
    const { taps, outputs, way, back, padded, pieces, product, grad, kernels } = scene;
    const middle = (n) => Math.floor(n / 2);
    about = back ? { c: 0, y: middle(padded[0].length), x: middle(padded[0][0].length) } : { o: 0 };
    scene.shown = null;
    scene.low = Math.min(0, ...scene.image.flat(2));
    scene.span = Math.max(...scene.image.flat(2)) - scene.low || 1;
    scene.copies = copiesOf(scene);
    scene.counts = scene.copies.map((channel) =>
      channel.map((row) => row.map((cells) => cells.length)),
    );
    scene.most = {
      pieces: largest(pieces) || 1,
      sums: Math.max(...fold(scene, pieces).map(largest)) || 1,
      product: largest(grad ?? product) || 1,
      kernels: largest(kernels) || 1,
    };
    // Shares of the width by the drawings' own widths, so that all cells have one size.
    table.style.gridTemplateColumns = [taps, outputs]
      .map((n) => `minmax(0, ${n * UNIT + 6}fr)`)
      .join(" ");
    stage.style.setProperty("--cells", taps + outputs);
    table.classList.toggle("cnnlab-i2c-broad", taps > BROAD);
    (taps > BROAD ? table : stage).append(side);
    for (const unused of [productFigure, kernelFigure])
      unused.box.classList.toggle("cnnlab-i2c-unused", way === "count");
    writeTitles();
    layOutGrids();
    layOutOutlines();
    layOutMaps();
    const stops = [
      ...scene.channels,
      scene.matrix,
      scene.kernelGrid,
      scene.productGrid,
      ...scene.maps,
    ].map(hideTinyNumbers);
    stopLayout = () => stops.forEach((stop) => stop());
  }

  function writeTitles() {
    const { rows, taps, outputs, C, H, W, way, back, padded, size } = scene;
    const [, image, matrix, product] = WORDS[way];
    const [high, wide] = [padded[0].length, padded[0][0].length];
    const border = high > H || wide > W ? ", border and all" : "";
    const channels = C > 1 ? `${C} channels of ` : "";
    retitle(imageFigure, image, `${channels}${high} × ${wide}${border}`);
    retitle(matrixFigure, matrix, `${rows} windows × ${taps} pixels`);
    retitle(kernelFigure, "Kernels", `${taps} × ${outputs}`);
    retitle(productFigure, product, `${rows} × ${outputs}`);
    if (back) retitle(mapsFigure, "Copies of each pixel", "in so many windows it lies");
    else retitle(mapsFigure, "The product, laid out as maps", `${outputs} of ${size.join(" × ")}`);
  }

  function retitle({ box, note }, title, text) {
    box.querySelector("strong").textContent = title;
    note.textContent = text;
  }

  function layOutGrids() {
    const { rows, taps, outputs, C, way, back, padded, kernels, sources } = scene;
    const [, image, matrix, product] = WORDS[way];
    scene.channels = padded.map((channel, c) =>
      focusable(
        channel.length,
        channel[0].length,
        C > 1 ? `${image}, channel ${c}` : image,
        (cell) => ({ c, y: cell.row, x: cell.column }),
      ),
    );
    scene.matrix = focusable(rows, taps, matrix, (cell) => ({ p: cell.row, q: cell.column }));
    scene.kernelGrid = focusable(taps, outputs, "Kernels", (cell) =>
      back ? { q: cell.row } : { o: cell.column, q: cell.row },
    );
    scene.productGrid = focusable(rows, outputs, product, (cell) => ({
      p: cell.row,
      [back ? "g" : "o"]: cell.column,
    }));
    imageFigure.body.replaceChildren(...scene.channels.map((drawn) => drawn.root));
    matrixFigure.body.replaceChildren(scene.matrix.root);
    kernelFigure.body.replaceChildren(scene.kernelGrid.root);
    productFigure.body.replaceChildren(scene.productGrid.root);
    for (const cell of scene.kernelGrid.cells) {
      write(cell, kernels[cell.row][cell.column]);
      paintSigned(cell.rect, kernels[cell.row][cell.column] / scene.most.kernels);
    }
    const hatch = (drawn, wanted) => drawn.layers.over.append(hatched(drawn, wanted));
    scene.channels.forEach((drawn) =>
      hatch(drawn, ({ row, column }) => outsideImage(scene, row, column)),
    );
    hatch(scene.matrix, ({ row, column }) =>
      outsideImage(scene, sources[row][column].y, sources[row][column].x),
    );
  }

  // Outlines: the window, its row, the product's row and the kernel that it meets; lines between
  // channels; and the tiles that fly.
  function layOutOutlines() {
    const { rows, taps, outputs, C, kH, kW, back, sources } = scene;
    const added = (drawn, mark) => drawn.layers.top.appendChild(mark);
    scene.frames = scene.channels.map((drawn) => added(drawn, outline(kW * UNIT, kH * UNIT)));
    scene.rowFrame = added(scene.matrix, outline(taps * UNIT, UNIT));
    scene.kernelFrame = added(
      scene.kernelGrid,
      back ? outline(outputs * UNIT, UNIT) : outline(UNIT, taps * UNIT),
    );
    scene.productFrame = added(scene.productGrid, outline(back ? outputs * UNIT : UNIT, UNIT));
    for (let c = 1; c < C; c++) {
      const at = c * kH * kW * UNIT;
      added(
        scene.matrix,
        svg("path", { d: `M${at} 0V${rows * UNIT}`, class: "cnnlab-i2c-between" }),
      );
      added(
        scene.kernelGrid,
        svg("path", { d: `M0 ${at}H${outputs * UNIT}`, class: "cnnlab-i2c-between" }),
      );
    }
    scene.tiles = sources[0].map(() => {
      // Colours are see-through where numbers are small: a plain ground keeps tiles apart.
      const [ground, rect] = [0, 1].map(() => svg("rect", { width: UNIT, height: UNIT }));
      const text = svg("text", { x: UNIT / 2, y: UNIT / 2 });
      return {
        rect,
        text,
        box: svg("g", { class: "cnnlab-cells cnnlab-values" }, ground, rect, text),
      };
    });
    sky.replaceChildren(...scene.tiles.map((tile) => tile.box));
  }

  // The product's columns as maps; on the way back, how many copies there are of each pixel.
  function layOutMaps() {
    const { back, counts, outputs, size } = scene;
    const most = Math.max(...counts.flat(2));
    scene.maps = (back ? counts : Array.from({ length: outputs })).map((values, o) => {
      const shape = back ? [values.length, values[0].length] : size;
      const words = back
        ? `Copies of each pixel: ${values.map((row) => row.join(" ")).join("; ")}`
        : `Output map ${o}`;
      const drawn = grid(...shape, { role: "img", "aria-label": words });
      if (back)
        drawn.cells.forEach((cell) => {
          write(cell, values[cell.row][cell.column]);
          paintSigned(cell.rect, values[cell.row][cell.column] / most);
        });
      return drawn;
    });
    mapsFigure.body.replaceChildren(...scene.maps.map((drawn) => drawn.root));
  }

  // A grid to point at and to move about in with keys; `what` says what a cell of it is about.
  function focusable(rows, columns, name, what) {
    let at = 0;
    const point = (event) => {
      const index = event.target.dataset?.cell;
      if (index !== undefined && (drawn !== pointed || Number(index) !== at)) look(Number(index));
    };
    const drawn = grid(rows, columns, {
      pointermove: point,
      pointerdown: point,
      focus: () => look(at, true),
    });
    const rename = makeFocusable(
      drawn,
      `${name}, ${rows} rows and ${columns} columns`,
      gridKeys(
        () => [at, columns, rows * columns],
        (to) => look(to, true),
      ),
    );
    function look(index, aloud = false) {
      at = index;
      pointed = drawn;
      const { p, ...rest } = what(drawn.cells[index]);
      about = rest;
      if (p !== undefined && p !== play.index()) play.jump(p);
      else if (!play.playing()) paint(true);
      rename(told.textContent);
      if (aloud) spoken.textContent = `${told.textContent} ${total.textContent}`;
    }
    drawn.marks = svg("g");
    drawn.layers.top.append(drawn.marks);
    return drawn;
  }

  // ---- drawing what moves ----------------------------------------------------------------

  function paint(anew = false) {
    const { back, rows, outputs } = scene;
    const [index, within, filled] = [play.index(), play.within(), play.filled()];
    // Forward: fly, then multiply by one kernel after the other. Back: multiply, then fly.
    const flight = back ? (within - (1 - FLIGHT)) / FLIGHT : within / FLIGHT;
    const landed = flight >= 1;
    const met = back
      ? outputs
      : landed
        ? Math.min(outputs, Math.ceil(((within - FLIGHT) / (1 - FLIGHT)) * outputs + 1e-9))
        : 0;
    fly(index, landed ? null : Math.max(0, flight));
    const state = [index, filled, landed, met].join();
    if (state === scene.shown?.state && !anew) return;
    const first = scene.shown === null;
    if (first || state !== scene.shown.state) {
      const { index: was, filled: before } = scene.shown ?? { index: 0, filled: 0 };
      const changed = new Set([was, index]);
      const [from, to] = first ? [0, rows] : [Math.min(before, filled), Math.max(before, filled)];
      for (let p = from; p < to; p++) changed.add(p);
      for (const p of changed) {
        const here = p === index;
        fillRow(p, back ? p < filled || here : here ? landed : p < filled);
        fillProduct(p, here ? met : p < filled ? outputs : 0);
      }
      fillImage(back ? Math.max(filled, landed ? index + 1 : index) : 0, first);
      scene.shown = { state, index, filled };
    }
    if (play.playing() && !back) about = { o: Math.max(0, met - 1) };
    mark(index);
    writeAbout(index, back ? Math.max(filled, landed ? index + 1 : index) : rows);
    play.describe(`window ${index} of ${rows}`);
  }

  const cellsOfRow = (drawn, p) => drawn.cells.slice(p * drawn.columns, (p + 1) * drawn.columns);

  function fillRow(p, full) {
    cellsOfRow(scene.matrix, p).forEach((cell, q) => {
      paintPiece(cell, full ? (scene.back ? scene.pieces[p][q] : scene.columns[p][q]) : null);
      cell.rect.classList.toggle("cnnlab-empty", !full);
    });
  }

  // A pixel in its grey, or a piece of a gradient in its sign's colour.
  function paintPiece(cell, value) {
    if (value !== null && scene.back) paintSigned(cell.rect, value / scene.most.pieces);
    else if (value !== null) paintGrey(cell, (value - scene.low) / scene.span);
    write(cell, value);
  }

  function fillProduct(p, met) {
    const { way, grad, product, most } = scene;
    cellsOfRow(scene.productGrid, p).forEach((cell, o) => {
      const value = way === "count" || o >= met ? null : (grad ?? product)[p][o];
      const cells = way === "forward" ? [cell, scene.maps[o].cells[p]] : [cell];
      for (const each of cells) {
        write(each, value);
        paintSigned(each.rect, (value ?? 0) / most.product);
        each.rect.classList.toggle("cnnlab-empty", value === null);
      }
    });
  }

  function fillImage(landed, first) {
    if (!scene.back && !first) return;
    const sums = scene.back ? fold(scene, scene.pieces, landed) : scene.padded;
    scene.channels.forEach(({ cells }, c) =>
      cells.forEach((cell) => {
        const value = sums[c][cell.row][cell.column];
        if (scene.back) paintSigned(cell.rect, value / scene.most.sums);
        else paintGrey(cell, (value - scene.low) / scene.span);
        write(cell, value);
      }),
    );
  }

  // The tiles of a window on their way between image and row; `share` null puts them away.
  function fly(index, share) {
    sky.style.display = share === null ? "none" : "";
    if (share === null) return;
    const origin = sky.getBoundingClientRect();
    const boxes = [...scene.channels, scene.matrix].map((drawn) =>
      drawn.root.getBoundingClientRect(),
    );
    const place = (drawn, box, row, column) => {
      const unit = box.width / (drawn.columns * UNIT + 6);
      return [
        box.left - origin.left + (3 + column * UNIT) * unit,
        box.top - origin.top + (3 + row * UNIT) * unit,
        unit,
      ];
    };
    const values = scene.back ? scene.pieces[index] : scene.columns[index];
    scene.tiles.forEach((tile, q) => {
      const { c, y, x } = scene.sources[index][q];
      const home = place(scene.channels[c], boxes[c], y, x);
      const row = place(scene.matrix, boxes.at(-1), index, q);
      const [from, to] = scene.back ? [row, home] : [home, row];
      // The first tile leaves first; all together they take the whole time.
      const t = Math.min(1, Math.max(0, share * 1.5 - 0.5 * (q / scene.tiles.length)));
      const eased = t * t * (3 - 2 * t);
      const [left, top, size] = from.map((start, i) => start + (to[i] - start) * eased);
      const lift = 1 + 0.25 * Math.sin(Math.PI * t);
      const grown = ((lift - 1) * UNIT * size) / 2;
      tile.box.setAttribute(
        "transform",
        `translate(${left - grown} ${top - grown}) scale(${size * lift})`,
      );
      if (tile.index !== index) paintPiece(tile, values[q]);
      tile.index = index;
    });
  }

  // Outlines around what meets, and around every copy of the pixel that is pointed at.
  function mark(index) {
    const { sources, channels, matrix, kernelGrid, productGrid, back, way } = scene;
    const { c: _, ...corner } = sources[index][0];
    const showing = (mark, on) => mark.setAttribute("display", on ? "inline" : "none");
    scene.frames.forEach((frame) => moveMark(frame, corner.y, corner.x));
    moveMark(scene.rowFrame, index, 0);
    const { o, q } = about;
    showing(scene.kernelFrame, back ? q !== undefined && way !== "count" : true);
    if (back) moveMark(scene.kernelFrame, q ?? 0, 0);
    else moveMark(scene.kernelFrame, 0, o ?? 0);
    moveMark(scene.productFrame, index, back ? 0 : (o ?? 0));
    showing(scene.productFrame, way !== "count");

    const pixel = q !== undefined ? sources[index][q] : about.c !== undefined ? about : null;
    spots(matrix, pixel ? copiesAt(scene, pixel) : []);
    channels.forEach((drawn, c) =>
      spots(drawn, pixel && pixel.c === c ? [[pixel.y, pixel.x]] : []),
    );
    spots(kernelGrid, q === undefined || back ? [] : [[q, o ?? 0]]);
    spots(productGrid, back && about.g !== undefined ? [[index, about.g]] : []);
  }

  function spots(drawn, cells) {
    if (same(drawn.spots ?? [], cells)) return;
    drawn.spots = cells;
    drawn.marks.replaceChildren(
      ...["cnnlab-halo", "cnnlab-spot"].flatMap((look) =>
        cells.map(([row, column]) =>
          svg("rect", {
            x: column * UNIT,
            y: row * UNIT,
            width: UNIT,
            height: UNIT,
            rx: 3,
            class: look,
          }),
        ),
      ),
    );
  }

  // ---- in words and numbers --------------------------------------------------------------

  function writeAbout(index, landed) {
    const { told: words, name, parts, lit } = aboutCell(scene, about, index, landed);
    told.textContent = words;
    writeSum(name, parts, lit);
  }

  function writeSum(name, parts, lit) {
    sum.hidden = name === null;
    if (name === null) {
      total.textContent = "";
      return;
    }
    let running = 0;
    terms.style.setProperty(
      "--columns",
      Math.min(scene.taps > BROAD ? 5 : 3, Math.max(1, parts.length)),
    );
    while (terms.children.length > parts.length) terms.lastChild.remove();
    parts.forEach(({ text, value }, i) => {
      running += value;
      const line =
        terms.children[i] ??
        terms.appendChild(html("li", {}, html("span"), html("span", { class: "cnnlab-running" })));
      line.classList.toggle("cnnlab-lit", i === lit);
      setText(line.firstChild, `${text} = ${number(value)}`);
      setText(line.lastChild, `Σ ${number(running)}`);
    });
    total.replaceChildren(
      html("span", { class: "cnnlab-name" }, name),
      " = ",
      html("strong", {}, number(running, 5)),
      html(
        "span",
        { class: "cnnlab-note" },
        parts.length ? ` (${parts.length} added up)` : " (no row has come back yet)",
      ),
    );
  }

  const stopListening = listen(
    model,
    ["image", "weight", "stride", "padding", "way", "images", "weights"],
    refresh,
  );
  refresh();

  return () => {
    stopListening();
    play.stop();
    stopLayout();
  };
}

// A stack of kernels for an image of so many channels.
const spread = (weight, channels) =>
  weight.map((kernel) => Array.from({ length: channels }, (_, c) => kernel[c % kernel.length]));
