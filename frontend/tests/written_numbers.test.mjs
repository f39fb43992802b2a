import assert from "node:assert/strict";
import { test } from "node:test";

import { isPlain, numbersIn, readNumber, readNumbers, written } from "../math/written_numbers.mjs";

/** @type {Record<string, number[]>} */
const ONE = {
  // plain
  0: [0],
  24: [24],
  " 24 ": [24],
  "24.": [24],
  "007": [7],
  0.111: [0.111],
  ".111": [0.111],
  "-0.5": [-0.5],
  "+5": [5],
  // thousands and decimals
  "307,300": [307300, 307.3],
  "307 300": [307300],
  "307\u2009300": [307300],
  "307\u00a0300": [307300],
  "307\u202f300": [307300],
  "307  300": [307300],
  "307'300": [307300],
  "307’300": [307300],
  "307_300": [307300],
  "307.300": [307.3, 307300],
  "1,234,567": [1234567],
  "1.234.567": [1234567],
  "3,07,300": [307300],
  "1,234,567.5": [1234567.5],
  "1.234.567,5": [1234567.5],
  "1 234,5": [1234.5],
  "1'234.5": [1234.5],
  "0,92": [0.92],
  "0,111": [0.111],
  "12,5": [12.5],
  ",5": [0.5],
  "-,5": [-0.5],
  // powers
  "1e3": [1000],
  "1E3": [1000],
  "3.07e5": [307000],
  "3,07e5": [307000],
  "1.5e-3": [0.0015],
  "3.07·10^5": [307000],
  "3.07 × 10⁵": [307000],
  "3.07x10^5": [307000],
  "3.07*10**5": [307000],
  "2·10⁻¹": [0.2],
  "10⁵": [100000],
  "2^5": [32],
  "3.073 E5": [307300, 307300000],
  // fractions
  "1/9": [1 / 9],
  "1 / 9": [1 / 9],
  "1⁄9": [1 / 9],
  "-1/9": [-1 / 9],
  "½": [0.5],
  "⅑": [1 / 9],
  "-½": [-0.5],
  "1½": [1.5],
  "2 1/4": [2.25],
  "3,000/2": [1500, 1.5],
  "1:9": [1 / 9],
  "3^2/9": [1],
  "2^3/4": [2],
  "1/3^2": [1 / 9],
  "1/3²": [1 / 9],
  "2·10^3/4": [500],
  "0·111": [0.111],
  // signs
  "−1": [-1],
  "–1": [-1],
  "—1": [-1],
  "‐1": [-1],
  "﹣1": [-1],
  "－１": [-1],
  "- 1": [-1],
  "minus 1": [-1],
  "neg 1": [-1],
  "➖1": [-1],
  "−\u200e1": [-1],
  "\u200e−\u200e1": [-1],
  "307\u200b300": [307300],
  "-(1)": [-1],
  // other digits, words and units
  "２４": [24],
  "０．５": [0.5],
  "24 px": [24],
  "24px": [24],
  "24 px²": [24],
  "1216 parameters": [1216],
  "1,216 parameters": [1216, 1.216],
  "about 24": [24],
  "x = 24": [24],
  "5 + 3 = 8": [8],
  "1/9 ≈ 0.111": [0.111],
  "0.111…": [0.111],
  "23.8×": [23.8],
  "24个": [24],
  "[24]": [24],
  "(-1)": [-1],
  "No.5": [5],
  "95 %": [0.95],
  "95%": [0.95],
  "95 per cent": [0.95],
  "50 percent": [0.5],
};

test("one number, as people write it", () => {
  for (const [text, readings] of Object.entries(ONE)) {
    const read = readNumber(text)?.readings ?? [];
    assert.equal(read.length, readings.length, `${text}: ${read}`);
    read.forEach((n, i) => {
      assert.ok(Math.abs(n - readings[i]) <= 1e-12 * Math.abs(n), `${text}: ${read}`);
    });
  }
});

test("none, more than one, or none that is finite", () => {
  for (const text of [
    ...["1,234,567,5", "", " ", "six", "none", "-", ".", "½½", "∞", "NaN", "Infinity", "null", "٣"],
    ...["1 2", "1, 2", "12 16", "1,2,3", "1.2.3", "3 - 1", "28·28", "28x28", "3-4", "24 and 25"],
    ...["--1", "+-1", "1/0", "1e400", "10^999", "1/2/3", "0x1F", "2^5^6"],
  ]) {
    assert.equal(readNumber(text), null, text);
  }
});

