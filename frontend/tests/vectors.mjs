// What a module must compute: written by tests/test_frontend.py from tests/vectors.
import { readFileSync } from "node:fs";

/** @param {string} name */
export const vectors = (name) =>
  JSON.parse(
    readFileSync(new URL(`../../_build/vectors/${name}.json`, import.meta.url), {
      encoding: "utf8",
    }),
  );
