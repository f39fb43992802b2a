// The receptive field: a stack of layers on a photograph, and all that one unit of it sees.
import { checkMatrix } from "../../math/array_checks.mjs";
import { checkCount, Misfit, shown } from "../../math/checks.mjs";
import {
  buildStack,
  centreOf,
  checkLayers,
  MOST_PIXELS,
  KINDS,
  MOST_LAYERS,
  nearestUnit,
  sightsOf,
} from "../../math/receptive_field.mjs";
import {
  allow,
  asOptions,
  card,
  choice,
  field,
  figure,
  notice,
  offer,
  show,
  spokenPlace,
  textButton,
} from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit, listen, same } from "../../parts/model.mjs";
import { fieldCone } from "./cone.mjs";
import { editing, makeHand } from "./hand.mjs";
import { layerFigure, mapView, paintSight, rowStyle } from "./map.mjs";
import { layerTable } from "./table.mjs";
import { SCALE_NOTE, sightInBrief, unitInWords } from "./words.mjs";

/**
 * @typedef {import("../../math/receptive_field.mjs").Layer} Layer
 * @typedef {import("../../math/receptive_field.mjs").Unit} Unit
 */

/** @type {Record<string, Layer>} */
const NEW_LAYERS = {
  conv: { kind: "conv", kernel: 3, stride: 1, padding: 1, dilation: 1 },
  pool: { kind: "pool", kernel: 2, stride: 2, padding: 0, dilation: 1 },
};

// What Reset puts back.
export const settings = ["layers", "picked", "photograph"];

