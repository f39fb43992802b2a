// Draw a digit, and watch trained networks read it: every layer's maps, and the probabilities.
import { checkMatrix } from "../../math/checks.mjs";
import {
  layerName,
  parameterCount,
  runNetwork,
  softmax,
  unpackNetwork,
} from "../../math/network.mjs";
import {
  card,
  choice,
  field,
  figure,
  notice,
  offerPresets,
  spokenPlace,
} from "../../parts/controls.mjs";
import { html, uniqueId } from "../../parts/dom.mjs";
import { grid, paintGrey, write } from "../../parts/grid.mjs";
import { cellByKey } from "../../parts/keys.mjs";
import { commit, listen, same } from "../../parts/model.mjs";
import { number } from "../../parts/numbers.mjs";

const PAD_PIXELS = 8; // pixels
const PAD_BLOCK = 4; // a pixel counts the inked dots in a block of 4 × 4, as in the data
const PAD_DOTS = PAD_PIXELS * PAD_BLOCK;
const PAD_MOST_INK = PAD_BLOCK * PAD_BLOCK;
const PEN_RADIUS = 2.2; // dots: the radius that makes strokes as wide as those in the data
const DOT_SIZE = 8; // screen pixels for each dot of the pad's canvas
const MAP_TILE = { gap: 5, cell: 8, row: 64 }; // canvas pixels, and how many cells make a row of maps

// What Reset puts back.
export const settings = ["drawing", "network"];

