// What comes with the first training: the digits, what trains on them, and what shows how it goes.
export { digitsFor } from "../../training/digits.mjs";
export { resultsView } from "./results.mjs";
export { startSession } from "./session.mjs";
