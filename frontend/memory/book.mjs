// What a reader has answered, kept in this browser and nowhere else.
//
// Each page has one entry in the browser's storage, and each kind of practice another. A browser may
// forbid storage, or have no more room: then the book works as it does without a memory.
import { fingerprint } from "../python/store.mjs";

/**
 * @typedef {object} Answer
 * @property {string} question
 * @property {string} id of its widget's element, for a link
 * @property {Record<string, any>} state the traits that hold the answer
 * @property {boolean | null} right null if the reader asked to be shown
 *
 * @typedef {Answer & { first: boolean | null, tries: number, when: number }} Kept `state` is empty if it was taken back
 *
 * @typedef {object} Page
 * @property {string} title
 * @property {number} total how many questions the page has
 * @property {Record<string, Kept>} answers
 *
 * @typedef {[number, boolean][]} Tries of a kind of practice: when, and whether it was right
 *
 * @typedef {() => Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} Opened
 * @typedef {ReturnType<typeof answerBook>} AnswerBook
 */

export const PREFIXES = ["cnnlab-answers ", "cnnlab-practice ", "cnnlab-code "];
const MOST_TRIES = 60; // of a kind of practice: what is older says nothing about today

const LATEST = Date.UTC(2200, 0); // from a later day a date to come back could not be computed

// The file of another day may hold anything.
const isTry = (/** @type {any} */ one) =>
  Array.isArray(one) && one[0] >= 0 && one[0] < LATEST && typeof one[1] === "boolean";
const isText = (/** @type {any} */ it) => typeof it === "string";
const isKept = (/** @type {any} */ one) =>
  one?.state?.constructor === Object && isText(one.question) && isText(one.id);

/**
 * @param {Opened} storage may throw, as browsers do where it is forbidden
 * @param {string} root the site's: two books on one host are kept apart
 * @param {() => number} now
 */
export function answerBook(storage, root, now = Date.now) {
  const pageKey = (/** @type {string} */ page) => `cnnlab-answers ${root} ${page}`;
  const kindKey = (/** @type {string} */ kind) => `cnnlab-practice ${root} ${kind}`;

  /** @param {string} key */
  function read(key) {
    try {
      return JSON.parse(storage().getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {object} value */
  function write(key, value) {
    try {
      storage().setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} page @returns {Page} */
  function pageOf(page) {
    const { title, total, answers } = Object(read(pageKey(page)));
    const whole = Object.entries(Object(answers)).filter(([, kept]) => isKept(kept));
    return {
      title: isText(title) ? title : "",
      total: Number.isInteger(total) ? total : 0,
      answers: Object.fromEntries(whole),
    };
  }

  /** @param {string} kind @returns {Tries} */
  function triesOf(kind) {
    const tries = read(kindKey(kind));
    return Array.isArray(tries) ? tries.filter(isTry) : [];
  }

  return {
    pageOf,

    /**
     * @param {string} page
     * @param {string} question
     * @returns {Kept | undefined}
     */
    answerTo: (page, question) => pageOf(page).answers[fingerprint(question)],

    /**
     * Keep an answer, or that it was taken back. Says whether it could be kept.
     * @param {string} page
     * @param {string} question
     * @param {Answer | null} answer
     */
    keep(page, question, answer) {
      const kept = pageOf(page);
      const [id, before] = [fingerprint(question), kept.answers[fingerprint(question)]];
      if (!answer && !before) return true;
      if (answer && JSON.stringify(answer.state) === JSON.stringify(before?.state)) return true;
      const tries = (before?.tries ?? 0) + (answer ? 1 : 0);
      const first = before ? before.first : (answer?.right ?? null);
      const next = answer ? { ...answer, first, tries, when: now() } : { ...before, state: {} };
      return write(pageKey(page), { ...kept, answers: { ...kept.answers, [id]: next } });
    },

    /**
     * Note how many questions a page has, so that one can see when all are answered.
     * @param {string} page
     * @param {string} title
     * @param {number} total
     */
    note(page, title, total) {
      const kept = pageOf(page);
      if (total && (kept.total !== total || kept.title !== title))
        write(pageKey(page), { ...kept, title, total });
    },

    triesOf,

    /** @param {string} kind @param {boolean} right */
    practised(kind, right) {
      const tries = [...triesOf(kind), [now(), right]];
      return write(kindKey(kind), tries.slice(-MOST_TRIES));
    },

    /** @returns {string[]} */
    pages: () => namesUnder(pageKey("")),
    /** @returns {string[]} */
    kinds: () => namesUnder(kindKey("")),

    /** Whether this browser keeps anything at all. */
    isOpen: () => write(pageKey(""), {}) && (storage().removeItem(pageKey("")), true),
  };

  /** @param {string} prefix */
  function namesUnder(prefix) {
    return allKeys(storage)
      .filter((key) => key.startsWith(prefix) && key !== prefix)
      .map((key) => key.slice(prefix.length))
      .sort();
  }
}

/**
 * All that the book keeps, of this site.
 * @param {Opened} storage
 * @param {string} root
 * @returns {Record<string, string>}
 */
export function everythingKept(storage, root) {
  const mine = PREFIXES.map((prefix) => `${prefix}${root} `);
  const keys = allKeys(storage).filter((key) => mine.some((prefix) => key.startsWith(prefix)));
  return Object.fromEntries(keys.map((key) => [key, storage().getItem(key) ?? ""]));
}

/** @param {Opened} storage */
function allKeys(storage) {
  try {
    const open = storage();
    return Array.from({ length: open.length }, (_, i) => open.key(i) ?? "");
  } catch {
    return [];
  }
}

/**
 * How far a reader has come on a page.
 * @param {Page} page
 */
export function progressOf({ total, answers }) {
  const kept = Object.values(answers);
  const answered = kept.filter(({ state }) => Object.keys(state).length);
  return {
    total: Math.max(total, kept.length),
    answered: answered.length,
    atOnce: kept.filter(({ first }) => first === true).length,
    missed: kept.filter(({ first, right }) => first !== true && right !== true),
  };
}