export function render(model, element) {
  const get = (name) => model.get(name);
  const networks = Object.entries(get("networks")).map(([name, packed]) => {
    const layers = unpackNetwork(name, packed);
    const scores = runNetwork(layers, countedInk(new Uint8Array(PAD_DOTS * PAD_DOTS))).at(-1);
    if (scores.shape.join() !== "10")
      throw new RangeError(
        `the network “${name}” must give ten scores, not ${scores.shape.join(" × ")}`,
      );
    return { name, layers };
  });
  if (!networks.length) throw new RangeError("networks must hold at least one network");
  Object.entries(get("drawings")).forEach(([name, drawing]) =>
    checkDrawing(`drawings["${name}"]`, drawing),
  );
  checkDrawing("drawing", get("drawing"));

  let ink = new Uint8Array(PAD_DOTS * PAD_DOTS);
  let cursor = (PAD_DOTS / 2) * PAD_DOTS + PAD_DOTS / 2; // the dot under the keyboard's pen
  let down = false; // whether that pen is on the paper
  let last = null; // where the pointer was
  let frame = 0;

  // ---- the fixed parts -------------------------------------------------------------------

  const pad = figure("Drawing");
  const canvas = html("canvas", {
    class: "cnnlab-pad",
    width: PAD_DOTS * DOT_SIZE,
    height: PAD_DOTS * DOT_SIZE,
    tabindex: 0,
    role: "application",
    "aria-roledescription": "drawing pad",
    "aria-label": "Draw a digit: arrow keys move the pen, Space puts it down or lifts it",
    pointerdown: begin,
    pointermove: go,
    pointerup: end,
    pointercancel: end,
    keydown: moveByKey,
    focus: paintPad,
    blur: paintPad,
  });
  pad.body.append(canvas);
  pad.note.textContent = `${PAD_DOTS} × ${PAD_DOTS} dots`;

  const seen = figure("Input");
  const pixels = grid(PAD_PIXELS, PAD_PIXELS, { role: "img" });
  seen.body.append(pixels.root);
  seen.note.textContent = `ink in blocks of ${PAD_BLOCK} × ${PAD_BLOCK}, 0 to ${PAD_MOST_INK}`;

  const odds = figure("Probabilities");
  const bars = Array.from({ length: 10 }, (_, digit) => {
    const bar = html("span", { class: "cnnlab-odds-bar", "aria-hidden": "true" });
    const share = html("span", { class: "cnnlab-odds-share" });
    return { bar, share, box: html("li", {}, html("span", {}, String(digit)), bar, share) };
  });
  odds.body.append(
    html(
      "ol",
      { class: "cnnlab-odds" },
      bars.map((bar) => bar.box),
    ),
  );

  const group = uniqueId();
  const cards = networks.map(({ name, layers }) => {
    const radio = html("input", {
      type: "radio",
      name: group,
      change: () => commit(model, { network: name }),
    });
    const reads = html("span", { class: "cnnlab-reader-says" });
    const size = `${String(parameterCount(layers)).replace(/\B(?=(\d{3})+$)/g, ",")} parameters`;
    const box = html(
      "label",
      { class: "cnnlab-reader" },
      radio,
      html("strong", {}, name),
      html("span", { class: "cnnlab-note" }, size),
      reads,
    );
    return { name, radio, reads, box };
  });

  const drawingChoice = choice(
    [],
    (name) => name in get("drawings") && setDrawing(get("drawings")[name]),
  );
  const rub = html("input", { type: "checkbox" });
  const push = (label, name, click) =>
    html("button", { type: "button", "aria-label": name, title: name, click }, label);
  const moves = html(
    "div",
    { class: "cnnlab-moves", role: "group", "aria-label": "Move the drawing by one pixel" },
    html("span", { class: "cnnlab-note" }, "Move"),
    [
      ["←", "left", 0, -1],
      ["↑", "up", -1, 0],
      ["↓", "down", 1, 0],
      ["→", "right", 0, 1],
    ].map(([sign, way, y, x]) =>
      push(sign, `Move one pixel ${way}`, () =>
        setInk(movedInk(ink, y * PAD_BLOCK, x * PAD_BLOCK)),
      ),
    ),
  );
  const tools = html(
    "div",
    { class: "cnnlab-pen", role: "group", "aria-label": "Drawing" },
    html(
      "button",
      { type: "button", click: () => setInk(new Uint8Array(PAD_DOTS * PAD_DOTS)) },
      "Clear",
    ),
    html(
      "button",
      {
        type: "button",
        title: "Stretch the drawing to the whole pad, as the data's digits are",
        click: () => setInk(fittedInk(ink)),
      },
      "Fit to the pad",
    ),
    moves,
    html("label", { class: "cnnlab-check" }, rub, "Rub out"),
    field("Begin from", drawingChoice),
  );
  const { box: problem, tell } = notice();
  const spoken = spokenPlace();
  const penSpoken = spokenPlace();
  const layersBox = html("div", { class: "cnnlab-layers" });

  element.replaceChildren(
    card(
      "Draw a digit",
      "cnnlab-draw-digit",
      html("div", { class: "cnnlab-stage" }, pad.box, seen.box, odds.box),
      tools,
      html(
        "div",
        { class: "cnnlab-readers", role: "radiogroup", "aria-label": "Network" },
        cards.map((card) => card.box),
      ),
      problem,
      html(
        "p",
        { class: "cnnlab-note cnnlab-layers-note" },
        "The output of every layer, as the drawing changes it. Orange is above zero; blue, with a dash, is below.",
      ),
      layersBox,
      spoken,
      penSpoken,
    ),
  );

  // ---- from the drawing to what is shown -------------------------------------------------

  let shown = null; // the network whose layers are laid out

  function refresh() {
    const chosen = networks.find(({ name }) => name === get("network"));
    try {
      checkDrawing("drawing", get("drawing"));
      if (!chosen) throw new RangeError(`there is no network named “${String(get("network"))}”`);
      tell(null);
    } catch (error) {
      tell(`This setting does not fit: ${error.message}.`);
      return;
    }
    // A drawing that came from elsewhere has no dots yet.
    if (!same(countedInk(ink), get("drawing"))) ink = inkOf(get("drawing"));
    if (shown?.network !== chosen) layOut(chosen);
    paintPad();
    paintInput();
    for (const card of cards) {
      const { layers } = networks.find(({ name }) => name === card.name);
      const outputs = runNetwork(
        layers,
        get("drawing").map((row) => row.map((v) => v / PAD_MOST_INK)),
      );
      const probabilities = softmax(outputs.at(-1).values);
      const best = probabilities.indexOf(Math.max(...probabilities));
      card.reads.textContent = `reads ${best} (${percentText(probabilities[best])})`;
      card.radio.checked = card.name === chosen.name;
      card.box.classList.toggle("cnnlab-reader-chosen", card.radio.checked);
      if (card.radio.checked) {
        paintOdds(probabilities, best);
        shown.outputs = outputs;
      }
    }
    paintLayers();
  }

  function paintInput() {
    const drawing = get("drawing");
    for (const cell of pixels.cells) {
      const value = drawing[cell.row][cell.column];
      paintGrey(cell, value / PAD_MOST_INK);
      write(cell, value);
    }
    pixels.root.setAttribute(
      "aria-label",
      `Eight rows of eight pixels: ${drawing.map((row) => row.join(" ")).join("; ")}`,
    );
    offerPresets(drawingChoice, get("drawings"), (preset) => same(preset, drawing), "your own");
  }

  function paintOdds(probabilities, best) {
    bars.forEach(({ bar, share, box }, digit) => {
      bar.style.setProperty("--share", probabilities[digit]);
      share.textContent = percentText(probabilities[digit]);
      box.classList.toggle("cnnlab-odds-best", digit === best);
    });
    odds.note.textContent = `by the ${get("network")} network`;
    const words = `${get("network")} reads ${best}, probability ${percentText(probabilities[best])}`;
    if (spoken.textContent !== words) spoken.textContent = words;
  }

  function layOut(network) {
    // Flattening only changes how the numbers are named.
    const drawn = network.layers
      .map((layer, i) => ({ layer, i }))
      .filter(({ layer }) => layer.type !== "flatten");
    shown = {
      network,
      maps: drawn.map(({ layer, i }) => ({
        i,
        name: layerName(layer),
        ...figure(layerName(layer)),
      })),
    };
    for (const map of shown.maps) {
      map.box.className = "cnnlab-figure cnnlab-layer";
      map.canvas = html("canvas", { role: "img" });
      map.body.append(map.canvas);
    }
    layersBox.replaceChildren(...shown.maps.map((map) => map.box));
  }

  function paintLayers() {
    const style = getComputedStyle(canvas);
    const colours = Object.fromEntries(
      ["zero", "positive", "negative", "ink", "line"].map((name) => [
        name,
        style.getPropertyValue(`--cnnlab-${name}`),
      ]),
    );
    for (const { i, canvas: tiles, note, name } of shown.maps) {
      const { shape, values } = shown.outputs[i];
      const [low, high] = [Math.min(...values), Math.max(...values)].map((v) => number(v, 2));
      note.textContent = `${shape.join(" × ")}, from ${low} to ${high}`;
      const size =
        shape.length > 1 ? `${shape[0]} maps of ${shape[1]} × ${shape[2]}` : `${shape[0]} numbers`;
      tiles.setAttribute("aria-label", `${name}: ${size}`);
      paintMaps(tiles, shape, values, colours);
    }
  }

  function paintPad() {
    const context = canvas.getContext("2d");
    context.fillStyle = "#000";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = "#fff";
    ink.forEach(
      (dot, i) =>
        dot &&
        context.fillRect(
          (i % PAD_DOTS) * DOT_SIZE,
          Math.floor(i / PAD_DOTS) * DOT_SIZE,
          DOT_SIZE,
          DOT_SIZE,
        ),
    );
    context.strokeStyle = "#6b6b6b"; // where the pixels end
    for (let i = 1; i < PAD_PIXELS; i++) {
      const at = i * PAD_BLOCK * DOT_SIZE;
      context.strokeRect(at, -1, 0, canvas.height + 2);
      context.strokeRect(-1, at, canvas.width + 2, 0);
    }
    if (document.activeElement !== canvas || !canvas.matches(":focus-visible")) return;
    const [x, y] = [(cursor % PAD_DOTS) + 0.5, Math.floor(cursor / PAD_DOTS) + 0.5].map(
      (n) => n * DOT_SIZE,
    );
    for (const [width, colour] of [
      [6, "#fff"],
      [3, getComputedStyle(canvas).getPropertyValue("--cnnlab-accent")],
    ]) {
      Object.assign(context, { lineWidth: width, strokeStyle: colour });
      context.beginPath();
      context.arc(x, y, (PEN_RADIUS + 0.5) * DOT_SIZE, 0, 2 * Math.PI);
      if (down) context.arc(x, y, DOT_SIZE / 2, 0, 2 * Math.PI);
      context.stroke();
    }
    context.lineWidth = 1;
  }

  // ---- the reader's hand -----------------------------------------------------------------

  const setDrawing = (drawing) => commit(model, { drawing });

  function setInk(changed) {
    ink = changed;
    setDrawing(countedInk(ink));
  }

  // All that one frame of the screen brings is told to Python at once.
  function inkChanged() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      setDrawing(countedInk(ink));
      paintPad(); // dots may have changed while the counts stay
    });
  }

  function dotAt(event) {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * PAD_DOTS,
      ((event.clientY - box.top) / box.height) * PAD_DOTS,
    ];
  }

  function begin(event) {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    last = dotAt(event);
    inkAlong(ink, last, last, rub.checked ? 0 : 1);
    inkChanged();
  }

  function go(event) {
    if (!last) return;
    const to = dotAt(event);
    inkAlong(ink, last, to, rub.checked ? 0 : 1);
    last = to;
    inkChanged();
  }

  function end() {
    last = null;
  }

  function moveByKey(event) {
    const to = cellByKey(event, cursor, PAD_DOTS, PAD_DOTS * PAD_DOTS);
    if (to === undefined && event.key !== " ") return;
    event.preventDefault();
    if (to === undefined) down = !down;
    const centre = (i) => [(i % PAD_DOTS) + 0.5, Math.floor(i / PAD_DOTS) + 0.5];
    const from = cursor;
    cursor = to ?? cursor;
    if (down) {
      inkAlong(ink, centre(from), centre(cursor), rub.checked ? 0 : 1);
      inkChanged();
    }
    paintPad();
    if (to === undefined)
      penSpoken.textContent = `Pen ${down ? "down" : "up"}, row ${Math.floor(cursor / PAD_DOTS)}, column ${cursor % PAD_DOTS}`;
  }

  // Canvases do not follow the theme by themselves.
  const theme = new MutationObserver(() => shown && paintLayers());
  for (const root of [document.documentElement, document.body]) {
    theme.observe(root, {
      attributes: true,
      attributeFilter: ["data-theme", "data-jp-theme-light"],
    });
  }
  const stopListening = listen(model, ["drawing", "network", "drawings"], refresh);
  refresh();
  return () => {
    stopListening();
    theme.disconnect();
    cancelAnimationFrame(frame);
  };
}

