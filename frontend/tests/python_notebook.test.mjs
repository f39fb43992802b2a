// What a reader has written in the page is in the notebook that is handed in, and nothing is lost.
import assert from "node:assert/strict";
import { test } from "node:test";

import { filledIn } from "../python/notebook.mjs";
import { textsIn } from "../python/store.mjs";
import { saved } from "../python/words.mjs";

const code = (id, source) => ({
  ...{ cell_type: "code", id, metadata: { cnnlab: { exercise: "ch05.convolve" } }, source },
  ...{ outputs: [{ output_type: "stream", name: "stdout", text: "old" }], execution_count: 3 },
});
const BLANK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { cnnlab: { notebook: "05_convolution", version: "0.1.0" } },
  cells: [
    { cell_type: "markdown", id: "title", metadata: {}, source: "# Convolution" },
    code("ex", ["f = ...\n", "check(f)"]),
    code("ex2", ["g = ...\n", "check(g)"]),
    code("question", 'ask("05_convolution/question", globals())'),
  ],
};
const NOTHING = { code: [], answers: [], kept: [] };
const fill = (page) => filledIn(BLANK, { ...NOTHING, ...page });
const ids = ({ cells }) => cells.map(({ id }) => id);

test("with nothing written it is the notebook as it is handed out", () => {
  assert.deepEqual(fill({}), BLANK);
});

test("code stands in its own cell, without what the cell put out before", () => {
  const before = structuredClone(BLANK);
  const filled = fill({ code: [{ id: "ex", text: "f = 1\ncheck(f)" }] });
  const fresh = { outputs: [], execution_count: null };
  const cells = BLANK.cells.with(1, { ...BLANK.cells[1], source: "f = 1\ncheck(f)", ...fresh });
  assert.deepEqual(filled, { ...BLANK, cells });
  assert.deepEqual(BLANK, before);
});

test("an answer stands below its question, as it was typed", () => {
  const filled = fill({ answers: [{ id: "question", text: "3 * 4 < x_1 [a](b)" }] });
  assert.deepEqual(filled.cells.slice(0, 4), BLANK.cells);
  const source = "My answer: 3 \\* 4 \\< x\\_1 \\[a\\](b)";
  const cell = { cell_type: "markdown", id: "question-answer", metadata: {}, source };
  assert.deepEqual(filled.cells.slice(4), [cell]);
});

test("what has no place in the notebook is at its end, each text once, and does not run", () => {
  const filled = fill({
    code: [
      { id: "ex", text: "f = 2" },
      { id: "solution", text: "tried = 1" },
    ],
    kept: [
      { id: "ex", text: "f = 2" }, // is in its cell
      { id: "ex2", text: "g = ...\ncheck(g)" }, // so is this
      { id: "ex", text: "f = 1" }, // for what the book had before
      { id: "gone", text: "g = 1" },
      { id: "gone", text: "g = 1" },
      { id: "title", text: "h = 1" }, // no code has this name any more
      { id: "__proto__", text: "i = 1" },
    ],
  });
  assert.equal(filled.cells[1].source, "f = 2");
  assert.deepEqual(filled.cells[0], BLANK.cells[0]);
  const [said, ...others] = filled.cells.slice(4);
  assert.match(said.source, /^What follows was written in the page .* It does not run\.$/);
  assert.deepEqual(
    others.map(({ source }) => source),
    ["tried = 1", "f = 1", "g = 1", "h = 1", "i = 1"],
  );
  assert.ok(others.every(({ cell_type }) => cell_type === "raw"));
  assert.equal(new Set(ids(filled)).size, filled.cells.length);
});

test("half a character, which no file can hold, breaks nothing", () => {
  const half = "x = '\ud800'";
  const filled = fill({ code: [{ id: "ex", text: half }], kept: [{ id: "ex", text: half }] });
  assert.equal(filled.cells[1].source, "x = '\ufffd'");
  assert.equal(filled.cells.length, 4);
});

test("of what a store has for a cell, only texts are read", () => {
  assert.deepEqual(textsIn('{"own":"1-a","text":"x","earlier":7}'), { own: "1-a", text: "x" });
  for (const spoilt of [null, "", "{", "null", "3", "[]"]) assert.deepEqual(textsIn(spoilt), {});
});

test("it is said what the notebook holds", () => {
  const end = "What you wrote for other or earlier cells is at its end.";
  assert.equal(saved("5.ipynb", 0, 0, 0), "Saved as 5.ipynb. You have not answered anything yet.");
  assert.equal(
    saved("5.ipynb", 2, 1, 0),
    "Saved as 5.ipynb, with 2 cells changed by you and 1 answer.",
  );
  assert.equal(saved("5.ipynb", 0, 3, 1), `Saved as 5.ipynb, with 3 answers. ${end}`);
  assert.equal(saved("5.ipynb", 0, 0, 2), `Saved as 5.ipynb. ${end}`);
});
