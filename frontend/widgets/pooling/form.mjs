// The settings as controls.
import LIMITS from "../../../src/cnnlab/widgets/limits.json" with { type: "json" };
import { OPERATIONS } from "../../math/pool.mjs";
import { fromTo } from "../../math/range.mjs";
import {
  asOptions,
  checkbox,
  choice,
  field,
  numberChoice,
  offer,
  presetChoice,
  settingsBox,
  show,
} from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { commit, same } from "../../parts/model.mjs";
import { number } from "../../parts/numbers.mjs";
import { labelledSlider } from "../../parts/sliders.mjs";
import { square } from "../../parts/words.mjs";

/**
 * @typedef {import("./scene.mjs").Settings} Settings
 * @typedef {import("../../parts/mount.mjs").Model} Model
 */

/** @param {Model} model */
export function poolingForm(model) {
  const image = presetChoice(model, "image");
  const operation = choice(Object.entries(OPERATIONS), (name) =>
    commit(model, { operation: name }),
  );
  const size = numberChoice(fromTo(1, 8), resizing(model), square);
  const stride = numberChoice(fromTo(1, 4), (n) => commit(model, { stride: n }));
  const padding = numberChoice([], (n) => commit(model, { padding: n }));
  const power = softness(model, { trait: "p", label: "Power p", sign: 1, from: 0, to: 7 });
  const heat = softness(model, {
    trait: "temperature",
    label: "Temperature τ",
    sign: -1,
    from: -8,
    to: 4,
  });
  const normalise = checkbox("Mean, not sum", (on) => commit(model, { normalise: on }));
  const gradient = checkbox("Gradient", (on) => commit(model, { show_gradient: on }));

  /** @param {Settings} settings */
  function refresh(settings) {
    image.refresh();
    show(operation, settings.operation);
    show(size, settings.kernel_size);
    show(stride, settings.stride);
    offer(padding, asOptions(paddingsFor(settings)));
    show(padding, settings.padding);
    power.show(settings.p);
    heat.show(settings.temperature);
    normalise.control.checked = Boolean(settings.normalise);
    gradient.control.checked = Boolean(settings.show_gradient);
    power.box.hidden = normalise.box.hidden = settings.operation !== "lp";
    heat.box.hidden = settings.operation !== "lse";
  }

  const box = settingsBox(
    field("Image", image),
    field("Operation", operation),
    power.box,
    heat.box,
    normalise.box,
    field("Window", size),
    field("Stride", stride),
    field("Padding", padding),
    gradient.box,
  );
  return { box, refresh };
}

/**
 * The paddings that a window can have, as far as they can be drawn.
 * @param {Settings} settings
 */
function paddingsFor({ image, kernel_size: k }) {
  const room = Math.min(k, LIMITS.most_drawn - Math.max(image.length, image[0].length));
  return fromTo(0, Math.floor(room / 2));
}

/**
 * The way to give the window another size. Windows that touched still touch, and a border that does
 * not fit a small window comes back with a larger one.
 * @param {Model} model
 */
function resizing(model) {
  const now = () => ({
    kernel_size: model.get("kernel_size"),
    stride: model.get("stride"),
    padding: model.get("padding"),
  });
  let chosen = now(); // by hand, before sizes were tried
  let made = chosen; // for the last size tried
  return (/** @type {number} */ k) => {
    if (!same(made, now())) chosen = now();
    made = {
      kernel_size: k,
      stride: chosen.stride === chosen.kernel_size ? k : chosen.stride,
      padding: Math.min(chosen.padding, Math.floor(k / 2)),
    };
    commit(model, made);
  };
}

/**
 * A slider in powers of 2, from the average to the maximum; with `sign` −1 the power falls.
 * @param {Model} model
 * @param {{ trait: string, label: string, sign: number, from: number, to: number }} options
 */
function softness(model, { trait, label, sign, from, to }) {
  const { box, show } = labelledSlider({ min: from, max: to, step: 0.25 }, (power) =>
    commit(model, { [trait]: 2 ** (sign * power) }),
  );
  box.append(
    html(
      "span",
      { class: "cnnlab-note cnnlab-pooling-ends", "aria-hidden": "true" },
      html("span", {}, "average"),
      html("span", {}, "maximum"),
    ),
  );
  return {
    box,
    /** @param {number} value */
    show: (value) => show(sign * Math.log2(value), `${label} = `, number(value)),
  };
}
