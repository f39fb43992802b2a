import assert from "node:assert/strict";
import { test } from "node:test";

import {
  asFactor,
  counted,
  exactNumber,
  fixed,
  largest,
  number,
  percent,
  readText,
  rounded,
  rowsAndColumns,
  shortened,
  span,
} from "../parts/numbers.mjs";
import { capital, listed } from "../parts/words.mjs";
import { vectors } from "./vectors.mjs";

test("numbers are written as in first frames", () => {
  for (const { value, texts, exact, factor } of vectors("numbers")) {
    for (const [digits, text] of Object.entries(texts))
      assert.equal(number(value, Number(digits)), text, `${value} with ${digits} digits`);
    assert.equal(exactNumber(value), exact);
    assert.equal(asFactor(value), factor);
  }
});

test("a number is short, and has a true minus sign", () => {
  assert.equal(number(3), "3");
  assert.equal(number(-0.123456), "−0.123");
  assert.equal(number(1 / 3, 5), "0.33333");
  assert.equal(number(2.125), "2.13");
  assert.equal(number(0.00005), "0.00005");
  assert.equal(number(123456789012345680), "123456789012345680");
  assert.equal(number(1e21), "1e21");
  assert.equal(number(-1.5e-7), "−1.5e−7");
});

test("a number keeps the decimals that there is room for, two at most", () => {
  const values = [0.0721, -0.0721, 0.25, -0.25, -2, 12.25, -12.25, 123.5, 12345, 0.5004];
  const texts = ["0.07", "−0.1", "0.25", "−0.3", "−2", "12.3", "−12", "124", "12345", "0.5"];
  assert.deepEqual(
    values.map((value) => number(shortened(value, 4))),
    texts,
  );
});

test("a weight is a fraction where decimals are long or cut off", () => {
  const texts = [0, 3, 0.5, -1.5, 1 / 9, -2 / 9, 0.25, 1 / 16, 1 / 81, 0.1837, 2 / 81, 1e-9];
  assert.deepEqual(
    texts.map((value) => exactNumber(value)),
    ["0", "3", "0.5", "−1.5", "1/9", "−2/9", "1/4", "1/16", "1/81", "0.184", "0.0247", "1e−9"],
  );
  assert.equal(exactNumber(1 / 49), "1/49"); // 49 of which are not quite 1
  assert.equal(exactNumber(1 / 82), "0.0122");
});

test("above 1 a short decimal stays one", () => {
  assert.equal(exactNumber(-1 / 27), "−1/27");
  const texts = [-7.25, -12.75, 1.125, 1.0625, 4 / 3, -7 / 3].map((value) => exactNumber(value));
  assert.deepEqual(texts, ["−7.25", "−12.75", "1.125", "17/16", "4/3", "−7/3"]);
});

test("a number is read as people write it, and back", () => {
  for (const text of ["1/9", "−2/9", "-2/9", "–2/9", "1,5", " 1.5 ", "1e3", "−4"])
    assert.notEqual(readText(text), null, text);
  assert.equal(readText("1/9"), 1 / 9);
  assert.equal(readText("– 2 / 9".replace(" ", "")), -2 / 9);
  assert.equal(readText("1,5"), 1.5);
  for (const value of [1 / 9, -2 / 9, 0.5, 1 / 81])
    assert.equal(readText(exactNumber(value)), value);
  for (const text of ["", " ", "many", "1/", "/9", "1/0", "1/2/3", "1e999", "1,234,567"])
    assert.equal(readText(text), null, text);
});

test("a negative factor has brackets", () => {
  assert.equal(asFactor(2), "2");
  assert.equal(asFactor(-2), "(−2)");
  assert.equal(asFactor(-1 / 9), "(−1/9)");
});

test("the largest of a matrix is so without its sign", () => {
  assert.equal(
    largest([
      [1, -3],
      [2, 0],
    ]),
    3,
  );
  assert.equal(largest([[0.125, -0.25]]), 0.25); // as in a blur, whose colours go up to it
});

test("a rounded number is never −0, with zeros at its end or without", () => {
  assert.ok(Object.is(rounded(-0.04, 1), 0));
  assert.equal(rounded(1.50001, 3), 1.5);
  assert.deepEqual(
    [-0.04, -1.26, 2].map((value) => fixed(value)),
    ["0.0", "−1.3", "2.0"],
  );
  assert.equal(fixed(0.126, 2), "0.13");
});

test("a half per cent is rounded up", () => {
  assert.deepEqual(
    [0, 0.125, 0.004, 1].map((share) => percent(share)),
    ["0%", "13%", "0%", "100%"],
  );
  assert.equal(percent(0.12345, 1), "12.3%");
  assert.equal(percent(1, 1), "100.0%");
});

test("what is counted has its plural, and what is listed its last word", () => {
  assert.deepEqual(
    [0, 1, 2500].map((n) => counted(n, "pixel")),
    ["0 pixels", "1 pixel", "2,500 pixels"],
  );
  assert.deepEqual(
    [
      rowsAndColumns(1, 8),
      rowsAndColumns(3, 1),
      span("row", 2, 4),
      span("column", -1, -1),
      span("row", 0, 0),
    ],
    ["1 row and 8 columns", "3 rows and 1 column", "rows 2 to 4", "column −1", "row 0"],
  );
  assert.deepEqual(
    [[], [2], [2, 4], [1, 2, 4]].map((all) => listed(all, "or")),
    ["", "2", "2 or 4", "1, 2 or 4"],
  );
  assert.equal(capital("row 3"), "Row 3");
});
