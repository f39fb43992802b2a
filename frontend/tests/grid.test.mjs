import assert from "node:assert/strict";
import { test } from "node:test";

import { brightnessIn, paintGrey } from "../parts/grid.mjs";
import { vectors } from "./vectors.mjs";

const INKS = { "cnnlab-on-light": "#000", "cnnlab-on-dark": "#fff" }; // as in core.css

test("greys, and the ink on them, are those of first frames", () => {
  for (const { image, levels, inks } of vectors("grid")) {
    const brightness = brightnessIn(image);
    const cells = image.flat().map((/** @type {number} */ value) => {
      const cell = { rect: { style: { fill: "" } }, ink: "" };
      paintGrey(cell, brightness(value));
      return cell;
    });
    assert.deepEqual(
      cells.map(({ rect }) => rect.style.fill),
      levels.map((/** @type {number} */ level) => `rgb(${level}, ${level}, ${level})`),
    );
    assert.deepEqual(
      cells.map(({ ink }) => INKS[ink]),
      inks,
    );
  }
});
