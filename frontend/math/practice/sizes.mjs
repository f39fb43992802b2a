// cnnlab.practice.sizes: of outputs, borders, fields and shifts.
import {
  fieldMistakes,
  leftoverMistakes,
  outputSizeMistakes,
  paddingMistakes,
  shiftMistakes,
  smallestShiftMistakes,
  transposedSizeMistakes,
} from "../mistakes.mjs";
import { fromTo } from "../range.mjs";
import { receptiveFields } from "../receptive_field.mjs";
import { outputSize, paddingAmounts, transposedSize } from "../shapes.mjs";
import { sum } from "../sums.mjs";
import { filled } from "./wording.mjs";

/**
 * @typedef {import("./draws.mjs").Draws} Draws
 * @typedef {import("./wording.mjs").Made} Made
 * @typedef {import("../receptive_field.mjs").Layer} Layer
 * @typedef {(draws: Draws, level: number, words: import("./wording.mjs").Words) => Made} Kind
 */

const ODD = [3, 5, 7];

/** @type {Kind} */
export function size(draws, level) {
  const [H, W] = two(draws, fromTo(8, 40));
  const [k, k_W] = two(draws, ODD);
  const p = level === 1 ? 0 : draws.whole(1, Math.min(3, k - 1));
  const other = { size: W, kernel: level === 3 ? k_W : null };
  const wrong = outputSizeMistakes(H, k, 1, p, 1, other);
  const question = ["valid", "padded", "rectangle"][level - 1];
  return positions(question, wrong, { H, W, k, k_W, s: 1, p, d: 1 }, [H]);
}

/** @type {Kind} */
export function stridedSize(draws, level) {
  const k = level === 3 ? draws.oneOf([3, 5]) : draws.whole(2, 7);
  const s = draws.whole(2, level === 3 ? 3 : 4);
  const d = level === 3 ? draws.whole(2, 4) : 1;
  const p = level === 1 ? 0 : draws.whole(1, Math.min(3, d * (k - 1)));
  const [H, W] = two(draws, fromTo(20, 40));
  const wrong = outputSizeMistakes(H, k, s, p, d, { size: W });
  const question = ["strided", "padded", "dilated"][level - 1];
  const rivals = [
    Math.floor(H / s),
    moves(H, k, s, p, d).room / s + 1,
    ...(p ? [outputSize(H, k, s, [p, 0], d)] : []),
    ...(d > 1 ? [outputSize(H, d * k, s, [p, p], 1)] : []),
  ];
  return positions(question, wrong, { H, W, k, s, p, d }, rivals);
}

/**
 * The positions of a window along the rows.
 * @param {string} question
 * @param {import("../mistakes.mjs").Mistake[]} mistakes
 * @param {Record<string, number>} values
 * @param {number[]} rivals
 * @returns {Made}
 */
function positions(question, mistakes, values, rivals) {
  const { H, k, s, p, d } = values;
  const answer = outputSize(H, k, s, [p, p], d);
  const steps = [p && "padded", d > 1 && "span", "room", s > 1 && "strides", "first_too"];
  return {
    question,
    values: { ...values, ...moves(H, k, s, p, d), answer },
    answer: [answer],
    steps: steps.filter((step) => typeof step === "string"),
    mistakes,
    rivals,
  };
}

/** @type {(H: number, k: number, s: number, p: number, d: number) => Record<string, number>} */
function moves(H, k, s, p, d) {
  const [padded, span] = [H + 2 * p, d * (k - 1) + 1];
  const room = padded - span;
  return { padded, span, room, strides: Math.floor(room / s) };
}

/** @type {Kind} */
export function leftover(draws, level) {
  const [H, W] = two(draws, fromTo(12, 40));
  const s = draws.whole(2, 5);
  const k = level === 1 ? s : s + draws.whole(1, 3);
  const p = level === 3 ? draws.whole(1, 2) : 0;
  const moved = moves(H, k, s, p, 1);
  const taken = (outputSize(H, k, s, [p, p], 1) - 1) * s;
  const answer = moved.room - taken;
  return {
    question: p ? "padded" : "pool",
    values: { H, W, k, s, p, ...moved, taken, answer },
    answer: [answer],
    steps: [...(p ? ["padded"] : []), "room", "strides", "rest"],
    mistakes: leftoverMistakes(H, k, s, p),
    rivals: [
      s - answer,
      ...(k > s ? [moved.padded % s] : []),
      ...(p ? [moves(H, k, s, 0, 1).room % s] : []),
    ],
  };
}

/** @type {Kind} */
export function padding(draws, level) {
  const H = draws.whole(8, 40);
  const [k, k_H] = two(draws, level === 2 ? [5, 7, 9, 11] : [...ODD, 9, 11]);
  const same = paddingAmounts("same", [k, k])[0][0];
  // With k − 1, which is full padding, the difference in size alone would be the answer.
  const p = level === 2 ? draws.whole(same + 1, k - 2) : same;
  const n = outputSize(H, k, 1, [p, p], 1);
  const [more, loss] = [n - H, k - 1];
  return {
    question: ["same", "target", "columns"][level - 1],
    values: { H, k, k_H, n, more, loss, answer: p, both: more + loss },
    answer: [p],
    steps: ["taken_away", ...(level === 2 ? ["wanted", "half"] : ["same_border"])],
    mistakes: paddingMistakes(H, n, k, level === 3 ? k_H : null),
  };
}

