// Draw a digit, and watch trained networks read it: every layer's maps, and the probabilities.
import { checkDrawing, MOST_INK, PIXELS } from "../../math/drawing.mjs";
import {
  allow,
  card,
  figure,
  hint,
  notice,
  offerPresets,
  spokenPlace,
} from "../../parts/controls.mjs";
import { html, setText } from "../../parts/dom.mjs";
import { grid, outline, paintGrey, UNIT, write } from "../../parts/grid.mjs";
import { commit, listen, same } from "../../parts/model.mjs";
import { whenThemeChanges } from "../../parts/theme.mjs";
import { BLOCK, DOTS } from "./ink.mjs";
import { makeMaps, showMaps } from "./maps.mjs";
import { makeOrigin } from "./origin.mjs";
import { makePad } from "./pad.mjs";
import { makePaper } from "./paper.mjs";
import {
  makeCards,
  makeOdds,
  networksOf,
  readingOf,
  readingWords,
  showCard,
  showOdds,
} from "./readers.mjs";
import { goingOn, padInk, seenDrawing, sheetFrom, withStroke } from "./sheet.mjs";
import { makeTools } from "./tools.mjs";

/**
 * @typedef {import("./readers.mjs").Network} Network
 * @typedef {import("./readers.mjs").Reading} Reading
 */

// What Reset puts back.
export const settings = ["drawing", "network", "as_drawn", "picked"];

const LAYERS_NOTE =
  "What each layer makes of the input, from the first to the last. " +
  "Orange is above zero and blue below; the deeper the colour, the larger the number.";

const LAYERS_HINT = " Point at a number to see where it comes from.";

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  /** @type {Network[]} */
  let networks = [];
  /** @type {ReturnType<typeof makeCards>} */
  let cards = [];
  /** @type {Network | null} the network whose layers are laid out */
  let shown = null;
  /** @type {ReturnType<typeof makeMaps>} */
  let maps = [];
  /** @type {number[]} the number whose origin is shown */
  let explained = [];
  /** @type {Reading | null} what that network makes of the drawing */
  let reading = null;

  const [spoken, penSpoken] = [spokenPlace(), spokenPlace()];
  const { box: problem, tell, refuse } = notice();
  checkDrawings();
  const paper = makePaper(sheetFrom(model.get("drawing")));
  let frame = 0; // of the screen, in which a stroke that goes on will be seen
  const tools = makeTools({
    change: (make) => change(() => paper.put(make(paper.sheet()))),
    undo,
    leave: (as_drawn) => commit(model, { as_drawn, drawing: drawn(!as_drawn) }),
    drawings: () => model.get("drawings"),
  });
  const pad = makePad({
    begin: (point) => change(() => paper.put(withStroke(paper.sheet(), point, tools.rubs()))),
    goOn(point) {
      paper.goOn(goingOn(paper.sheet(), point));
      frame ||= requestAnimationFrame(see);
    },
    say: (words) => (penSpoken.textContent = words),
  });
  const seen = seenPixels();
  const odds = makeOdds();
  const readers = html("div", {
    class: "cnnlab-draw-digit-readers",
    role: "radiogroup",
    "aria-label": "Network",
  });
  const layers = html("div", { class: "cnnlab-draw-digit-layers" });
  const origin = makeOrigin(pick, (picked) => commit(model, { picked }));

  takeNetworks();

  const box = card(
    "Draw a digit",
    "cnnlab-draw-digit",
    html(
      "div",
      { class: "cnnlab-stage cnnlab-draw-digit-stage" },
      drawingFigure(pad.canvas),
      seen.box,
      odds.box,
    ),
    tools.box,
    readers,
    problem,
    html("p", { class: "cnnlab-note cnnlab-draw-digit-note" }, LAYERS_NOTE, hint(LAYERS_HINT)),
    layers,
    spoken,
    penSpoken,
  );
  box.addEventListener("keydown", undoByKey);
  element.replaceChildren(box);

  function takeNetworks() {
    networks = networksOf(model.get("networks"));
    cards = makeCards(networks, (network) => commit(model, { network }));
    readers.replaceChildren(...cards.map(({ box }) => box));
    shown = null;
  }

  function checkDrawings() {
    for (const [name, drawing] of Object.entries(model.get("drawings"))) {
      checkDrawing(`drawings["${name}"]`, drawing);
    }
    checkDrawing("drawing", model.get("drawing"));
    if (!Array.isArray(model.get("picked")))
      throw new TypeError("picked must be a list of whole numbers");
  }

  /** @param {Set<string>} [changed] */
  function refresh(changed) {
    try {
      if (changed?.has("networks")) takeNetworks();
      // A number of one network is none of another's.
      const another = changed?.has("network") || changed?.has("networks");
      if (another && !changed?.has("picked") && model.get("picked").length)
        commit(model, { picked: [] });
      // Set by a link or by Python: whoever has the strokes fits them anew.
      if (changed?.has("as_drawn") && !changed.has("drawing") && paper.sheet().strokes.length)
        see();
      checkDrawings();
      show(chosenOf(networks, model.get("network")), model.get("drawing"));
      tell(null);
    } catch (error) {
      refuse(error);
    }
  }

  /** @param {Network} chosen @param {number[][]} drawing */
  function show(chosen, drawing) {
    // A drawing that came from elsewhere has no dots yet.
    if (!same(drawn(), drawing)) paper.put(sheetFrom(drawing));
    tools.asDrawn.checked = model.get("as_drawn");
    showSheet();
    showPixels(seen, drawing);
    offerPresets(tools.begin, model.get("drawings"), (preset) => same(preset, drawing), "your own");
    if (shown !== chosen) {
      maps = makeMaps(chosen.layers, pick);
      layers.replaceChildren(...maps.map(({ box }) => box));
      shown = chosen;
    }
    const readings = networks.map((network) => readingOf(network, drawing));
    networks.forEach((network, n) => showCard(cards[n], readings[n], network === chosen));
    reading = readings[networks.indexOf(chosen)];
    showOdds(odds, chosen.name, reading);
    setText(spoken, readingWords(chosen.name, reading));
    explain(chosen, drawing, model.get("picked"));
    repaint();
  }

  function repaint() {
    if (reading) showMaps(maps, reading.outputs, explained);
  }

  /** @param {Network} chosen @param {number[][]} drawing @param {number[]} picked */
  function explain(chosen, drawing, picked) {
    const step = heldStep();
    origin.box.remove();
    showField(seen, null);
    explained = [];
    if (!reading || !picked.length) return;
    const shapes = reading.outputs.map(({ shape }) => shape);
    const image = drawing.map((row) => row.map((ink) => ink / MOST_INK));
    const { field, words } = origin.show(chosen.layers, shapes, image, picked);
    explained = picked;
    showField(seen, field);
    setText(spoken, words);
    maps.find(({ i }) => i === picked[0])?.box.after(origin.box);
    if (step) focusStep(step);
  }

  // The arrow that was pressed is made anew, and keeps its place in the order of keys.
  function heldStep() {
    const held = /** @type {HTMLElement | null} */ (document.activeElement);
    return origin.box.contains(held) ? held?.dataset.step : undefined;
  }

  /** @param {string} step */
  const focusStep = (step) =>
    /** @type {HTMLElement | null} */ (origin.box.querySelector(`[data-step="${step}"]`))?.focus({
      preventScroll: true,
    });

  /** @param {number[]} picked */
  function pick(picked) {
    const inside = origin.box.contains(document.activeElement);
    const before = model.get("picked")[0];
    commit(model, { picked });
    if (!inside) return;
    const map = maps.find(({ i }) => i === (picked[0] ?? before));
    /** @type {HTMLElement | undefined} */ (
      map?.last ? map.drawn.querySelector("button") : map?.drawn
    )?.focus();
  }

  // What the networks are to see of the sheet.
  function drawn(fits = !model.get("as_drawn")) {
    return seenDrawing(paper.sheet(), fits);
  }

  function undo() {
    change(paper.undo);
  }

  /** @param {KeyboardEvent} event */
  function undoByKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z")
      return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab would take back a change of the cell
    undo();
  }

  /** @param {() => void} make */
  function change(make) {
    make();
    see();
  }

  function showSheet() {
    pad.show(padInk(paper.sheet()));
    allow(tools.undo, paper.hasPast(), () => tell("There is nothing to take back."));
  }

  // The pad's dots may change while the pixels stay.
  function see() {
    cancelAnimationFrame(frame);
    frame = 0;
    showSheet();
    commit(model, { drawing: drawn() });
  }

  const stopListening = listen(
    model,
    ["drawing", "network", "as_drawn", "picked", "drawings", "networks"],
    refresh,
  );
  const stopTheme = whenThemeChanges(repaint);
  refresh();

  return () => {
    stopListening();
    stopTheme();
    cancelAnimationFrame(frame);
  };
}

