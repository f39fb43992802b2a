// cnnlab.practice.draws: random numbers that the page and Python draw alike.
import { table } from "../tables.mjs";

/**
 * A seeded stream of whole numbers: the generator mulberry32.
 * @param {number} seed
 */
export function drawsFrom(seed) {
  let state = seed >>> 0;

  function next() {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** @type {(low: number, high: number) => number} both included */
  const whole = (low, high) => low + (next() % (high - low + 1));

  return {
    whole,
    yes: () => whole(0, 1) === 1,
    /** @template T @param {T[]} choices */
    oneOf: (choices) => choices[whole(0, choices.length - 1)],
    /** @template T @param {T[]} things */
    shuffled(things) {
      const left = [...things];
      return things.map(() => left.splice(whole(0, left.length - 1), 1)[0]);
    },
    /** @type {(rows: number, columns: number, low: number, high: number) => number[][]} */
    table: (rows, columns, low, high) => table(rows, columns, () => whole(low, high)),
  };
}

/** @typedef {ReturnType<typeof drawsFrom>} Draws */