function checkDrawing(name, drawing) {
  const [rows, columns] = checkMatrix(name, drawing);
  if (rows !== PAD_PIXELS || columns !== PAD_PIXELS)
    throw new RangeError(
      `${name} must have ${PAD_PIXELS} × ${PAD_PIXELS} pixels, not ${rows} × ${columns}`,
    );
  const wrong = drawing.flat().find((v) => v < 0 || v > PAD_MOST_INK);
  if (wrong !== undefined)
    throw new RangeError(`${name} must have values from 0 to ${PAD_MOST_INK}, not ${wrong}`);
}

const percentText = (share) => `${Math.round(100 * share)} %`;

// Inked dots in each block: how the data set made its pixels from scanned digits.
export function countedInk(ink) {
  const drawing = Array.from({ length: PAD_PIXELS }, () => Array(PAD_PIXELS).fill(0));
  ink.forEach(
    (dot, i) =>
      (drawing[Math.floor(i / PAD_DOTS / PAD_BLOCK)][Math.floor((i % PAD_DOTS) / PAD_BLOCK)] +=
        dot),
  );
  return drawing;
}

// Dots that count up to a drawing. In each block those go first that lie towards darker neighbours,
// so that strokes come out smooth.
export function inkOf(drawing) {
  const ink = new Uint8Array(PAD_DOTS * PAD_DOTS);
  const at = (r, c) => drawing[r]?.[c] ?? 0;
  for (let r = 0; r < PAD_PIXELS; r++) {
    for (let c = 0; c < PAD_PIXELS; c++) {
      const dots = Array.from({ length: PAD_MOST_INK }, (_, i) => {
        const [y, x] = [Math.floor(i / PAD_BLOCK), i % PAD_BLOCK].map(
          (n) => (n + 0.5) / PAD_BLOCK - 0.5,
        );
        const [v, h] = [Math.sign(y), Math.sign(x)];
        const [wy, wx] = [Math.abs(y), Math.abs(x)];
        const around =
          (1 - wy) * ((1 - wx) * at(r, c) + wx * at(r, c + h)) +
          wy * ((1 - wx) * at(r + v, c) + wx * at(r + v, c + h));
        return {
          index:
            (r * PAD_BLOCK + Math.floor(i / PAD_BLOCK)) * PAD_DOTS +
            c * PAD_BLOCK +
            (i % PAD_BLOCK),
          around,
        };
      });
      dots.sort((a, b) => b.around - a.around);
      dots.slice(0, Math.round(at(r, c))).forEach(({ index }) => (ink[index] = 1));
    }
  }
  return ink;
}

