// The bytes of a WebM file: elements within elements, as https://www.matroska.org/technical/elements.html
// has them. Each picture stands for itself, in a cluster of its own that the cues point to: so players
// can go to any of them.

/**
 * @typedef {{ data: Uint8Array, start: number, pause: number }} Block milliseconds
 * @typedef {Uint8Array | number[]} Bytes
 */

const encoder = new TextEncoder();

/**
 * @param {number} width
 * @param {number} height
 * @param {Block[]} blocks encoded as VP8
 */
export function matroska(width, height, blocks) {
  const { start, pause } = blocks[blocks.length - 1];
  const header = element(
    0x1a45dfa3,
    ...[element(0x4286, whole(1)), element(0x42f7, whole(1))], // versions
    ...[element(0x42f2, whole(4)), element(0x42f3, whole(8))], // the longest ids and sizes
    ...[element(0x4282, text("webm")), element(0x4287, whole(2)), element(0x4285, whole(2))],
  );
  const info = element(
    0x1549a966,
    element(0x2ad7b1, whole(1_000_000)), // times are in milliseconds
    element(0x4489, real(start + pause)),
    ...[element(0x4d80, text("cnnlab")), element(0x5741, text("cnnlab"))],
  );
  const size = element(0xe0, element(0xb0, whole(width)), element(0xba, whole(height)));
  const track = element(
    0xae,
    ...[element(0xd7, whole(1)), element(0x73c5, whole(1)), element(0x83, whole(1))],
    ...[element(0x86, text("V_VP8")), size],
  );
  const clusters = blocks.map(cluster);
  const before = [info, element(0x1654ae6b, track)];
  // How far into the file a cluster lies counts the cues, too, which are as long whatever they say.
  const lead = total(before) + cues(blocks, clusters, 0).length;
  return joined([
    header,
    element(0x18538067, ...before, cues(blocks, clusters, lead), ...clusters),
  ]);
}

/** @param {Block} block */
function cluster({ data, start, pause }) {
  const block = element(0xa1, [0x81, 0, 0, 0], data);
  return element(
    0x1f43b675,
    element(0xe7, whole(start)),
    element(0xa0, block, element(0x9b, whole(pause))),
  );
}

/**
 * @param {Block[]} blocks
 * @param {Uint8Array[]} clusters
 * @param {number} lead where the first cluster lies
 */
function cues(blocks, clusters, lead) {
  let place = lead;
  const points = blocks.map(({ start }, i) => {
    const position = element(0xb7, element(0xf7, whole(1)), element(0xf1, whole(place)));
    place += clusters[i].length;
    return element(0xbb, element(0xb3, whole(start)), position);
  });
  return element(0x1c53bb6b, ...points);
}

/**
 * @param {number} id
 * @param {...Bytes} content
 */
function element(id, ...content) {
  const digits = id.toString(16);
  const name = Array.from({ length: digits.length / 2 }, (_, i) =>
    parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
  const size = whole(total(content));
  size[0] = 1; // it has eight bytes itself
  return joined([name, size, ...content]);
}

/** @param {Bytes[]} pieces */
const total = (pieces) => pieces.reduce((sum, { length }) => sum + length, 0);

/** @param {Bytes[]} pieces */
function joined(pieces) {
  const all = new Uint8Array(total(pieces));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** @param {number} value */
const whole = (value) => eight((view) => view.setBigUint64(0, BigInt(Math.round(value))));

/** @param {number} value */
const real = (value) => eight((view) => view.setFloat64(0, value));

/** @param {string} value */
const text = (value) => encoder.encode(value);

/** @param {(view: DataView) => void} write */
function eight(write) {
  const bytes = new Uint8Array(8);
  write(new DataView(bytes.buffer));
  return bytes;
}
