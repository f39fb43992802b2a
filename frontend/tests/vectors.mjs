// What a module must compute: written by tests/test_frontend.py from tests/vectors.
import { readFileSync } from "node:fs";

/** @param {string} name */
export const vectors = (name) =>
  JSON.parse(
    readFileSync(new URL(`../../_build/vectors/${name}.json`, import.meta.url), {
      encoding: "utf8",
    }),
  );

/**
 * How many of so many cases there are at least: all, or a part in `make quick` (tests/examples.py).
 * @param {number} cases
 */
export const many = (cases) =>
  process.env.HYPOTHESIS_PROFILE === "quick" ? Math.floor(cases / 16) : cases;
