// The settings of the wiring.
import { wirings } from "../../math/wiring.mjs";
import { choice, field, offer, settingsBox, show } from "../../parts/controls.mjs";
import { commit, same } from "../../parts/model.mjs";
import { wiringName } from "./words.mjs";

const COUNTS = [1, 2, 3, 4, 6, 8, 12, 16];
const KERNELS = [1, 3, 5, 7];
const SIDES = [7, 14, 28, 56, 112, 224];

/** @param {import("../../parts/mount.mjs").Model} model */
export function settingsForm(model) {
  const numbers = {
    in_channels: choice(pairs(COUNTS), (value) => setChannels("in_channels", Number(value))),
    out_channels: choice(pairs(COUNTS), (value) => setChannels("out_channels", Number(value))),
    kernel_size: choice(
      KERNELS.map((k) => [k, `${k} × ${k}`]),
      (value) => commit(model, { kernel_size: Number(value) }),
    ),
    side: choice(
      SIDES.map((n) => [n, `${n} × ${n}`]),
      (value) => commit(model, { height: Number(value), width: Number(value) }),
    ),
  };
  const wiring = choice([], (index) => commit(model, offered()[Number(index)]));
  const box = settingsBox(
    field("Channels in", numbers.in_channels),
    field("Channels out", numbers.out_channels),
    field("Wiring", wiring),
    field("Kernel", numbers.kernel_size),
    field("Maps", numbers.side),
  );

  const offered = () => wirings(model.get("in_channels"), model.get("out_channels"));

  // Groups that do not divide the new count become one: all channels are joined again.
  /** @param {string} name @param {number} count */
  function setChannels(name, count) {
    const counts = { ...channels(), [name]: count };
    const fits = Object.values(counts).every((n) => n % model.get("groups") === 0);
    commit(model, { [name]: count, ...(fits ? {} : { groups: 1 }) });
  }

  const channels = () => ({
    in_channels: model.get("in_channels"),
    out_channels: model.get("out_channels"),
  });

  return {
    box,
    show() {
      for (const name of ["in_channels", "out_channels", "kernel_size"])
        show(numbers[name], model.get(name));
      show(numbers.side, model.get("height"));
      const inputs = model.get("in_channels");
      offer(
        wiring,
        offered().map((each, i) => [i, wiringName(each, inputs)]),
      );
      const { groups, separable } = {
        groups: model.get("groups"),
        separable: model.get("separable"),
      };
      const now = { groups: separable ? 1 : groups, separable };
      wiring.value = String(
        offered().findIndex((each) => same(Object.values(each), Object.values(now))),
      );
    },
  };
}

const pairs = (/** @type {number[]} */ numbers) => numbers.map((n) => [n, n]);
