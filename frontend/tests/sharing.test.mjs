import { test } from "node:test";

import { bothMaps, imageWith } from "../math/sharing.mjs";
import { assertClose } from "./close.mjs";
import { vectors } from "./vectors.mjs";

const WITHIN = { relative: 0, absolute: 1e-12 };

test("the image and both maps are cnnlab's", () => {
  for (const { state, image, ...maps } of vectors("sharing")) {
    const made = imageWith(state.ground, state.stamp, state.row, state.column);
    assertClose(made, image, WITHIN, "image");
    const found = bothMaps(made, state.learned[state.seen]);
    assertClose(found.tied, maps.tied, WITHIN, "tied");
    assertClose(found.untied, maps.untied, WITHIN, "untied");
  }
});