/** @param {Network[]} networks @param {unknown} name */
function chosenOf(networks, name) {
  const chosen = networks.find((network) => network.name === name);
  if (!chosen) throw new RangeError(`there is no network named “${String(name)}”`);
  return chosen;
}

function drawingFigure(canvas) {
  const { box, body, note } = figure("Drawing", "draw-digit-drawing");
  body.append(canvas);
  note.textContent = `${DOTS} × ${DOTS} dots`;
  return box;
}

// The pixels that the networks see.
function seenPixels() {
  const { box, body, note } = figure("Input", "draw-digit-input");
  const pixels = grid(PIXELS, PIXELS, { role: "img" });
  body.append(pixels.root);
  note.textContent = `ink in blocks of ${BLOCK} × ${BLOCK}, 0 to ${MOST_INK}`;
  return { box, pixels };
}

// Outline the pixels that a number can depend on: their first and last row, and column.
function showField({ pixels }, field) {
  if (!field) return pixels.layers.top.replaceChildren();
  const [[top, bottom], [left, right]] = field;
  const frame = outline((right - left + 1) * UNIT, (bottom - top + 1) * UNIT);
  frame.setAttribute("transform", `translate(${left * UNIT} ${top * UNIT})`);
  pixels.layers.top.replaceChildren(frame);
}

function showPixels({ pixels }, drawing) {
  for (const cell of pixels.cells) {
    const value = drawing[cell.row][cell.column];
    paintGrey(cell, value / MOST_INK);
    write(cell, value);
  }
  const rows = drawing.map((row) => row.join(" ")).join("; ");
  pixels.root.setAttribute("aria-label", `Eight rows of eight pixels: ${rows}`);
}
