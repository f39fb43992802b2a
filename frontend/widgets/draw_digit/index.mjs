// Draw a digit, and watch trained networks read it: every layer's maps, and the probabilities.
import { Misfit, shown } from "../../math/checks.mjs";
import { checkDrawing } from "../../math/drawing.mjs";
import { card, hint, notice, spokenPlace } from "../../parts/controls.mjs";
import { html, setText } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { whenThemeChanges } from "../../parts/theme.mjs";
import { drawingHand } from "./hand.mjs";
import { inputFigure } from "./input.mjs";
import { layersView } from "./layers.mjs";
import {
  makeCards,
  makeOdds,
  networksOf,
  readingOf,
  readingWords,
  showCard,
  showOdds,
} from "./readers.mjs";

/**
 * @typedef {import("../../parts/mount.mjs").Model} Model
 * @typedef {import("./readers.mjs").Network} Network
 */

// What Reset puts back.
export const settings = ["drawing", "network", "as_drawn", "picked"];

const LAYERS_NOTE =
  "What each layer makes of the input, from the first to the last. " +
  "Orange is above zero and blue below; the deeper the colour, the larger the number.";

const LAYERS_HINT = " Point at a number to see where it comes from.";

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  /** @type {Network[]} */
  let networks = [];
  /** @type {ReturnType<typeof makeCards>} */
  let cards = [];

  const [spoken, penSpoken] = [spokenPlace(), spokenPlace()];
  const { box: problem, tell, refuse } = notice();
  checkDrawings(model);
  const hand = drawingHand(model, { say: (words) => (penSpoken.textContent = words), tell });
  const input = inputFigure();
  const odds = makeOdds();
  const readers = html("div", {
    class: "cnnlab-draw-digit-readers",
    role: "radiogroup",
    "aria-label": "Network",
  });
  let stopped = false;
  const layers = layersView({
    choose: (picked) => commit(model, { picked }),
    explainAgain() {
      if (!stopped) refresh();
    },
    tell,
  });

  takeNetworks();

  const box = card(
    "Draw a digit",
    "cnnlab-draw-digit",
    html(
      "div",
      { class: "cnnlab-stage cnnlab-draw-digit-stage" },
      ...[hand.figure, input.box, odds.box],
    ),
    hand.tools,
    readers,
    problem,
    html("p", { class: "cnnlab-note cnnlab-draw-digit-note" }, LAYERS_NOTE, hint(LAYERS_HINT)),
    layers.root,
    spoken,
    penSpoken,
  );
  box.addEventListener("keydown", hand.undoByKey);
  element.replaceChildren(box);

  function takeNetworks() {
    networks = networksOf(model.get("networks"));
    cards = makeCards(networks, (network) => commit(model, { network }));
    readers.replaceChildren(...cards.map(({ box }) => box));
  }

  /** @param {Set<string>} [changed] */
  function refresh(changed) {
    try {
      if (changed?.has("networks")) takeNetworks();
      // A number of one network is none of another's.
      const another = changed?.has("network") || changed?.has("networks");
      if (another && !changed?.has("picked") && model.get("picked").length)
        commit(model, { picked: [] });
      // Set by a link or by Python.
      if (changed?.has("as_drawn") && !changed.has("drawing")) hand.fitAnew();
      checkDrawings(model);
      show(chosenOf(networks, model.get("network")), model.get("drawing"));
      tell(null);
    } catch (error) {
      refuse(error);
    }
  }

  /** @param {Network} chosen @param {number[][]} drawing */
  function show(chosen, drawing) {
    hand.show(drawing);
    input.show(drawing);
    const readings = networks.map((network) => readingOf(network, drawing));
    networks.forEach((network, n) => showCard(cards[n], readings[n], network === chosen));
    const reading = readings[networks.indexOf(chosen)];
    showOdds(odds, chosen.name, reading);
    setText(spoken, readingWords(chosen.name, reading));
    layers.show(chosen, reading);
    explain(drawing);
    layers.paint();
  }

  /** @param {number[][]} drawing */
  function explain(drawing) {
    input.outline(null);
    const origin = layers.explain(drawing, model.get("picked"));
    if (!origin) return;
    input.outline(origin.field);
    setText(spoken, origin.words);
  }

  const stops = [
    listen(model, ["drawing", "network", "as_drawn", "picked", "drawings", "networks"], refresh),
    whenThemeChanges(layers.paint),
    hand.stop,
  ];
  refresh();
  return () => {
    stopped = true;
    stops.forEach((stop) => stop());
  };
}

/** @param {Model} model */
function checkDrawings(model) {
  for (const [name, drawing] of Object.entries(model.get("drawings"))) {
    checkDrawing(`drawings["${name}"]`, drawing);
  }
  checkDrawing("drawing", model.get("drawing"));
  if (!Array.isArray(model.get("picked")))
    throw new Misfit("picked must be a list of whole numbers");
}

/** @param {Network[]} networks @param {unknown} name */
function chosenOf(networks, name) {
  const chosen = networks.find((network) => network.name === name);
  if (!chosen) throw new Misfit(`there is no network named ${shown(name)}`);
  return chosen;
}
