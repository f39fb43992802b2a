// What the reader has written, kept in this browser.

/**
 * @typedef {object} Kept
 * @property {string | null} text the reader's text for the cell as the book has it now
 * @property {string | null} earlier the reader's text for a cell that the book has changed since
 *
 * @typedef {ReturnType<typeof shelf>} Shelf
 */

/**
 * The place where a page's texts are kept.
 * @param {() => Pick<Storage, "getItem" | "setItem" | "removeItem">} storage may throw, as browsers do where it is forbidden
 * @param {string} place the page; no other page has the same
 */
export function shelf(storage, place) {
  const key = (/** @type {string} */ id) => `cnnlab-code ${place} ${id}`;

  /** @param {string} id */
  function entry(id) {
    try {
      return textsIn(storage().getItem(key(id)));
    } catch {
      return {};
    }
  }

  /**
   * Keep this, or nothing. Says whether it could be done.
   * @param {string} id
   * @param {object | null} value
   */
  function put(id, value) {
    try {
      if (value) storage().setItem(key(id), JSON.stringify(value));
      else storage().removeItem(key(id));
      return true;
    } catch {
      return false;
    }
  }

  return {
    /**
     * @param {string} id the cell
     * @param {string} own the book's own text
     * @returns {Kept}
     */
    read(id, own) {
      const { own: then, text, earlier } = entry(id);
      if (text !== undefined && then !== fingerprint(own)) return { text: null, earlier: text };
      return { text: text ?? null, earlier: earlier ?? null };
    },

    /**
     * Keep what the reader has written. A text that is the book's own is none of the reader's.
     * Says whether it could be kept.
     * @param {string} id
     * @param {string} own
     * @param {string} text
     */
    write(id, own, text) {
      const { earlier } = this.read(id, own);
      if (text === own) return put(id, earlier === null ? null : { earlier });
      return put(id, { own: fingerprint(own), text, ...(earlier !== null && { earlier }) });
    },

    /**
     * Forget the text that does not fit the book any more: the reader has chosen.
     * @param {string} id
     * @param {string} own
     */
    dropEarlier(id, own) {
      const { text } = this.read(id, own);
      put(id, text === null ? null : { own: fingerprint(own), text });
    },

    /**
     * The cell whose text has a name in the store, if it is one of this page.
     * @param {string | null} name
     */
    cellOf: (name) => (name?.startsWith(key("")) ? name.slice(key("").length) : null),
  };
}

/**
 * Only what is a text of what is kept for a cell: it may have been spoilt.
 * @param {string | null} value
 * @returns {{ own?: string, text?: string, earlier?: string }}
 */
export function textsIn(value) {
  try {
    const found = Object.entries(JSON.parse(value ?? "{}"));
    return Object.fromEntries(found.filter(([, value]) => typeof value === "string"));
  } catch {
    return {};
  }
}

/**
 * A short stand-in for a text, to see whether it is still the same (FNV-1a).
 * @param {string} text
 */
export function fingerprint(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return `${text.length}-${hash.toString(16)}`;
}
