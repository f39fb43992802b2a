// Rows of dots, the input at the bottom, and the lines that fan out from the unit pointed at.
import { clamped } from "../../math/range.mjs";
import { readBy, skipBy } from "../../math/side_view.mjs";
import { html, replaceKeepingFocus, svg } from "../../parts/dom.mjs";
import { makeFocusable } from "../../parts/grid.mjs";
import { same } from "../../parts/model.mjs";

/**
 * @typedef {import("../../math/side_view.mjs").Side} Side
 * @typedef {import("../../math/side_view.mjs").Window} Window
 */

const [GAP, TOP, FOOT] = [66, 34, 74];
// Where the dots begin, and where the drawing ends: on a phone it is drawn larger.
const WIDE = { width: 640, left: 112 };
const NARROW = { width: 400, left: 92 };
const PHONE = 440; // pixels of the screen

/**
 * @param {object} does
 * @param {(layer: number, unit: number) => void} does.choose
 * @param {(words: string) => void} does.say
 * @param {(side: Side, layer: number, unit: number, pixels: number[]) => string} does.words
 */
export function fan({ choose, say, words }) {
  const box = html("div", { class: "cnnlab-body cnnlab-side-view-fan" });
  /** @type {{ side: Side, layers: Window[], chosen: [number, number] }} */
  let now;
  /** @type {[number, number] | null} */
  let pointed = null;
  /** @type {SVGElement[][]} */
  let dots = [];
  let over = svg("g");
  /** @type {(text: string) => void} */
  let rename = () => {};
  let page = WIDE;
  const observer = new ResizeObserver(() => {
    if (!box.clientWidth) return;
    const fitting = box.clientWidth < PHONE ? NARROW : WIDE;
    if (fitting === page) return;
    page = fitting;
    if (now) drawAnew();
  });
  observer.observe(box);

  const step = () => (page.width - page.left - 20) / Math.max(1, now.side.sizes[0] - 1);
  const radius = () => Math.min(6, 0.36 * step());
  const x = (/** @type {number} */ layer, /** @type {number} */ unit) =>
    page.left + (now.side.fields[layer].start + unit * now.side.fields[layer].jump) * step();
  const y = (/** @type {number} */ layer) => TOP + (now.layers.length - layer) * GAP;

  /** @param {Side} side @param {Window[]} layers @param {[number, number]} chosen */
  function draw(side, layers, chosen) {
    const drawn = now && same([now.side, now.layers], [side, layers]);
    now = { side, layers, chosen };
    pointed = null;
    if (drawn) light();
    else drawAnew();
  }

  // For a choice it would be too much: the focus would come anew, and the drawing be read from its name on.
  function drawAnew() {
    const { side, layers } = now;
    dots = side.sizes.map((count, layer) =>
      Array.from({ length: count }, (_, unit) =>
        svg("circle", {
          cx: x(layer, unit),
          cy: y(layer),
          r: radius(),
          class: "cnnlab-side-view-dot",
        }),
      ),
    );
    over = svg("g", { class: "cnnlab-side-view-over" });
    const names = side.sizes.map((count, layer) =>
      svg(
        "text",
        { x: 0, y: y(layer) + 5 },
        layer ? `layer ${layer}: ${count}` : `input: ${count}`,
      ),
    );
    const root = svg(
      "svg",
      {
        viewBox: `0 0 ${page.width} ${TOP + layers.length * GAP + FOOT}`,
        class: "cnnlab-plot cnnlab-side-view-picture",
        pointermove: (/** @type {PointerEvent} */ event) => event.buttons === 0 && look(event),
        pointerleave() {
          pointed = null;
          light();
        },
        click: (/** @type {PointerEvent} */ event) => choose(...nearest(event)),
      },
      ...[over, dots.flat(), names],
    );
    rename = makeFocusable({ root }, "Units, layer above layer", keydown);
    replaceKeepingFocus(box, root);
    light();
  }

  /** @param {PointerEvent} event */
  function look(event) {
    const next = nearest(event);
    if (pointed && next.every((n, i) => n === pointed?.[i])) return;
    pointed = next;
    light();
  }

  // Dots are small: the nearest is meant.
  /** @param {PointerEvent} event @returns {[number, number]} */
  function nearest({ clientX, clientY, currentTarget }) {
    const { left, top, width } = /** @type {Element} */ (currentTarget).getBoundingClientRect();
    const [px, py] = [clientX - left, clientY - top].map((pixels) => (pixels * page.width) / width);
    const layer = within(Math.round(now.layers.length - (py - TOP) / GAP), now.side.sizes.length);
    const { start, jump } = now.side.fields[layer];
    const unit = within(
      Math.round(((px - page.left) / step() - start) / jump),
      now.side.sizes[layer],
    );
    return [layer, unit];
  }

  /** @param {KeyboardEvent} event */
  function keydown(event) {
    const [layer, unit] = now.chosen;
    const move = {
      ArrowLeft: [layer, unit - 1],
      ArrowRight: [layer, unit + 1],
      ArrowUp: [layer + 1, unit],
      ArrowDown: [layer - 1, unit],
      Home: [layer, 0],
      End: [layer, now.side.sizes[layer] - 1],
    }[event.key];
    if (!move) return;
    event.preventDefault();
    const to = within(move[0], now.side.sizes.length);
    const at = within(move[1], now.side.sizes[to]);
    choose(to, at);
    say(words(now.side, to, at, readBy(now.layers, to, at).seen[0]));
  }

  function light() {
    const [layer, unit] = pointed ?? now.chosen;
    const { seen, lines } = readBy(now.layers, layer, unit);
    const skip = skipBy(now.side, layer, unit);
    dots.forEach((row, l) =>
      row.forEach((dot, u) => {
        const lit = seen[l]?.includes(u) || (l === 0 && u === skip?.pixel);
        dot.classList.toggle("cnnlab-side-view-lit", lit);
      }),
    );
    over.replaceChildren(
      ...lines.map(([l, from, to]) =>
        svg("path", {
          d: `M${x(l, from)} ${y(l)}L${x(l - 1, to)} ${y(l - 1)}`,
          class: "cnnlab-side-view-line",
        }),
      ),
      ...(skip ? past(x(layer, unit), y(layer), x(0, skip.pixel)) : []),
      ...(layer ? measures(layer, unit, seen[0]) : []),
    );
    rename(words(now.side, layer, unit, seen[0]));
  }

  // Upright where path and skip look at the same middle: a unit stands above that of its field.
  /** @param {number} from @param {number} top @param {number} to */
  function past(from, top, to) {
    const d = `M${from} ${top}L${to} ${y(0)}`;
    const ring = { cx: to, cy: y(0), r: radius() + 4, class: "cnnlab-side-view-ring" };
    return [svg("path", { d, class: "cnnlab-side-view-past" }), svg("circle", ring)];
  }

  /** @param {number} layer @param {number} unit @param {number[]} pixels */
  function measures(layer, unit, pixels) {
    const { size, jump, start } = now.side.fields[layer];
    const half = 0.5 * step();
    const bottom = y(0);
    const field = [x(0, pixels[0]) - half, x(0, pixels[pixels.length - 1]) + half];
    const next = unit + 1 < now.side.sizes[layer] ? unit + 1 : unit - 1;
    const ends = [x(layer, unit), x(layer, next)].sort((a, b) => a - b);
    return [
      ...measure(field[0], field[1], bottom + 24, `size ${size}`),
      ...(next >= 0 ? measure(ends[0], ends[1], y(layer) - 14, `jump ${jump}`, -6) : []),
      ...measure(x(0, 0), x(layer, 0), bottom + 54, `start ${start}`),
    ];
  }

  return { box, draw, stop: () => observer.disconnect() };
}

/**
 * A length, with its ends and what it is.
 * @param {number} from
 * @param {number} to
 * @param {number} height
 * @param {string} text
 * @param {number} [lower] how far the text is below the line
 */
function measure(from, to, height, text, lower = 17) {
  const d = `M${from} ${height - 4}v8M${from} ${height}H${to}M${to} ${height - 4}v8`;
  const middle = { x: Math.max((from + to) / 2, 40), y: height + lower, "text-anchor": "middle" };
  return [svg("path", { d, class: "cnnlab-side-view-measure" }), svg("text", middle, text)];
}

const within = (/** @type {number} */ n, /** @type {number} */ count) => clamped(n, 0, count - 1);