function movedInk(ink, below, right) {
  const made = new Uint8Array(ink.length);
  ink.forEach((dot, i) => {
    const [y, x] = [Math.floor(i / PAD_DOTS) + below, (i % PAD_DOTS) + right];
    if (dot && y >= 0 && y < PAD_DOTS && x >= 0 && x < PAD_DOTS) made[y * PAD_DOTS + x] = 1;
  });
  return made;
}

// The drawing stretched until it touches two sides, and in the middle between the others.
function fittedInk(ink) {
  const inkedDots = [...ink.keys()].filter((i) => ink[i]);
  if (!inkedDots.length) return ink;
  const [ys, xs] = [
    inkedDots.map((i) => Math.floor(i / PAD_DOTS)),
    inkedDots.map((i) => i % PAD_DOTS),
  ];
  const [top, left] = [Math.min(...ys), Math.min(...xs)];
  const [high, wide] = [Math.max(...ys) - top + 1, Math.max(...xs) - left + 1];
  const scale = PAD_DOTS / Math.max(high, wide);
  const source = (n, start, extent) =>
    Math.floor((n + 0.5 - (PAD_DOTS - extent * scale) / 2) / scale) + start;
  return ink.map((_, i) => {
    const [y, x] = [source(Math.floor(i / PAD_DOTS), top, high), source(i % PAD_DOTS, left, wide)];
    return y >= top && y < top + high && x >= left && x < left + wide ? ink[y * PAD_DOTS + x] : 0;
  });
}

