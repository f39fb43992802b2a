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
  if (!Array.isArray(expected)) {
    const room = within.absolute + within.relative * Math.abs(expected);
    assert.ok(Math.abs(found - expected) <= room, `${what}: ${found}, not ${expected}`);
    return;
  }
  assert.equal(found?.length, expected.length, `the length of ${what}`);
  expected.forEach((part, i) => assertClose(found[i], part, within, `${what}[${i}]`));
}
