// What is drawn is counted, moved and stretched as the data set's digits were, and then it is read.
import assert from "node:assert/strict";
import test from "node:test";

import { MOST_INK } from "../math/drawing.mjs";
import { runNetwork, unpackNetwork } from "../math/network/packed.mjs";
import { table } from "../math/tables.mjs";
import { BLOCK, countedInk, DOTS, inkOf } from "../widgets/draw_digit/ink.mjs";
import { tiling } from "../widgets/draw_digit/maps.mjs";
import { makePaper } from "../widgets/draw_digit/paper.mjs";
import {
  emptySheet,
  goingOn,
  movedSheet,
  padInk,
  seenDrawing,
  sheetFrom,
  withStroke,
} from "../widgets/draw_digit/sheet.mjs";
import { layerWords } from "../widgets/draw_digit/words.mjs";
import { vectors } from "./vectors.mjs";

const { images, moved, cnn, shapes, read } = vectors("draw_digit");

/** @param {number[][][]} lines */
const drawn = (lines, sheet = emptySheet, rubs = false) =>
  lines.reduce(
    (before, [first, ...points]) => points.reduce(goingOn, withStroke(before, first, rubs)),
    sheet,
  );

const LINE = [
  [
    [16, 4],
    [16, 28],
  ],
];

test("dots count up to the drawing that they were made of", () => {
  for (const image of images) {
    assert.deepEqual(countedInk(inkOf(image)), image);
    assert.deepEqual(seenDrawing(sheetFrom(image), true), image);
  }
});

test("the dots of a pixel lie towards its darker neighbour", () => {
  for (const [down, right] of [
    [0, 1],
    [0, -1],
    [1, 0],
    [-1, 0],
  ]) {
    const along = (/** @type {number} */ y, /** @type {number} */ x) => y * down + x * right;
    const counts = [MOST_INK / 2, MOST_INK]; // of the pixel's line, and of the line beside it
    const ink = inkOf(table(8, 8, (i, j) => counts[along(i - 3, j - 3)] ?? 0));
    for (const y of [-1.5, -0.5, 0.5, 1.5])
      for (const x of [-1.5, -0.5, 0.5, 1.5])
        assert.equal(
          ink[(13.5 + y) * DOTS + 13.5 + x],
          Number(along(y, x) > 0),
          `${[down, right]}`,
        );
  }
});

test("moving by a pixel is cnnlab's shift", () => {
  images.forEach((image, n) =>
    assert.deepEqual(seenDrawing(movedSheet(sheetFrom(image), -1, 1), true), moved[n]),
  );
});

test("what leaves the pad comes back, and a move ends where all has left it", () => {
  const sheet = drawn(LINE, sheetFrom(images[0]));
  const far = movedSheet(movedSheet(sheet, 0, 6), 0, 6);
  assert.ok(!padInk(far).includes(1));
  assert.deepEqual(padInk(movedSheet(far, 0, -8)), padInk(sheet));
});

test("a stroke lies where it was drawn, however far the drawing has been moved", () => {
  const sheet = drawn(LINE, movedSheet(sheetFrom(images[0]), 3, -2));
  assert.equal(padInk(sheet)[16 * DOTS + 16], 1);
  assert.equal(padInk(movedSheet(sheet, 0, 1))[16 * DOTS + 16 + BLOCK], 1);
});

test("a pen inks and rubs out two dots on either side of its line", () => {
  const line = drawn(LINE);
  const drawing = seenDrawing(line, false);
  for (const row of drawing.slice(1, 7)) assert.deepEqual(row, [0, 0, 0, 8, 8, 0, 0, 0]);
  assert.ok(!padInk(drawn(LINE, line, true)).includes(1));
  const [dot] = [padInk(drawn([[[8, 8]]]))];
  assert.ok(dot[8 * DOTS + 8] && !dot[8 * DOTS + 11]);
});

test("what is rubbed out beside its line leaves no rim when the rest is stretched", () => {
  const upright = (/** @type {number} */ x, top = 14, bottom = 18) => [
    [x, top],
    [x, bottom],
  ];
  const kept = drawn([upright(10), upright(22)]);
  const rubbed = drawn(
    [upright(14.5, 10, 22), upright(17.5, 10, 22)],
    drawn([upright(16)], kept),
    true,
  );
  for (const fits of [false, true])
    assert.deepEqual(seenDrawing(rubbed, fits), seenDrawing(kept, fits));
});

