import assert from "node:assert/strict";
import { test } from "node:test";

import { misfitInWords } from "../math/misfits.mjs";
import { exploreSizes, sightsOf } from "../math/size_explorer.mjs";
import {
  linesInWords,
  pixelInWords,
  placeInWords,
  reachInWords,
  sizesInWords,
  sizesWorkedOut,
} from "../widgets/size_explorer/words.mjs";

const COUNTING_UP = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];

/** @param {Record<string, any>} changes */
const explored = (changes) =>
  exploreSizes({
    image: Array.from({ length: 9 }, (_, i) => Array.from({ length: 8 }, (_, j) => i - j)),
    kernel: COUNTING_UP,
    size: 8,
    stride: 1,
    padding: "valid",
    padding_mode: "zeros",
    dilation: 1,
    transposed: false,
    output_padding: 0,
    ...changes,
  });

/** @param {ReturnType<typeof explored>} from @param {number} row @param {number} column */
const pixel = (from, row, column) =>
  pixelInWords(from, { row, column }, sightsOf(from, row, column));

test("lines are named singly, as a range, or one by one", () => {
  assert.equal(linesInWords("row", []), "");
  assert.equal(linesInWords("row", [-1]), "row −1");
  assert.equal(linesInWords("row", [2, 3]), "rows 2 and 3");
  assert.equal(linesInWords("row", [2, 3, 4]), "rows 2 to 4");
  assert.equal(linesInWords("column", [0, 2, 4]), "columns 0, 2 and 4");
  assert.equal(linesInWords("row", [-1, 1, 3, 5, 7]), "rows −1, 1, … 7");
  assert.equal(linesInWords("row", [0, 1, 3, 4, 6]), "rows 0, 1, 3, 4 and 6");
});

test("the figures' sizes say what padding and dilation do to them", () => {
  assert.deepEqual(sizesInWords(explored({ padding: 1, dilation: 2 })), {
    input: "8 × 8, padded to 10 × 10",
    kernel: "3 × 3, spread over 5 × 5",
    output: "6 × 6",
  });
  const transposed = explored({ size: 3, stride: 2, padding: 1, transposed: true });
  assert.equal(sizesInWords(transposed).output, "7 × 7, cut to 5 × 5");
});

test("the formula has the numbers of the settings, once if both axes have the same", () => {
  assert.deepEqual(sizesWorkedOut(explored({ stride: 2 })), [
    {
      name: "Rows and columns",
      text: "⌊(8 + 2·0 − 1·(3 − 1) − 1) / 2⌋ + 1 = ⌊5 / 2⌋ + 1 = ",
      result: 3,
      remainder: 1,
    },
  ]);
  const apart = sizesWorkedOut(explored({ padding: [[1, 0], 2], stride: [1, 2] }));
  assert.deepEqual(
    apart.map(({ name, text, remainder }) => [name, text.split(" = ")[0], remainder]),
    [
      ["Rows", "⌊(8 + 1 + 0 − 1·(3 − 1) − 1) / 1⌋ + 1", null],
      ["Columns", "⌊(8 + 2·2 − 1·(3 − 1) − 1) / 2⌋ + 1", 1],
    ],
  );
  const settings = { size: [3, 2], stride: [2, 3], transposed: true, output_padding: 1 };
  const [rows, columns] = sizesWorkedOut(explored({ ...settings, padding: [[1, 0], 0] }));
  assert.equal(rows.text, "(3 − 1)·2 − (1 + 0) + 1·(3 − 1) + 1 + 1 = ");
  assert.equal(columns.text, "(2 − 1)·3 − 2·0 + 1·(3 − 1) + 1 + 1 = ");
  assert.deepEqual([rows.result, columns.result], [7, 7]);
});

test("what is not reached is counted and named", () => {
  assert.deepEqual(reachInWords(explored({ stride: 2 })), {
    missing: "No window reaches 15 of 64 pixels",
    rest: ": row 7 and column 7. Each of the others lies in 1, 2 or 4 windows.",
  });
  assert.deepEqual(reachInWords(explored({ stride: 2, size: 7 })), {
    missing: null,
    rest: "Every pixel is reached. Each pixel lies in 1, 2 or 4 windows.",
  });
  const once = { stride: 3, size: 3, transposed: true };
  assert.deepEqual(reachInWords(explored(once)), {
    missing: null,
    rest: "Every output pixel is reached. Each pixel gets 1 stamp.",
  });
  const { missing, rest } = reachInWords(explored({ ...once, output_padding: [1, 0] }));
  assert.equal(missing, "No stamp reaches 9 of 90 output pixels");
  assert.equal(rest, ": row 9. Each of the others gets 1 stamp.");
});

