// What comes when a reader asks for more than the first problem: all others, and sheets of them.
export { problemOf } from "../../math/practice/index.mjs";
export { sheetPart } from "./sheet.mjs";
