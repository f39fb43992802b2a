// Digits as people draw them with a mouse: lines through a few points, x and y from 0 to 1.

/** @param {number} x @param {number} y @param {number} rx @param {number} ry @param {number} from @param {number} to turns */
function arc(x, y, rx, ry, from, to) {
  return Array.from({ length: 25 }, (_, i) => {
    const angle = 2 * Math.PI * (from + ((to - from) * i) / 24);
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}

/** @typedef {{ digit: number, name: string, lines: number[][][] }} Shape */

/** @type {Shape[]} */
export const SHAPES = [
  { digit: 0, name: "round", lines: [arc(0.5, 0.5, 0.36, 0.5, -0.25, 0.75)] },
  {
    digit: 1,
    name: "one line",
    lines: [
      [
        [0.5, 0],
        [0.5, 1],
      ],
    ],
  },
  {
    digit: 1,
    name: "with a flag",
    lines: [
      [
        [0.3, 0.25],
        [0.55, 0],
        [0.55, 1],
      ],
    ],
  },
  {
    digit: 1,
    name: "with a base",
    lines: [
      [
        [0.3, 0.2],
        [0.5, 0],
        [0.5, 1],
      ],
      [
        [0.2, 1],
        [0.8, 1],
      ],
    ],
  },
  {
    digit: 2,
    name: "swan",
    lines: [[...arc(0.5, 0.27, 0.32, 0.27, -0.5, 0.1), [0.15, 1], [0.88, 1]]],
  },
  {
    digit: 3,
    name: "two bows",
    lines: [
      [...arc(0.45, 0.25, 0.33, 0.25, -0.45, 0.25), ...arc(0.45, 0.74, 0.37, 0.26, -0.25, 0.42)],
    ],
  },
  {
    digit: 4,
    name: "open",
    lines: [
      [
        [0.25, 0],
        [0.15, 0.6],
        [0.85, 0.6],
      ],
      [
        [0.7, 0.25],
        [0.7, 1],
      ],
    ],
  },
  {
    digit: 4,
    name: "closed",
    lines: [
      [
        [0.65, 1],
        [0.65, 0],
        [0.1, 0.65],
        [0.9, 0.65],
      ],
    ],
  },
  {
    digit: 5,
    name: "two lines",
    lines: [
      [[0.25, 0], [0.2, 0.45], ...arc(0.45, 0.7, 0.36, 0.3, -0.32, 0.4)],
      [
        [0.25, 0],
        [0.82, 0],
      ],
    ],
  },
  {
    digit: 6,
    name: "one line",
    lines: [[[0.68, 0], [0.35, 0.3], [0.2, 0.65], ...arc(0.5, 0.73, 0.3, 0.27, 0.5, -0.5)]],
  },
  {
    digit: 7,
    name: "plain",
    lines: [
      [
        [0.12, 0],
        [0.85, 0],
        [0.4, 1],
      ],
    ],
  },
  {
    digit: 7,
    name: "crossed",
    lines: [
      [
        [0.12, 0],
        [0.85, 0],
        [0.4, 1],
      ],
      [
        [0.3, 0.5],
        [0.8, 0.5],
      ],
    ],
  },
  {
    digit: 8,
    name: "two circles",
    lines: [arc(0.5, 0.24, 0.27, 0.24, 0.25, 1.25), arc(0.5, 0.74, 0.33, 0.26, -0.25, 0.75)],
  },
  {
    digit: 9,
    name: "straight",
    lines: [[...arc(0.48, 0.28, 0.3, 0.28, 0, -1), [0.74, 1]]],
  },
  {
    digit: 9,
    name: "hooked",
    lines: [[...arc(0.48, 0.28, 0.32, 0.28, 0, -1), [0.8, 0.7], [0.6, 0.98], [0.25, 0.95]]],
  },
];

/**
 * A shape's lines with their points on the pad: as high as this share of it, around a middle, and slanted
 * by this many heights to the right.
 * @param {Shape} shape
 * @param {number} share
 * @param {number[]} middle x and y, in dots
 * @param {number} slant
 */
export const drawnLines = ({ lines }, share, [x, y] = [16, 16], slant = 0) => {
  const height = share * 28;
  return lines.map((line) =>
    line.map(([across, down]) => [
      x + height * (0.85 * (across - 0.5) + slant * (0.5 - down)),
      y + height * (down - 0.5),
    ]),
  );
};
