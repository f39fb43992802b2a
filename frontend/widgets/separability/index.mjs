// Separability: windows of noise, half of which hold a feature. How well do their maximum and their
// average tell the two kinds apart?
import LIMITS from "../../../src/cnnlab/widgets/limits/separability.json" with { type: "json" };
import { exampleWindows, FILLS, pooledOf, POOLS, accuracy } from "../../math/separability.mjs";
import { checkBetween, checkOneOf, checkUpTo } from "../../math/checks.mjs";
import {
  asOptions,
  card,
  choice,
  field,
  figure,
  notice,
  settingsBox,
  show,
  textButton,
} from "../../parts/controls.mjs";
import { html, svg } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { fixed, number, percent } from "../../parts/numbers.mjs";
import { labelledSlider } from "../../parts/sliders.mjs";
import { square } from "../../parts/words.mjs";
import { histogramsPicture, sharesPicture, windowPicture } from "./pictures.mjs";
import { FILL_NAMES, NAMES } from "./words.mjs";

// What Reset puts back.
export const settings = ["side", "noise", "fill", "seed"];

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  const figures = {
    absent: figure("Without the feature", "separability-without"),
    present: figure("With the feature", "separability-with"),
    max: figure(NAMES.max, "separability-max"),
    average: figure(NAMES.average, "separability-average"),
    shares: figure("Classified correctly", "separability-shares"),
  };
  const [min, max] = LIMITS.side;
  const side = labelledSlider({ min, max }, (value) => commit(model, { side: value }));
  const [quiet, loud] = LIMITS.noise;
  const noise = labelledSlider({ min: quiet, max: loud, step: 0.5 }, (value) =>
    commit(model, { noise: value }),
  );
  const fill = choice(
    asOptions(FILLS, (name) => FILL_NAMES[name]),
    (name) => commit(model, { fill: name }),
  );
  const again = textButton("Other windows", () =>
    commit(model, { seed: (model.get("seed") + 1) % (LIMITS.seed[1] + 1) }),
  );
  const told = html("p", { class: "cnnlab-total", role: "status" });
  const { box: problem, tell, refuse } = notice();
  const stage = html(
    "div",
    { class: "cnnlab-separability-stage" },
    Object.values(figures).map(({ box }) => box),
  );
  element.replaceChildren(
    card(
      "Separability",
      "cnnlab-separability",
      problem,
      stage,
      told,
      settingsBox(side.box, noise.box, field("The feature fills", fill), again),
    ),
  );
  for (const kind of /** @type {const} */ (["absent", "present"])) {
    figures[kind].box.querySelector("strong")?.prepend(swatch(kind));
  }
  figures.shares.note.replaceChildren(
    "by the best threshold: ",
    key("cnnlab-separability-max-line", "maximum"),
    key("cnnlab-separability-average-line", "average"),
  );

  function draw() {
    try {
      check(model);
      tell(null);
    } catch (error) {
      return refuse(error);
    }
    const chosen = /** @type {any} */ (
      Object.fromEntries(settings.map((name) => [name, model.get(name)]))
    );
    const windows = exampleWindows(chosen);
    const pooled = { absent: pooledOf(windows.absent), present: pooledOf(windows.present) };
    for (const kind of /** @type {const} */ (["absent", "present"])) {
      const picture = windowPicture(windows[kind], chosen, kind === "present");
      figures[kind].body.replaceChildren(picture);
      const { max, average } = pooled[kind];
      figures[kind].note.textContent = `maximum ${fixed(max)}, average ${fixed(average)}`;
    }
    for (const pool of POOLS) {
      const shown = { absent: pooled.absent[pool], present: pooled.present[pool] };
      figures[pool].body.replaceChildren(histogramsPicture(pool, chosen, shown));
      figures[pool].note.textContent = `${percent(accuracy(pool, chosen))} classified correctly`;
    }
    figures.shares.body.replaceChildren(sharesPicture(chosen));
    const [byMax, byAverage] = POOLS.map((pool) => percent(accuracy(pool, chosen)));
    told.replaceChildren(
      "By a threshold, the maximum classifies ",
      html("strong", {}, byMax),
      " correctly, the average ",
      html("strong", {}, byAverage),
      ".",
    );
    side.show(chosen.side, "Window: ", `${square(chosen.side)} pixels`);
    const deviation = number(chosen.noise);
    noise.show(chosen.noise, "Noise: ", deviation);
    noise.control.setAttribute("aria-valuetext", `standard deviation ${deviation}`);
    show(fill, chosen.fill);
  }

  draw();
  return listen(model, settings, draw);
}

const swatch = (kind) =>
  svg(
    "svg",
    { class: "cnnlab-separability-swatch", viewBox: "0 0 10 10", "aria-hidden": "true" },
    svg("path", { class: `cnnlab-separability-${kind}`, d: "M0 0H10V10H0z" }),
  );

const key = (look, words) =>
  html(
    "span",
    { class: "cnnlab-separability-key" },
    svg(
      "svg",
      { viewBox: "0 0 30 10", "aria-hidden": "true" },
      svg("path", { class: `cnnlab-line ${look}`, d: "M0 5H30" }),
    ),
    words,
  );

/** @param {Pick<import("../../parts/mount.mjs").Model, "get">} model */
export function check(model) {
  checkUpTo("side", model.get("side"), ...LIMITS.side);
  checkUpTo("seed", model.get("seed"), ...LIMITS.seed);
  checkBetween("noise", model.get("noise"), ...LIMITS.noise);
  checkOneOf("fill", model.get("fill"), FILLS);
}
