// The wiring as a layer of PyTorch, as Wiring.pytorch_code writes it.
import { call, NN, program, tuple, unless } from "../../math/pytorch.mjs";
import { stagesOf } from "../../math/wiring.mjs";

/** @param {Record<string, any>} traits */
export function pytorchCode(traits) {
  const { in_channels, height, width } = traits;
  const layers = stagesOf(/** @type {any} */ (traits)).map(({ inputs, outputs, kernel, groups }) =>
    call("nn.Conv2d", [inputs, outputs, kernel], {
      padding: unless(0, [(kernel - 1) / 2, (kernel - 1) / 2]),
      groups: unless(1, [groups, groups]),
    }),
  );
  const layer = layers.length === 1 ? layers[0] : `nn.Sequential(${layers.join(", ")})`;
  const first = `# x: the maps, ${tuple([1, in_channels, height, width])}`;
  return program([NN], first, `layer = ${layer}`, "y = layer(x)");
}
