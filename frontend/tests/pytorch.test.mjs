import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { traitsOf } from "../parts/model.mjs";
import { vectors } from "./vectors.mjs";

const cases = vectors("pytorch");
const names = [...new Set(cases.map(({ widget }) => widget))];

for (const name of names) {
  test(`${name} writes the lines that Python writes`, async () => {
    const { pytorchCode } = await import(`../widgets/${name}/pytorch.mjs`);
    for (const { widget, state, code } of cases)
      if (widget === name) assert.equal(pytorchCode(readFrom(state)), code);
  });
}

// As the box gives them: a plain object would have allowed more.
/** @param {Record<string, any>} state */
const readFrom = (state) => traitsOf({ get: (name) => state[name] });

test("every widget that has such lines is among them", () => {
  const widgets = fileURLToPath(new URL("../widgets", import.meta.url));
  const written = readdirSync(widgets).filter((name) =>
    existsSync(join(widgets, name, "pytorch.mjs")),
  );
  assert.deepEqual(names.sort(), written.sort());
});