test("fitting stretches a drawing to two sides of the pad, in its middle, with the same pen", () => {
  const small = drawn([
    [
      [6, 6],
      [6, 12],
    ],
  ]);
  const fitted = seenDrawing(small, true);
  fitted.forEach((row) => assert.ok(row[3] && row[3] === row[4]));
  for (const row of fitted.slice(1, 7)) assert.deepEqual(row, [0, 0, 0, 8, 8, 0, 0, 0]);
  assert.deepEqual(seenDrawing(movedSheet(small, 0, 2), true)[3], [0, 0, 0, 0, 0, 8, 8, 0]);
  const rubbed = drawn(
    [
      [
        [6, 3],
        [6, 9],
      ],
    ],
    small,
    true,
  );
  assert.ok(seenDrawing(rubbed, true).flat().some(Boolean), "what is left is fitted");
  assert.ok(
    !seenDrawing(
      drawn(
        [
          [
            [6, 6],
            [6, 12],
          ],
        ],
        small,
        true,
      ),
      true,
    )
      .flat()
      .some(Boolean),
  );
  assert.ok(!seenDrawing(emptySheet, true).flat().some(Boolean));
});

test("a wide drawing fills the columns, wherever its centre of mass is", () => {
  const flag = drawn([
    [
      [6, 8],
      [6, 24],
      [26, 8],
      [6, 8],
    ],
  ]);
  const fitted = seenDrawing(flag, true);
  assert.equal(fitted[3][0], MOST_INK, "the pole, four dots wide");
  assert.ok(fitted.some((row) => row[7] > 0));
});

test("strokes are counted and fitted as cnnlab does", () => {
  for (const { strokes, drawings } of shapes) {
    const sheet = drawn(strokes);
    assert.deepEqual(seenDrawing(sheet, false), drawings.False);
    assert.deepEqual(seenDrawing(sheet, true), drawings.True);
  }
});

test("a small drawing is read well only if it is fitted", () => {
  const layers = unpackNetwork("CNN", cnn);
  const small = shapes.filter(({ share }) => share === 0.6).slice(0, 15);
  const right = [false, true].map(
    (fits) =>
      small.filter(({ digit, strokes }) => {
        const x = seenDrawing(drawn(strokes), fits).map((row) => row.map((ink) => ink / MOST_INK));
        const scores = [...runNetwork(layers, x)[layers.length - 1].values];
        return scores.indexOf(Math.max(...scores)) === digit;
      }).length,
  );
  assert.deepEqual(right, read);
  assert.ok(right[1] >= right[0] + 3, `${right[0]} as drawn, ${right[1]} fitted`);
});

test("undo takes back one stroke, and then what was before it", () => {
  const paper = makePaper(emptySheet);
  assert.ok(!paper.hasPast());
  const sheets = [sheetFrom(images[0]), withStroke(emptySheet, [3, 3], false)];
  sheets.forEach(paper.put);
  paper.goOn(goingOn(sheets[1], [9, 9]));
  paper.undo();
  assert.equal(paper.sheet(), sheets[0]);
  assert.ok(paper.hasPast());
  paper.undo();
  paper.undo();
  assert.equal(paper.sheet(), emptySheet);
});

test("layers are named in words", () => {
  assert.deepEqual(unpackNetwork("CNN", cnn).map(layerWords), [
    ...["Convolution, 3 × 3", "ReLU", "Convolution, 3 × 3", "ReLU", "Max pooling, 2 × 2"],
    ...["Convolution, 3 × 3", "ReLU", "Max pooling, 2 × 2", "Flatten", "Linear layer"],
  ]);
});

test("maps lie side by side without touching", () => {
  for (const shape of [[10], [100], [8, 8, 8], [32, 4, 4], [3, 2, 5], [300, 8, 8]]) {
    const { corners, rows, columns, cell, width, height, count } = tiling(shape);
    assert.equal(
      corners.length * count,
      shape.reduce((a, b) => a * b),
    );
    corners.forEach(([x, y], m) => {
      assert.ok(x + columns * cell < width && y + rows * cell < height);
      for (const [left, top] of corners.slice(0, m)) {
        assert.ok(x > left + columns * cell || y > top + rows * cell);
      }
    });
  }
});
