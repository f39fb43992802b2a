// Tables of numbers or of anything else: rows of equal length.

/** @type {<T>(rows: number, columns: number, value: (row: number, column: number) => T) => T[][]} */
export const table = (rows, columns, value) =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => value(i, j)));

/** @type {<T>(rows: T[][]) => T[][]} */
export const transposed = (rows) => rows[0].map((_, j) => rows.map((row) => row[j]));