// Ink, or with 0 rub out, all dots near the line between two points.
function inkAlong(ink, [x0, y0], [x1, y1], value) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy || 1;
  for (let i = 0; i < ink.length; i++) {
    const [x, y] = [(i % PAD_DOTS) + 0.5 - x0, Math.floor(i / PAD_DOTS) + 0.5 - y0];
    const along = Math.min(1, Math.max(0, (x * dx + y * dy) / length));
    if ((x - along * dx) ** 2 + (y - along * dy) ** 2 <= PEN_RADIUS * PEN_RADIUS) ink[i] = value;
  }
}

// Feature maps side by side: orange above zero; blue and with a dash, like a minus sign, below.
function paintMaps(canvas, shape, values, colours) {
  const flat = shape.length === 1;
  const columns = flat ? Math.ceil(shape[0] / Math.ceil(shape[0] / 25)) : shape[2];
  const [maps, rows] = flat ? [1, Math.ceil(shape[0] / columns)] : [shape[0], shape[1]];
  // Small maps get large cells, so that all maps of a network line up.
  const cell = flat ? 17 : MAP_TILE.cell * Math.max(1, Math.floor(4 / columns));
  const across = Math.min(
    maps,
    Math.max(1, Math.floor((MAP_TILE.row * MAP_TILE.cell) / (columns * cell))),
  );
  const [pitchX, pitchY] = [columns * cell + MAP_TILE.gap, rows * cell + MAP_TILE.gap];
  const [width, height] = [
    across * pitchX + MAP_TILE.gap,
    Math.ceil(maps / across) * pitchY + MAP_TILE.gap,
  ];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  canvas.style.maxWidth = `${width / (flat ? 1.2 : 1.4)}px`;
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, width, height);
  const most = values.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  context.lineWidth = 2;
  for (let m = 0; m < maps; m++) {
    const [left, top] = [
      MAP_TILE.gap + (m % across) * pitchX,
      MAP_TILE.gap + Math.floor(m / across) * pitchY,
    ];
    const count = flat ? shape[0] : rows * columns;
    for (let i = 0; i < count; i++) {
      const value = values[m * count + i];
      const [x, y] = [left + (i % columns) * cell, top + Math.floor(i / columns) * cell];
      context.fillStyle = colours.zero;
      context.fillRect(x, y, cell, cell);
      context.globalAlpha = Math.sqrt(Math.abs(value) / most); // the root: faint answers show, too
      context.fillStyle = value < 0 ? colours.negative : colours.positive;
      context.fillRect(x, y, cell, cell);
      context.globalAlpha = 1;
      if (value < -0.05 * most) {
        context.fillStyle = colours.ink;
        context.fillRect(x + cell * 0.3, y + cell / 2 - 0.75, cell * 0.4, 1.5);
      }
    }
    context.strokeStyle = colours.line;
    context.strokeRect(left - 1, top - 1, columns * cell + 2, rows * cell + 2);
  }
}
