// The settings of the wiring.
import LIMITS from "../../../src/cnnlab/widgets/limits/wiring.json" with { type: "json" };
import { wirings } from "../../math/wiring.mjs";
import { field, numberChoice, offer, settingsBox, show } from "../../parts/controls.mjs";
import { commit, same } from "../../parts/model.mjs";
import { square } from "../../parts/words.mjs";
import { wiringName } from "./words.mjs";

const COUNTS = [1, 2, 3, 4, 6, 8, 12, 16];
const SIDES = [7, 14, 28, 56, 112, 224];

/** @param {import("../../parts/mount.mjs").Model} model */
export function settingsForm(model) {
  const numbers = {
    in_channels: numberChoice(COUNTS, (count) => setChannels("in_channels", count)),
    out_channels: numberChoice(COUNTS, (count) => setChannels("out_channels", count)),
    kernel_size: numberChoice(LIMITS.kernel_size, (k) => commit(model, { kernel_size: k }), square),
    side: numberChoice(SIDES, (n) => commit(model, { height: n, width: n }), square),
  };
  const wiring = numberChoice([], (index) => commit(model, offered()[index]));
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
