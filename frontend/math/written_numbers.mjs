// Numbers as people write them: 307,300 and 307 300, 0.92 and 0,92, .5, 3.07e5 and 3.07·10⁵, 1/9 and ½.
//
// A spelling may have several readings: 1,234 is 1234 in English and 1.234 in German. All are
// returned, and an answer is right if one of them is. This takes no wrong answer for a right one by
// accident, since the readings of a spelling lie far apart: by a factor of a thousand, or for a
// percentage, which may be meant as a share, of a hundred. What was understood is said wherever it is
// not plain to see.

/**
 * @typedef {object} Spelling
 * @property {string} spelled as it was written, but for the signs that `unified` changes
 * @property {number[]} readings the likeliest first
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
export function unified(text) {
  return text
    .slice(0, LONGEST)
    .replace(/[½⅓⅔¼¾⅕-⅞⅐⅑⅒]/g, (sign) => ` ${VULGAR[sign]}`)
    .replace(/[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (power) => `^${[...power].map(lowered).join("")}`)
    .normalize("NFKC") // full-width digits and signs, narrow and fixed spaces
    .replace(/[\p{Pd}−˗⁃]/gu, "-")
    .replace(/\b(?:minus|negative)\b/gi, "-")
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
const POWER = String.raw`(?:\s?(?:\^|\*\*)\s?([+-]?\d+)|e([+-]?\d+))?`;
const TIMES_TEN = String.raw`(?:\s?\*\s?10\s?(?:\^|\*\*)\s?([+-]?\d+))?`;
const NUMERAL = new RegExp(
  `([+-]?)\\s?(${DIGITS})${POWER}${TIMES_TEN}(?:\\s?/\\s?(${DIGITS}))?(\\s?%)?`,
  "gi",
);

/**
 * The one number in a text, beside which there may be words or a unit; null if there is not one.
 * @param {string} text
 * @returns {Spelling | null}
 */
export function readNumber(text) {
  const result = unbracketed(text)
    .split(/[=≈≃≅]/)
    .filter((part) => /\d/.test(part))
    .pop();
  const found = [...(result ?? "").matchAll(NUMERAL)];
  if (result === undefined || found.length !== 1) return null;
  const [[whole, sign, digits, power, exponent, tens, divisor, percent]] = found;
  const before = result.slice(0, found[0].index).trimEnd();
  if (/[+-]$/.test(before)) return null; // two signs
  const factor =
    (sign === "-" ? -1 : 1) *
    10 ** (Number(exponent ?? 0) + Number(tens ?? 0)) *
    (percent ? 0.01 : 1);
  const readings = quotients(digits, divisor)
    .map((value) => factor * (power === undefined ? value : value ** Number(power)))
    .flatMap((value) => (percent ? [100 * value, value] : [value]))
    .filter(Number.isFinite);
  return readings.length ? { spelled: whole.trim(), readings } : null;
}

/**
 * What digits may say, alone or over others; "1 1/2" is one and a half.
 * @param {string} digits
 * @param {string | undefined} divisor
 */
function quotients(digits, divisor) {
  if (divisor === undefined) return valuesOf(digits);
  const below = valuesOf(divisor);
  const over = valuesOf(digits).flatMap((n) => below.map((d) => n / d));
  const mixed = /^(\d+) (\d+)$/.exec(digits);
  return mixed ? [...over, ...below.map((d) => Number(mixed[1]) + Number(mixed[2]) / d)] : over;
}

/**
 * What digits with commas, points, spaces and apostrophes between them may say.
 * @param {string} digits
 */
function valuesOf(digits) {
  const values = [];
  const add = (text) => values.push(Number(text));
  // A comma or a space groups thousands, before it may mark the decimals; a point the other way round.
  const [, grouped, tail = ""] = /^(.*?\d)([.,]\d+)?$/.exec(digits) ?? [];
  const decimal = /^\d*[.,]?\d+$/.test(digits) ? digits.replace(",", ".") : null;
  if (decimal !== null && !digits.includes(",")) add(decimal);
  if (isGrouped(digits)) add(digits.replace(/[.,' ]/g, ""));
  else if (tail && isGrouped(grouped) && !grouped.includes(tail[0]))
    add(grouped.replace(/[.,' ]/g, "") + tail.replace(",", "."));
  if (decimal !== null && digits.includes(",")) add(decimal);
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
 * @returns {Spelling[] | null}
 */
export function readNumbers(text, count) {
  if (count === 1) {
    const only = readNumber(text);
    return only && [only];
  }
  const open = withSigns(unbracketed(text));
  for (const separator of [/;/, /\*/, /,/, /\s/]) {
    const parts = open.split(separator).filter((part) => /\d/.test(part));
    const read = parts.map(readNumber);
    if (parts.length === count && read.every((part) => part !== null)) return read;
  }
  const found = numbersIn(text);
  return found.length === count ? found.map((n) => ({ spelled: String(n), readings: [n] })) : null;
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
  const found = apart.match(/(?:-\s?)?(?:\d+(?:\.\d+)?|\.\d+)/g) ?? [];
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
