// One session at a time: beginning one ends the one before, even if that was only about to begin.

/**
 * @template {{ stop: () => void }} Session
 */
export function sole() {
  /** @type {Session | null} */
  let session = null;
  /** @type {{ as: string } | null} a session whose parts are still loading */
  let coming = null;

  function end() {
    coming = null;
    session?.stop();
    session = null;
  }

  return {
    now: () => session,
    /** The name under which the session about to begin was asked for; null if there is none. */
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
