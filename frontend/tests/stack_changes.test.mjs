// Changed stacks are those of cnnlab, and called the same in short.
import assert from "node:assert/strict";
import test from "node:test";

import { CHANGES, changedStack } from "../math/network/changes.mjs";
import { checkStack, inShort } from "../widgets/network_builder/layers.mjs";
import { vectors } from "./vectors.mjs";

const ALL = vectors("stack_changes");

test("every change makes cnnlab's stack of every stack", () => {
  assert.deepEqual(new Set(ALL.map(({ change }) => change)), new Set(CHANGES));
  for (const { stack, change, changed, short } of ALL) {
    if (changed === null) assert.throws(() => changedStack(stack, change), /no convolution before/);
    else {
      assert.deepEqual(changedStack(stack, change), changed, change);
      assert.equal(inShort(checkStack("changed", changed)), short);
    }
  }
});

test("a stride that no convolution can take over is refused with its layer", () => {
  const stack = [{ kind: "relu" }, { kind: "max_pool2d", kernel_size: 2 }];
  assert.throws(() => changedStack(stack, "stride"), {
    name: "Misfit",
    message: /before layer 2 /,
  });
});

test("what is left out of a layer is as cnnlab has it", () => {
  for (const { stack } of ALL) assert.deepEqual(checkStack("stack", stack), stack);
  const [pool] = checkStack("stack", [{ kind: "max_pool2d", kernel_size: 3 }]);
  assert.deepEqual(pool, { kind: "max_pool2d", kernel_size: 3, stride: 3, padding: 0 });
});
