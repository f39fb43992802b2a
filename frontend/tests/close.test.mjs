// What the other tests compare with finds each difference, and says where it is.
import assert from "node:assert/strict";
import test from "node:test";

import { assertClose } from "./close.mjs";

const WITHIN = { relative: 1e-3, absolute: 0 };

test("numbers agree within what is allowed, in lists of any depth", () => {
  assertClose([[1, 1000], []], [[1.0005, 1000.5], []], WITHIN, "it");
});

test("each difference is found, and its place is said", () => {
  for (const [found, expected, message] of [
    [1, 1.01, "it: 1, not 1.01"],
    [[1, [2, 3]], [1, [2, 4]], "it[1][1]: 3, not 4"],
    [[1], [1, 2], "it: the length is 1, not 2"],
    [[1, 2], [1], "it: the length is 2, not 1"],
    [undefined, [1], "it: the length is undefined, not 1"],
    [[NaN], [1], "it[0]: NaN, not 1"],
    [[1], [NaN], "it[0]: 1, not NaN"],
    [[], 1, "it: , not 1"],
  ]) {
    assert.throws(() => assertClose(found, expected, WITHIN, "it"), { message });
  }
});
