// Numbers as a person would write them.

// A number as a person would write it: short, and with a true minus sign.
export function number(value, digits = 3) {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", "−").replace("e+", "e");
}

// As the second factor of a product: a negative one in brackets.
export const asFactor = (value) => (value < 0 ? `(${number(value)})` : number(value));

export const largest = (matrix) =>
  matrix.reduce((most, row) => row.reduce((m, v) => Math.max(m, Math.abs(v)), most), 0);
