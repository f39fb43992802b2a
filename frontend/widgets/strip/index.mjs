// A strip of pixels in which two are bright: move it, and see which pooled rows stay the same, move
// along, or become something else.
import LIMITS from "../../../src/cnnlab/widgets/limits/strip.json" with { type: "json" };
import { checkOneOf, Misfit } from "../../math/checks.mjs";
import { equivarianceError, MOST, movedBy, poolsOf, stripOf } from "../../math/strip.mjs";
import { fromTo } from "../../math/range.mjs";
import {
  card,
  field,
  hint,
  numberChoice,
  settingsBox,
  show,
  spokenPlace,
} from "../../parts/controls.mjs";
import { setText } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { stripHand } from "./hand.mjs";
import { rowFigure, windowLines } from "./rows.mjs";
import { inWords, noteOf, titles, verdict } from "./words.mjs";

// What Reset puts back.
export const settings = ["right", "apart", "stride"];

const [CLOSEST, FARTHEST] = LIMITS.apart;
const APART = fromTo(CLOSEST, FARTHEST);
const STRIDES = LIMITS.stride;
const POOLS = /** @type {const} */ (["max", "wide", "blur"]);

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const slider = {
    role: "slider",
    tabindex: 0,
    "aria-label": "The strip: how far it has moved to the right",
    "aria-valuemin": -MOST,
    "aria-valuemax": MOST,
    ...stripHand(model),
  };
  const strip = rowFigure("strip", slider);
  const drawLines = windowLines(strip.picture);
  const pools = POOLS.map((name) => rowFigure(name, { role: "img" }));
  const apart = numberChoice(APART, (n) => commit(model, { apart: n }));
  const stride = numberChoice(STRIDES, (n) => commit(model, { stride: n }));
  const spoken = spokenPlace();
  element.replaceChildren(
    card(
      "Strip",
      "cnnlab-strip",
      ...[strip, ...pools].map(({ box }) => box),
      settingsBox(field("Distance between the bright pixels", apart), field("Stride", stride)),
      spoken,
    ),
  );

  function draw() {
    const [right, gap, step] = settings.map((name) => model.get(name));
    const [before, now] = [0, right].map((shift) => stripOf(shift, gap));
    const [pooledBefore, pooledNow] = [before, now].map((pixels) => poolsOf(pixels, step));
    const title = titles(step);
    strip.show(before, now);
    drawLines(step);
    strip.title.textContent = title.strip;
    strip.reach.replaceChildren(
      "above at the start, below now",
      hint(": drag it, or press arrow keys"),
    );
    strip.verdict.textContent = verdict(right, "pixel");
    strip.picture.setAttribute("aria-valuenow", right);
    strip.picture.setAttribute("aria-valuetext", `${verdict(right, "pixel")}: ${inWords(now)}`);
    const verdicts = POOLS.map((name, i) => {
      const [was, is] = [pooledBefore[name], pooledNow[name]];
      const said = verdict(movedBy(was, is), "output");
      pools[i].show(was, is);
      pools[i].title.textContent = title[name];
      const reach = name === "max" ? step : 3 * step - 2;
      pools[i].reach.textContent = noteOf(reach, equivarianceError(was, is, right / step));
      pools[i].verdict.textContent = said;
      pools[i].picture.setAttribute("aria-label", `${title[name]}: ${inWords(is)}, ${said}`);
      return `${title[name]}: ${said}`;
    });
    setText(spoken, verdicts.join("; "));
    show(apart, gap);
    show(stride, step);
  }

  draw();
  const stops = [listen(model, settings, draw), ...[strip, ...pools].map(({ stop }) => stop)];
  return () => stops.forEach((stop) => stop());
}

/** @param {Pick<import("../../parts/mount.mjs").Model, "get">} model */
export function check(model) {
  const right = model.get("right");
  if (!Number.isInteger(right) || Math.abs(right) > MOST)
    throw new Misfit(`right must be a whole number from −${MOST} to ${MOST}`);
  checkOneOf("apart", model.get("apart"), APART);
  checkOneOf("stride", model.get("stride"), STRIDES);
}