/** @type {Kind} */
export function transposed(draws, level) {
  const [n, s] = [draws.whole(4, 16), draws.whole(2, 4)];
  const k = s + draws.whole(0, 2);
  const p = level === 1 ? 0 : draws.whole(1, Math.max(1, Math.floor((k - 1) / 2)));
  const e = level === 3 ? draws.whole(1, s - 1) : 0;
  const answer = transposedSize(n, k, s, [p, p], e, 1);
  const stamped = transposedSize(n, k, s, [0, 0], 0, 1);
  const [start, cut] = [stamped - k, stamped - 2 * p];
  return {
    question: ["plain", "padded", "extra"][level - 1],
    values: { n, s, k, p, e, answer, stamped, start, cut },
    answer: [answer],
    steps: ["last_stamp", "stamped", ...(p ? ["cut"] : []), ...(e ? ["extra"] : [])],
    mistakes: transposedSizeMistakes(n, k, s, p, e),
    rivals: [n * s],
  };
}

/** @type {Kind} */
export function field(draws, level, words) {
  const count = level === 1 ? draws.whole(2, 3) : 3;
  /** @type {Layer[]} */
  const stack = Array.from({ length: count }, () =>
    layerOf({ kernel: draws.oneOf([2, 3, 5, 7]), stride: 1 }),
  );
  if (level > 1) stack[draws.whole(0, 1)].stride = draws.whole(2, 3);
  if (level === 3) stack[draws.whole(1, 2)].dilation = draws.whole(2, 3);
  const fields = receptiveFields(stack);
  /** @type {import("./wording.mjs").Step[]} */
  const steps = stack.flatMap(({ kernel: k, stride: s, dilation: d }, i) => {
    const [{ size: before, jump }, after] = [fields[i], fields[i + 1]];
    const values = { layer: i + 1, before, added: added(k, d, jump), after: after.size };
    /** @type {import("./wording.mjs").Step[]} */
    const apart = s > 1 ? [["jump", { layer: i + 1, s, jump: after.jump }]] : [];
    return [/** @type {import("./wording.mjs").Step} */ (["layer", values]), ...apart];
  });
  return {
    question: "stack",
    values: { layers: inWords(stack, words) },
    answer: [fields[count].size],
    steps: ["pixel", ...steps],
    mistakes: fieldMistakes(stack),
    rivals: [sum(stack.map(({ kernel }) => kernel))],
  };
}

/**
 * What a layer adds to a field: 2 · (3 − 1) · 4, without a factor that is 1.
 * @type {(k: number, d: number, jump: number) => string}
 */
const added = (k, d, jump) => `${d > 1 ? `${d} · ` : ""}(${k} − 1)${jump > 1 ? ` · ${jump}` : ""}`;

/** @type {Kind} */
export function shift(draws, level, words) {
  const most = level === 1 ? 6 : 3;
  const stack = Array.from({ length: level }, () =>
    layerOf({ kernel: draws.oneOf([2, 3, 5]), stride: draws.whole(2, most) }),
  );
  const strides = stack.map(({ stride }) => stride);
  const { jump } = receptiveFields(stack)[level];
  const pixels = jump * draws.whole(1, 9);
  const answer = pixels / jump;
  const values = {
    ...{ layers: inWords(stack, words), s: strides[0], strides: strides.join(" · ") },
    ...{ jump, shift: pixels, answer },
  };
  const multiply = level > 1 ? ["strides_multiply"] : [];
  if (level === 3) {
    return {
      question: "smallest",
      values,
      answer: [jump],
      steps: [...multiply, "one_apart"],
      mistakes: smallestShiftMistakes(stack),
    };
  }
  return {
    question: ["one", "stack"][level - 1],
    values,
    answer: [answer],
    steps: [...multiply, "moves"],
    mistakes: shiftMistakes(strides, pixels),
    rivals: level > 1 ? [pixels / sum(strides)] : [],
  };
}

/** @type {(sizes: { kernel: number, stride: number }) => Layer} */
const layerOf = (sizes) => ({ kind: "conv", padding: 0, dilation: 1, ...sizes });

/** @type {(stack: Layer[], words: import("./wording.mjs").Words) => string} */
const inWords = (stack, { layers }) =>
  stack
    .map(({ kernel: k, stride: s, dilation: d }) => {
      const plain = d > 1 ? "dilated" : "plain";
      return filled(layers[s > 1 ? (d > 1 ? "both" : "strided") : plain], { k, s, d });
    })
    .join("; ");

/**
 * Two that differ.
 * @param {Draws} draws
 * @param {number[]} choices
 */
function two(draws, choices) {
  const first = draws.oneOf(choices);
  return [first, draws.oneOf(choices.filter((other) => other !== first))];
}