export { pytorchCode } from "./pytorch.mjs";

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const get = (/** @type {string} */ name) => model.get(name);
  checkTraits(get);
  const photograph = () => get("images")[get("photograph")];
  let stack = buildStack(photograph(), get("layers"));
  /** @type {import("./map.mjs").MapView[]} */
  let maps = [];
  /** @type {Unit | null} */
  let pointed = null; // the unit under the pointer, which is shown until the pointer leaves
  /** @type {Layer[] | null} */
  let own = null; // the reader's own stack, to come back to from one on offer

  // ---- what the hand does ----------------------------------------------------------------

  const { box: problem, tell, refuse } = notice();
  const { unit, pick, look, drag, moveByKey, change } = makeHand(model, () => stack);
  const { replace, move, remove } = editing(() => stack, change, tell);
  const table = layerTable({
    look,
    tell,
    replace(l, changes) {
      if (!replace(l, changes) && "kind" in changes) table.show(stack);
    },
    move(from, to) {
      const verb = table.focusedVerb();
      if (move(from, to) && verb) table.focus(to, verb);
    },
    remove(l) {
      const left = remove(l);
      afterwards = () => table.focus(Math.min(l, left), "remove") || adders[0].focus();
    },
  });
  let afterwards = () => {}; // what waits until the table has been drawn anew

  /**
   * In a layer's map a unit is picked by pressing, and looked at by pointing; in the photograph the
   * field is dragged.
   * @param {Unit} at
   */
  function press(at) {
    const [l, ...place] = at;
    if (l > 0) pick(at);
    else drag(place);
    preview(null);
  }

  /** @param {Unit | null} at */
  function preview(at) {
    if (same(at, pointed)) return;
    pointed = at;
    paint();
  }

  // ---- the parts -------------------------------------------------------------------------

  const words = html("div", { class: "cnnlab-receptive-field-words" });
  const spoken = spokenPlace();
  const input = figure("Input");
  const mapRow = html("div", { class: "cnnlab-receptive-field-maps" });
  const cone = fieldCone(mapRow);
  const photographs = choice([], (name) => commit(model, { photograph: name }));
  const stacks = choice([], (name) => {
    const layers = name === "" ? own : get("stacks")[name];
    if (layers) change(layers, Infinity);
  });
  const adders = Object.entries(NEW_LAYERS).map(([kind, layer]) => {
    const click = () => change([...stack.layers, layer], Infinity);
    return textButton(`Add a ${KINDS[kind]}`, click);
  });
  const choices = html(
    "div",
    { class: "cnnlab-receptive-field-choices" },
    field("Photograph", photographs),
    field("Stack", stacks),
  );
  element.replaceChildren(
    card(
      "Receptive field",
      "cnnlab-receptive-field",
      choices,
      mapRow,
      html("p", { class: "cnnlab-note" }, SCALE_NOTE),
      words,
      problem,
      table.root,
      html("div", { class: "cnnlab-transport" }, adders),
      spoken,
    ),
  );

  // ---- drawing ---------------------------------------------------------------------------

  function draw() {
    try {
      checkTraits(get);
    } catch (error) {
      return refuse(error, (reason) => `This cannot be shown: ${reason}.`);
    }
    stack = buildStack(photograph(), get("layers"));
    pointed = null;
    tell(stack.problem && `${stack.problem}. The layers before it still work.`);
    drawMaps();
    table.show(stack);
    showChoices();
    paint();
    afterwards();
    afterwards = () => {};
  }

  function drawMaps() {
    const focused = maps.findIndex(({ root }) => root === document.activeElement);
    maps = stack.maps.map((_, l) =>
      mapView(stack, l, {
        point: (cell) => preview(l === 0 ? null : [l, ...cell]),
        press: (cell) => press([l, ...cell]),
        leave: () => preview(null),
        key: (event) => moveByKey(event, l),
      }),
    );
    input.note.textContent = `${get("photograph")}, ${stack.shapes[0].join(" × ")}`;
    input.body.replaceChildren(maps[0].root);
    const figures = maps.slice(1).map(({ root }, i) => layerFigure(stack, i + 1, root));
    mapRow.replaceChildren(cone.root, input.box, ...figures);
    for (const [name, value] of Object.entries(rowStyle(stack))) {
      mapRow.style.setProperty(name, value);
    }
    maps[focused]?.root.focus();
  }

  function showChoices() {
    offer(photographs, asOptions(Object.keys(get("images"))));
    show(photographs, get("photograph"));
    const presets = Object.entries(get("stacks"));
    const preset = presets.find(([, layers]) => sameLayers(layers, stack.layers))?.[0] ?? "";
    if (!preset) own = stack.layers;
    const mine = own ? [["", "your own"]] : [];
    offer(stacks, [...mine, ...asOptions(Object.keys(get("stacks")))]);
    stacks.value = preset;
    for (const adder of adders)
      allow(adder, stack.layers.length < MOST_LAYERS, () =>
        tell(`A stack has at most ${MOST_LAYERS} layers here.`),
      );
  }

  function paint() {
    const [layer, row, column] = pointed ?? unit();
    const sights = sightsOf(stack, [layer, row, column]);
    const brief = sightInBrief(...sights[0]);
    maps.forEach((map, l) => {
      paintSight(map, sights[l], l === layer);
      const [, r, c] = nearestUnit(stack, l, centreOf(stack, [layer, row, column]));
      map.announce(
        l === layer ? `row ${row}, column ${column}: ${brief}` : `row ${r}, column ${c}`,
      );
    });
    cone.draw(() => maps.map((map, l) => sights[l] && map.boxOf(...sights[l])));
    table.mark(layer);
    const picked = pointed === null || same(pointed, unit());
    words.replaceChildren(...unitInWords(stack, [layer, row, column], sights[0], picked));
    spoken.textContent = `Layer ${layer}, row ${row}, column ${column}: ${brief}`;
  }

  const traits = [...settings, "images", "stacks"];
  const stop = listen(model, traits, (changed) =>
    changed.size === 1 && changed.has("picked") ? paint() : draw(),
  );
  draw();
  return () => {
    stop();
    cone.stop();
  };
}

/**
 * Refuse traits that cannot be drawn.
 * @param {(name: string) => any} get
 */
function checkTraits(get) {
  for (const [name, image] of Object.entries(get("images"))) {
    const sides = checkMatrix(`images["${name}"]`, image);
    if (Math.max(...sides) > MOST_PIXELS)
      throw new Misfit(`images["${name}"] must have at most ${MOST_PIXELS} rows and columns`);
  }
  checkLayers("layers", get("layers"));
  for (const [name, layers] of Object.entries(get("stacks"))) {
    checkLayers(`stacks["${name}"]`, layers);
  }
  if (!Array.isArray(get("picked")) || get("picked").length !== 3)
    throw new Misfit("picked must be a layer, a row and a column");
  for (const i of get("picked")) checkCount("each number of picked", i, 0);
  if (!Object.hasOwn(get("images"), get("photograph")))
    throw new Misfit(`there is no photograph named ${shown(get("photograph"))}`);
}

/**
 * Whether two stacks are the same, in whatever order their layers name their parts.
 * @param {Layer[]} a
 * @param {Layer[]} b
 */
const sameLayers = (a, b) =>
  a.length === b.length &&
  a.every((layer, i) => Object.keys(NEW_LAYERS.conv).every((part) => layer[part] === b[i][part]));
