// Numbers as people write them: 307,300 and 307 300, 0.92 and 0,92, .5, 3.07e5 and 3.07·10⁵, 1/9 and ½.
//
// A spelling may have several readings: 1.234 is 1.234 in English and 1234 in German. All are
// returned, and an answer is right if one of them is. But 640,000 is not 640 where a whole number is
// asked for, nor 9% 9 unless per cent are: these are likely mistakes. What was understood is said
// wherever it is not plain to see.

/**
 * @typedef {object} Spelling
 * @property {string} spelled as it was written, but for the signs that `unified` changes
 * @property {number[]} readings the likeliest first
 */

/**
 * @typedef {object} Asked what the question asks for
 * @property {boolean} [whole] whole numbers
 * @property {boolean} [percent] numbers of per cent
 */

const LONGEST = 200; // characters that are looked at

const VULGAR = {
  ...{ "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5" },
  ...{ "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅐": "1/7", "⅛": "1/8", "⅜": "3/8" },
  ...{ "⅝": "5/8", "⅞": "7/8", "⅑": "1/9", "⅒": "1/10" },
};
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A text with one sign for what has many: digits, spaces, dashes, fractions and powers.
 * @param {string} text
 */
function unified(text) {
  return text
    .slice(0, LONGEST)
    .replace(/\p{Cf}/gu, "") // invisible marks, copied with the text
    .replace(/[½⅓⅔¼¾⅕-⅞⅐⅑⅒]/g, (sign) => ` ${VULGAR[sign]}`)
    .replace(/[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (power) => `^${[...power].map(lowered).join("")}`)
    .normalize("NFKC") // full-width digits and signs, narrow and fixed spaces
    .replace(/[\p{Pd}−˗⁃➖]/gu, "-")
    .replace(/\b(?:minus|neg|negative)\b/gi, "-")
    .replace(/\bper\s?cent\b/gi, "%")
    .replace(/[’‘ʼ′`]/g, "'")
    .replace(/⁄|÷|∕/g, "/")
    .replace(/[×✕✖·⋅∙•∗]/g, "*")
    .replace(/(\d)\s*[xX]\s*(?=\d)/g, "$1*")
    .replace(/(\p{L})(?:\^[+-]?\d+|\.(?=\d))/gu, "$1 ") // px², No.5
    .replace(/[\s_]+/g, " ")
    .trim();
}

/** @param {string} text */
const unbracketed = (text) => unified(text).replace(/[()[\]{}]/g, " ");

/** @param {string} sign */
const lowered = (sign) => (sign === "⁻" ? "-" : sign === "⁺" ? "" : RAISED.indexOf(sign));

const DIGITS = String.raw`(?:\d+(?:[.,' ]\d+)*|[.,]\d+)`;
const POWER = String.raw`(?:\s?(?:\^|\*\*)\s?([+-]?\d+)|\s?e([+-]?\d+))?`;
const TIMES_TEN = String.raw`(?:\s?\*\s?10\s?(?:\^|\*\*)\s?([+-]?\d+))?`;
const NUMERAL = new RegExp(
  `([+-]?)\\s?(${DIGITS})${POWER}${TIMES_TEN}(?:(?:\\s?/\\s?|:)(${DIGITS})${POWER})?(\\s?%)?`,
  "gi",
);

const MULTIPLIER = new RegExp(
  [
    String.raw`\d[\s*]*(?:`,
    String.raw`[kmgt](?:i?b(?:its?|ytes?)?|px)?|(?:kilo|mega|giga|tera)\p{L}*|`,
    String.raw`(?:hundred|thousand|million|billion|trillion|mio|mln|mrd|bn)s?`,
    String.raw`)(?!\p{L})`,
  ].join(""),
  "iu",
);

/**
 * Whether there is a multiplier after a number: 307.3k, 640 million, 8 GB.
 * @param {string} text
 */
export const hasMultiplier = (text) => MULTIPLIER.test(unbracketed(text));

/**
 * The one number in a text, beside which there may be words or a unit; null if there is not one.
 * @param {string} text
 * @param {Asked} asked
 * @returns {Spelling | null}
 */
export function readNumber(text, asked = {}) {
  const result = unbracketed(text)
    .replace(/^(-?0)\*(\d+)$/, "$1.$2") // 0·111
    .split(/[=≈≃≅]/)
    .filter((part) => /\d/.test(part))
    .pop();
  const found = [...(result ?? "").matchAll(NUMERAL)];
  if (result === undefined || found.length !== 1) return null;
  const [[spelled, sign, digits, power, e, tens, divisor, powerBelow, eBelow, percent]] = found;
  const before = result.slice(0, found[0].index).trimEnd();
  if (/[+-]$/.test(before)) return null; // two signs
  const whole = Boolean(asked.whole) && (e ?? tens ?? divisor) === undefined; // 3,073e5 is 307,300
  const above = raised(valuesOf(digits, whole), power, e, tens);
  const below = divisor === undefined ? [1] : raised(valuesOf(divisor, false), powerBelow, eBelow);
  const mixed = divisor && /^(\d+) (\d+)$/.exec(digits); // 1 1/2
  const readings = [
    ...above.flatMap((n) => below.map((d) => n / d)),
    ...(mixed ? below.map((d) => Number(mixed[1]) + Number(mixed[2]) / d) : []),
  ]
    .map((value) => (sign === "-" ? -value : value))
    .flatMap((value) => (percent ? [...(asked.percent ? [value] : []), value / 100] : [value]))
    .filter(Number.isFinite);
  return readings.length ? { spelled: spelled.trim(), readings } : null;
}

/**
 * @param {number[]} values
 * @param {string | undefined} power
 * @param {(string | undefined)[]} tens powers of ten to multiply by
 */
function raised(values, power, ...tens) {
  const factor = 10 ** tens.reduce((sum, ten) => sum + Number(ten ?? 0), 0);
  return values.map((value) => factor * (power === undefined ? value : value ** Number(power)));
}

/**
 * What digits with commas, points, spaces and apostrophes between them may say.
 * @param {string} digits
 * @param {boolean} whole whether 640,000 can be 640 thousand only
 */
function valuesOf(digits, whole) {
  const values = [];
  const add = (text) => values.push(Number(text));
  // A comma or a space groups thousands, before it may mark the decimals; a point the other way round.
  const [, grouped, tail = ""] = /^(.*?\d)([.,]\d+)?$/.exec(digits) ?? [];
  const decimal = /^\d*[.,]?\d+$/.test(digits) ? digits.replace(",", ".") : null;
  if (decimal !== null && !digits.includes(",")) add(decimal);
  if (isGrouped(digits)) add(digits.replace(/[.,' ]/g, ""));
  else if (tail && isGrouped(grouped) && !grouped.includes(tail[0]))
    add(grouped.replace(/[.,' ]/g, "") + tail.replace(",", "."));
  if (decimal !== null && digits.includes(",") && !(whole && isGrouped(digits))) add(decimal);
  return [...new Set(values)];
}

// Thousands, or as in India thousands and then hundreds, all with the same sign between them.
const GROUPED = /^[1-9]\d{0,2}(?:([.' ])\d{3})(?:\1\d{3})*$|^[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}$/;

/** @param {string} digits */
const isGrouped = (digits) => GROUPED.test(digits);

/**
 * A text as a list of this many numbers, each with its readings; null if it cannot be one.
 * @param {string} text
 * @param {number} count
 * @param {Asked} asked
 * @returns {Spelling[] | null}
 */
export function readNumbers(text, count, asked = {}) {
  if (count === 1) {
    const only = readNumber(text, asked);
    return only && [only];
  }
  const open = withSigns(unbracketed(text));
  for (const separator of [/;/, /\*/, /,/, /\s/]) {
    const parts = open.split(separator).filter((part) => /\d/.test(part));
    const read = parts.map((part) => readNumber(part, asked));
    if (parts.length === count && read.every((part) => part !== null)) return read;
  }
  const found = numbersIn(text);
  if (found.length !== count) return null;
  // 28² is read as 28 and 2, which is to be said.
  const isPlainText = !unified(text).includes("^");
  return found.map((n) => ({ spelled: isPlainText ? String(n) : text, readings: [n] }));
}

/**
 * A list with each sign beside its number. "28 - 28" is two numbers with a dash between them; but who
 * begins with "- 2" puts a space after every minus.
 * @param {string} list
 */
function withSigns(list) {
  const joined = list.trim().replace(/(^|[,;*]\s?)-\s/g, "$1-");
  return joined.startsWith("-") ? joined.replace(/\s-\s/g, " -") : joined;
}

/**
 * All numbers in a text, one by one: "6 × 4", "6, 4" and "(6, 4)" all say 6 and 4.
 * @param {string} text
 */
export function numbersIn(text) {
  const apart = unified(text).replace(/(\d)-/g, "$1 "); // a dash between numbers is no minus
  const found = apart.match(/(?:-\s?)?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?/gi) ?? [];
  return found.map((spelled) => Number(spelled.replace(/\s/g, "")));
}

/**
 * Whether the spelling can be read in one way only: 24, −0.5, or as the book writes it, 307,300.
 * @param {string} spelled
 * @param {number} value
 */
export const isPlain = (spelled, value) =>
  (/^-?(?:\d+|\d*\.\d+)$/.test(spelled) && Number(spelled) === value) ||
  written(value) === spelled.replace("-", "−");

/**
 * A number as the book writes it: 307,300 and −0.5.
 * @param {number} value
 */
export function written(value) {
  const whole = Number.isInteger(value) ? 21 : String(Math.trunc(Math.abs(value))).length + 2;
  const digits = Math.max(6, Math.min(21, whole));
  return (value + 0).toLocaleString("en", { maximumSignificantDigits: digits }).replace("-", "−");
}