test("a text without end is read as far as it may be long", () => {
  for (const text of ["1", "1,", "1 ", "-", " ", "1/", "½", "[", "1e", "9'", "٣", "e1"]) {
    for (const count of [1, 2, 7])
      assert.deepEqual(
        readNumbers(text.repeat(1e6), count),
        readNumbers(text.repeat(1e6).slice(0, 200), count),
      );
  }
});

/** @type {[string, number[]][]} */
const SEVERAL = [
  ["8×16×28×28", [8, 16, 28, 28]],
  ["8x16x28x28", [8, 16, 28, 28]],
  ["8 · 16 · 28 · 28", [8, 16, 28, 28]],
  ["8-16-28-28", [8, 16, 28, 28]],
  ["(8, 16, 28, 28)", [8, 16, 28, 28]],
  ["torch.Size([8, 16, 28, 28])", [8, 16, 28, 28]],
  ["N=8, C=16, H=28, W=28", [8, 16, 28, 28]],
  ["(2, 3)", [2, 3]],
  ["2 3", [2, 3]],
  ["2; 3", [2, 3]],
  ["2\n3", [2, 3]],
  ["[[4,5],[7,8]]", [4, 5, 7, 8]],
  ["4 5; 7 8", [4, 5, 7, 8]],
  ["4 5 / 7 8", [4, 5, 7, 8]],
  ["[[4. 5.]\n [7. 8.]]", [4, 5, 7, 8]],
  ["row 4, column 2", [4, 2]],
  ["row 4 column 2", [4, 2]],
  ["784 rows and 75 columns", [784, 75]],
  ["28 by 28", [28, 28]],
  ["0.5, 0.25", [0.5, 0.25]],
  ["0,5; 0,25", [0.5, 0.25]],
  ["0,5 0,25", [0.5, 0.25]],
  ["½, ¼", [0.5, 0.25]],
  ["1/2 and 1/4", [0.5, 0.25]],
  ["1,216 × 4,640", [1216, 4640]],
  ["1,216 4,640", [1216, 4640]],
  ["1 216; 4 640", [1216, 4640]],
  ["-1, 1", [-1, 1]],
  ["−1 1", [-1, 1]],
  ["- 1, 1", [-1, 1]],
  ["-2,-1", [-2, -1]],
  ["- 2 - 1", [-2, -1]],
  ["(- 2, - 1)", [-2, -1]],
  ["28 - 28", [28, 28]],
  ["28 – 28", [28, 28]],
  ["３，４", [3, 4]],
  ["3、4", [3, 4]],
];

test("as many numbers as the question asks for", () => {
  for (const [text, numbers] of SEVERAL) {
    const read = readNumbers(text, numbers.length)?.map(({ readings }) => readings[0]);
    assert.deepEqual(read, numbers, text);
  }
  for (const [text, count] of /** @type {[string, number][]} */ ([
    ["28", 2],
    ["1 2 3", 2],
    ["5.1.6", 3],
    ["", 2],
    ["two and three", 2],
  ])) {
    assert.equal(readNumbers(text, count), null, text);
  }
});

test("all numbers of a text", () => {
  assert.deepEqual(numbersIn("24 and −1.5, then .5"), [24, -1.5, 0.5]);
  assert.deepEqual(numbersIn("8-16"), [8, 16]);
  assert.deepEqual(numbersIn("none"), []);
  assert.deepEqual(numbersIn("1e3 and 2.5E-1"), [1000, 0.25]);
});

test("one number is not the two of its digits and its exponent", () => {
  assert.equal(readNumbers("1e3", 2), null);
});

test("what is plain needs no echo", () => {
  const echoed = (text) => {
    const { spelled, readings } = /** @type {any} */ (readNumber(text));
    return !isPlain(spelled, readings[0]);
  };
  for (const text of ["24", "-1", "−1", "0.50", ".5", "307300", "307,300", "24 px"])
    assert.equal(echoed(text), false, text);
  for (const text of ["307 300", "307.300,0", "0,92", "1e3", "1/9", "½", "2^5", "95 %"])
    assert.equal(echoed(text), true, text);
});

test("numbers are written as the book writes them", () => {
  for (const [value, text] of /** @type {[number, string][]} */ ([
    [307300, "307,300"],
    [-1, "−1"],
    [-0, "0"],
    [1 / 9, "0.111111"],
    [-0.9999999999999998, "−1"],
    [1234567.5, "1,234,567.5"],
    [8e9, "8,000,000,000"],
  ])) {
    assert.equal(written(value), text);
  }
});
