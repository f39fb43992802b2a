import assert from "node:assert/strict";
import { test } from "node:test";

import { misreading } from "../widgets/network_builder/words.mjs";

test("a misread digit has its own article", () => {
  assert.equal(misreading({ label: 3, read: 8 }), "a 3, read as 8");
  assert.equal(misreading({ label: 8, read: 3 }), "an 8, read as 3");
});