test("a place says where its window lies", () => {
  const { name, value, how, cell } = placeInWords(explored({ stride: 2, padding: 1 }), 5);
  assert.deepEqual([name, cell], ["output[1, 1]", "row 1, column 1"]);
  assert.equal(value, "12");
  assert.equal(how, ", the sum of 9 products: rows 1 to 3, columns 1 to 3");
  const stamp = placeInWords(explored({ transposed: true, size: 2, kernel: [[5]] }), 2, {
    written: false,
  });
  assert.equal(stamp.name, "input[1, 0]");
  assert.equal(stamp.how, ": the stamp 1 × kernel is added on row 1, column 0");
});

test("a pixel says in which windows it lies, or what its sum is", () => {
  const windows = explored({ stride: 2, padding: 1 });
  const two = "output[0, 0], output[1, 0]";
  assert.equal(pixel(windows, 2, 0), `input[1, −1] (border) lies in 2 windows: ${two}`);
  assert.equal(pixel(explored({ stride: 2 }), 7, 0), "input[7, 0] lies in no window.");
  const sums = explored({ transposed: true, size: 2, stride: 2, padding: [1, 0] });
  assert.equal(pixel(sums, 0, 0), "output[−1, 0] (cut off) = 0·1 = 0");
  assert.equal(pixel(sums, 2, 2), "output[1, 2] = 0·9 + (−1)·7 + 1·3 + 0·1 = −4");
  const gap = explored({ transposed: true, size: 2, stride: 4 });
  assert.equal(pixel(gap, 3, 3), "output[3, 3] = 0: no stamp reaches it.");
});

test("a long list is cut short", () => {
  const many = explored({ kernel: Array.from({ length: 4 }, () => Array(4).fill(1)) });
  assert.match(pixel(many, 3, 3), /^input\[3, 3\] lies in 16 windows: (output\S* \S* ){9}…$/);
});

test("many different counts are said as a range", () => {
  const many = explored({ kernel: Array.from({ length: 4 }, () => Array(4).fill(1)) });
  assert.match(reachInWords(many).rest, /lies in 1 to 16 windows\.$/);
});

test("while counting, places are windows or stamps, and so are pixels", () => {
  const place = (changes) => {
    const { name, value, how } = placeInWords(explored(changes), 5, { counting: true });
    return `${name} = ${value}${how}`;
  };
  const at = "rows 2 to 4, columns 4 to 6";
  assert.equal(place({ stride: 2 }), `output[1, 2] = 1 window: ${at}`);
  assert.equal(place({ stride: 2, size: 3, transposed: true }), `input[1, 2] = 1 stamp: ${at}`);
  const stamps = explored({ transposed: true, size: 2, stride: 2 });
  const count = (row, column) =>
    pixelInWords(stamps, { row, column }, sightsOf(stamps, row, column), true);
  assert.equal(count(2, 0), "output[2, 0] gets 2 stamps: input[0, 0], input[1, 0]");
  const apart = explored({ transposed: true, size: 2, stride: 4 });
  assert.match(pixelInWords(apart, { row: 3, column: 3 }, [], true), /gets no stamp\.$/);
});

test("settings that do not fit come with a way out that leads out", () => {
  /** @type {[Record<string, any>, RegExp, Record<string, any>][]} */
  const misfits = [
    [{ size: 4, dilation: 2 }, /the kernel spans 5 .* less dilation/, { dilation: 1 }],
    [{ padding: "same", stride: 2 }, /padding "same" .* Set the stride to 1/, { stride: 1 }],
    [{ padding: 8, padding_mode: "reflect" }, /"reflect" .* another border/, { padding: 1 }],
    [{ transposed: true, size: 1, padding: 2 }, /cuts off .* Choose less padding/, { padding: 0 }],
    [{ transposed: true, output_padding: 1 }, /Choose less output/, { output_padding: 0 }],
    [{ size: 9 }, /than the 9 × 8 .* Choose a smaller input/, { size: 7 }],
  ];
  for (const [wrong, words, mended] of misfits) {
    assert.throws(
      () => explored(wrong),
      ({ message }) => words.test(misfitInWords(message)),
      String(words),
    );
    explored({ ...wrong, ...mended });
  }
  assert.equal(misfitInWords("no way out is known"), "This does not fit: no way out is known.");
});
