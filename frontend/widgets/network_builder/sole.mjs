// One session at a time: whatever begins ends what was before, be it only about to begin.

/**
 * @template {{ stop: () => void }} Session
 */
export function sole() {
  /** @type {Session | null} */
  let session = null;
  /** @type {{ as: string } | null} a session whose parts are still loaded */
  let coming = null;

  function end() {
    coming = null;
    session?.stop();
    session = null;
  }

  return {
    now: () => session,
    /** What the session that is about to begin was asked for as; null if there is none. */
    coming: () => coming?.as ?? null,
    /**
     * Begin a session. Returns null if it cannot be made, or if something has ended it meanwhile.
     * @param {string} as
     * @param {() => Promise<Session | null>} make
     */
    async begin(as, make) {
      end();
      const mine = { as };
      coming = mine;
      const made = await make();
      if (coming !== mine) {
        made?.stop();
        return null;
      }
      coming = null;
      session = made;
      return made;
    },
    end,
  };
}
