// Numbers that agree but for rounding.
import assert from "node:assert/strict";

/**
 * Lists in lists agree if each number is within `absolute` + `relative` · |expected|, as NumPy's
 * assert_allclose says.
 * @param {any} found
 * @param {any} expected
 * @param {{ relative: number, absolute: number }} within
 * @param {string} what is compared
 */
export function assertClose(found, expected, within, what) {
  const fault = faultOf(found, expected, within);
  assert.ok(fault === null, `${what}${fault}`);
}

/** What does not agree, such as "[3]: 1, not 2", or null. In words only then: they take time. */
function faultOf(found, expected, within) {
  if (!Array.isArray(expected)) {
    const room = within.absolute + within.relative * Math.abs(expected);
    return Math.abs(found - expected) <= room ? null : `: ${found}, not ${expected}`;
  }
  if (found?.length !== expected.length) {
    return `: the length is ${found?.length}, not ${expected.length}`;
  }
  for (let i = 0; i < expected.length; i++) {
    const fault = faultOf(found[i], expected[i], within);
    if (fault !== null) return `[${i}]${fault}`;
  }
  return null;
}
