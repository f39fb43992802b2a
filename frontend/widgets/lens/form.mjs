// The settings of the lens.
import LIMITS from "../../../src/cnnlab/widgets/limits/lens.json" with { type: "json" };
import { CHANNELS, POOLINGS } from "../../math/lens.mjs";
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
import { commit } from "../../parts/model.mjs";
import { poolingWords } from "./words.mjs";

/** @typedef {import("../../parts/mount.mjs").Model} Model */

const DILATIONS = [1, 2, 3, 4, 8];
const OWN = ""; // stands for the reader's own picture

/**
 * @param {Model} model
 * @param {() => void} leaveOwn goes back from the reader's own picture to a photograph
 */
export function settingsForm(model, leaveOwn) {
  const photograph = choice([], (name) => {
    if (name === OWN) return;
    commit(model, { photograph: name });
    leaveOwn();
  });
  const kernel = presetChoice(model, "kernel");
  const counts = {
    dilation: numberChoice(DILATIONS, (dilation) => commit(model, { dilation })),
    stride: numberChoice(LIMITS.stride, (stride) => commit(model, { stride })),
  };
  const pooling = choice(poolings(), (value) => {
    const [name, size] = value.split(" ");
    commit(model, { pooling: name, ...(size && { pool_size: Number(size) }) });
  });
  const channel = choice(asOptions(CHANNELS), (name) => commit(model, { channel: name }));
  const checks = {
    blur_first: checkbox("Blur before the stride", (on) => commit(model, { blur_first: on })),
    relu: checkbox("ReLU", (on) => commit(model, { relu: on })),
  };
  const root = settingsBox(
    field("Picture", photograph),
    field("Kernel", kernel),
    field("Dilation", counts.dilation),
    field("Stride", counts.stride),
    field("Pooling", pooling),
    field("Loupe", channel),
    checks.blur_first.box,
    checks.relu.box,
  );

  /** @param {boolean} isOwn whether the reader's own picture is shown */
  function refresh(isOwn) {
    const own = isOwn ? [[OWN, "your own"]] : [];
    offer(photograph, [...own, ...asOptions(Object.keys(model.get("images")))]);
    photograph.value = isOwn ? OWN : model.get("photograph");
    kernel.refresh();
    for (const [trait, control] of Object.entries(counts)) show(control, model.get(trait));
    pooling.value = key(model.get("pooling"), model.get("pool_size"));
    channel.value = model.get("channel");
    for (const [trait, { control }] of Object.entries(checks))
      control.checked = Boolean(model.get(trait));
  }

  return { root, refresh };
}

const key = (pooling, size) => (pooling === "none" ? pooling : `${pooling} ${size}`);

const poolings = () =>
  POOLINGS.flatMap((name) =>
    (name === "none" ? [0] : LIMITS.pool_size).map((size) => [
      key(name, size),
      poolingWords(name, size),
    ]),
  );
