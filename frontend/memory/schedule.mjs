// When a kind of practice is to come back: after intervals that grow with each success (FSRS).
import { createEmptyCard, fsrs, Rating } from "ts-fsrs";

const scheduler = fsrs({ enable_fuzz: false });

/**
 * When a kind is due, in milliseconds since 1970. A kind that was never missed does not come back.
 * @param {import("./book.mjs").Tries} tries
 * @returns {number | null}
 */
export function dueTime(tries) {
  const inOrder = [...tries].sort(([a], [b]) => a - b); // whatever the clock said in between
  const missed = inOrder.findIndex(([, right]) => !right);
  if (missed < 0) return null;
  const since = inOrder.slice(missed);
  let card = createEmptyCard(new Date(since[0][0]));
  for (const [when, right] of since)
    card = scheduler.next(card, new Date(when), right ? Rating.Good : Rating.Again).card;
  return card.due.getTime();
}
