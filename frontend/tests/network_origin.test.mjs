// Every number of a network is what its origin says, and depends on no pixel outside its field.
import assert from "node:assert/strict";
import test from "node:test";

import { runNetwork, unpackNetwork } from "../math/network/packed.mjs";
import { originOf, unflattened } from "../math/network/origin.mjs";
import { checkPicked, placeOf } from "../math/network/places.mjs";
import { vectors } from "./vectors.mjs";

const { images, networks } = vectors("network");
const image = images[7].map((row) => row.map((ink) => ink / 16));

for (const [n, { packed, outputs, shapes }] of networks.entries()) {
  const layers = unpackNetwork("any", packed);
  const ofImage = runNetwork(layers, image);
  const picks = layers.flatMap((_, l) => {
    const count = outputs[l][7].length;
    return [0, Math.floor(count / 3), Math.floor((2 * count) / 3), count - 1].map((i) => ({
      i,
      picked: [l, ...placeOf(shapes[l], i)],
    }));
  });

  test(`the parts of a number make cnnlab's number, network ${n}`, () => {
    for (const { i, picked } of picks) {
      const expected = outputs[picked[0]][7][i];
      const { type, value, groups, bias, from } = originOf(layers, image, ofImage, picked);
      assert.ok(Math.abs(value - expected) < 1e-9);
      const source = from && (from[0] < 0 ? image[from[2]][from[3]] : null);
      if (type === "conv2d" || type === "linear") {
        const sum = groups.reduce((all, group) => all + group.sum, bias);
        assert.ok(Math.abs(sum - expected) < 1e-9, type);
      } else if (source === null) {
        const [l, ...place] = /** @type {number[]} */ (from);
        const below = originOf(layers, image, ofImage, [l, ...place]).value;
        assert.ok(Math.abs((type === "relu" ? Math.max(0, below) : below) - expected) < 1e-9);
      }
    }
  });

  test(`no pixel outside the field changes a number, and inside one does, network ${n}`, () => {
    for (const { i, picked } of picks) {
      const [[top, bottom], [left, right]] = originOf(layers, image, ofImage, picked).field;
      const changed = (inside) =>
        image.map((row, r) =>
          row.map((x, c) =>
            (r >= top && r <= bottom && c >= left && c <= right) === inside ? 1 - x : x,
          ),
        );
      const at = (x) => runNetwork(layers, x)[picked[0]].values[i];
      assert.equal(at(changed(false)), at(image));
      if (layers[picked[0]].type === "conv2d") assert.notEqual(at(changed(true)), at(image));
    }
  });
}

test("what is no number of the network is refused, and flattened numbers lie in maps", () => {
  const { packed, shapes } = networks[2];
  for (const picked of [[0], [99, 0], [0, 8, 0, 0], [0, 0, 0.5, 0], [0, -1, 0, 0], [9, 10]])
    assert.throws(() => checkPicked(shapes, picked), /there is no number \[/);
  checkPicked(shapes, [0, 7, 0, 0]);
  assert.deepEqual(unflattened(unpackNetwork("CNN", packed), shapes, [8, 7]), [7, 1, 1, 1]);
});
