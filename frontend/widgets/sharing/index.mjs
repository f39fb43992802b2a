// Sharing: an object that the reader drags, and how a layer with tied weights follows it, while one
// with untied weights answers only where it has learned.
import LIMITS from "../../../src/cnnlab/widgets/limits/sharing.json" with { type: "json" };
import { checkDrawn, checkMagnitude, checkMatrix } from "../../math/array_checks.mjs";
import { checkOneOf, checkUpTo, Misfit } from "../../math/checks.mjs";
import { bothMaps, imageWith } from "../../math/sharing.mjs";
import {
  asOptions,
  card,
  choice,
  field,
  settingsBox,
  show,
  spokenPlace,
} from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { goesRound, gridKeys } from "../../parts/keys.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { number } from "../../parts/numbers.mjs";
import { windowHand } from "../../parts/sliding_window.mjs";
import { pictures } from "./pictures.mjs";

// What Reset puts back.
export const settings = ["row", "column", "seen"];

// A guess marked on the drawing holds as long as these do.
export const drawnFrom = ["seen"];

const STAMP = LIMITS.stamp; // pixels a side
const HINT = "Tap a cell of a map to read its numbers.";

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const learned = () => model.get("learned")[model.get("seen")];
  const places = () => learned().seen.length;
  const go = (/** @type {number} */ place) =>
    commit(model, { row: Math.floor(place / places()), column: place % places() });

  const hand = windowHand(() => {
    const side = model.get("ground").length;
    const span = model.get("stamp").length;
    return {
      cells: [side, side],
      spans: [span, span],
      steps: [1, 1],
      places: [places(), places()],
    };
  }, go);
  const place = () => model.get("row") * places() + model.get("column");
  const toNext = gridKeys(() => [place(), places(), places() ** 2], go);
  /** @param {KeyboardEvent} event */
  function keydown(event) {
    if (goesRound(event.key, place(), places())) event.preventDefault();
    else toNext(event);
  }
  /** @type {number | null} the cell of the maps that is read */
  let picked = null;
  const stage = pictures(
    { ...hand, keydown },
    { pick, toNext: gridKeys(() => [picked ?? place(), places(), places() ** 2], pick) },
  );
  const seen = choice(asOptions(Object.keys(model.get("learned"))), (value) =>
    commit(model, { seen: value }),
  );
  const says = html("p", { class: "cnnlab-total" });
  const cell = html("p", { class: "cnnlab-note cnnlab-sharing-cell" });
  const spoken = spokenPlace();
  const form = settingsBox(field("While the kernels learned, the object was at", seen));
  element.replaceChildren(card("Sharing", "cnnlab-sharing", form, stage.root, says, cell, spoken));

  /** @param {number} at a cell of the maps */
  function pick(at) {
    picked = at;
    draw();
    spoken.textContent = cell.textContent;
  }

  /** @param {ReturnType<typeof bothMaps>} maps */
  function read(maps) {
    const at = picked ?? place();
    const [row, column] = [Math.floor(at / places()), at % places()];
    const [tied, untied] = [maps.tied, maps.untied].map((map) => number(map[row][column]));
    const words = `Row ${row}, column ${column}: tied ${tied}, untied ${untied}`;
    cell.classList.toggle("cnnlab-sharing-picked", picked !== null);
    cell.classList.toggle("cnnlab-hint", picked === null);
    cell.textContent = picked === null ? HINT : `${words}.`;
    stage.showRead(picked === null ? null : [row, column], words);
  }

  function draw() {
    const [row, column] = [model.get("row"), model.get("column")];
    const image = imageWith(model.get("ground"), model.get("stamp"), row, column);
    const maps = bothMaps(image, learned());
    stage.draw({ image, maps, learned: learned(), row, column, span: model.get("stamp").length });
    show(seen, model.get("seen"));
    read(maps);
    const [tied, untied] = [maps.tied, maps.untied].map((map) => number(map[row][column]));
    says.replaceChildren(
      `At the object, row ${row} and column ${column}: the tied layer gives `,
      html("strong", {}, tied),
      ", the untied one ",
      html("strong", {}, untied),
      ".",
    );
    spoken.textContent = says.textContent;
    stage.nameImage(says.textContent);
  }

  function changed() {
    picked = null;
    draw();
  }

  draw();
  const stops = [listen(model, [...settings, "stamp", "ground", "learned"], changed), stage.stop];
  return () => stops.forEach((stop) => stop());
}

/** @param {Pick<import("../../parts/mount.mjs").Model, "get">} model */
export function check(model) {
  checkDrawn("stamp", model.get("stamp"), [STAMP, STAMP]);
  const size = checkMatrix("ground", model.get("ground"));
  checkMagnitude("ground", model.get("ground"));
  const learned = model.get("learned");
  if (!learned || typeof learned !== "object" || !Object.keys(learned).length)
    throw new Misfit("learned must hold what was learned");
  checkOneOf("seen", model.get("seen"), Object.keys(learned));
  const places = learned[model.get("seen")]?.seen?.length;
  if (!places) throw new Misfit(`learned must hold what was seen at “${model.get("seen")}”`);
  const side = places + 2; // a window of 3 × 3 at each place
  if (size.some((n) => n !== side))
    throw new Misfit(`ground must be ${side} × ${side}, not ${size.join(" × ")}`);
  for (const name of ["row", "column"]) checkUpTo(name, model.get(name), 0, places - 1);
}
