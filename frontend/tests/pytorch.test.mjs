import assert from "node:assert/strict";
import { test } from "node:test";

import { vectors } from "./vectors.mjs";

const cases = vectors("pytorch");
const names = [...new Set(cases.map(({ widget }) => widget))];

for (const name of names) {
  test(`${name} writes the lines that Python writes`, async () => {
    const { pytorchCode } = await import(`../widgets/${name}/pytorch.mjs`);
    for (const { widget, state, code } of cases)
      if (widget === name) assert.equal(pytorchCode(state), code);
  });
}

test("every widget with code is among them", () => assert.equal(names.length, 8));
