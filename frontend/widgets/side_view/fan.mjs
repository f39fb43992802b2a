// Rows of dots, the input at the bottom, and the lines that fan out from the unit pointed at.
import { readBy, skipBy } from "../../math/side_view.mjs";
import { html, replaceKeepingFocus, svg } from "../../parts/dom.mjs";
import { makeFocusable } from "../../parts/grid.mjs";
import { same } from "../../parts/model.mjs";
import { layoutOf, unitByKey } from "./layout.mjs";

/**
 * @typedef {import("../../math/side_view.mjs").Side} Side
 * @typedef {import("../../math/side_view.mjs").Window} Window
 * @typedef {import("./layout.mjs").Layout} Layout
 * @typedef {import("./layout.mjs").Unit} Unit
 */

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
  /** @type {{ side: Side, layers: Window[], chosen: Unit }} */
  let now;
  /** @type {Unit | null} */
  let pointed = null;
  /** @type {Layout} */
  let layout;
  /** @type {SVGElement[][]} */
  let dots = [];
  let over = svg("g");
  /** @type {(text: string) => void} */
  let rename = () => {};
  let page = WIDE;
  // What is not laid out has no width, and waits for one.
  const fitting = () => (box.clientWidth ? (box.clientWidth < PHONE ? NARROW : WIDE) : page);
  const observer = new ResizeObserver(() => {
    if (now && fitting() !== page) drawAnew();
  });
  observer.observe(box);

  /** @param {Side} side @param {Window[]} layers @param {Unit} chosen */
  function draw(side, layers, chosen) {
    const drawn = now && same([now.side, now.layers], [side, layers]);
    now = { side, layers, chosen };
    pointed = null;
    if (drawn) light();
    else drawAnew();
  }

  // For a choice it would be too much: the focus would come anew, and the drawing be read from its name on.
  function drawAnew() {
    const { sizes } = now.side;
    page = fitting();
    layout = layoutOf(now.side, page);
    dots = dotsOf(sizes, layout);
    over = svg("g", { class: "cnnlab-side-view-over" });
    const root = svg(
      "svg",
      {
        viewBox: `0 0 ${layout.size.join(" ")}`,
        class: "cnnlab-plot cnnlab-side-view-picture",
        pointermove: (/** @type {PointerEvent} */ event) => event.buttons === 0 && look(event),
        pointerleave() {
          pointed = null;
          light();
        },
        click: (/** @type {PointerEvent} */ event) => choose(...nearest(event)),
      },
      ...[over, dots.flat(), namesOf(sizes, layout)],
    );
    rename = makeFocusable({ root }, "Units, layer above layer", keydown);
    replaceKeepingFocus(box, root);
    light();
  }

  /** @param {PointerEvent} event */
  function look(event) {
    const next = nearest(event);
    if (same(next, pointed)) return;
    pointed = next;
    light();
  }

  // Dots are small: the nearest is meant.
  /** @param {PointerEvent} event */
  function nearest({ clientX, clientY, currentTarget }) {
    const { left, top, width } = /** @type {Element} */ (currentTarget).getBoundingClientRect();
    const scale = page.width / width;
    return layout.nearest((clientX - left) * scale, (clientY - top) * scale);
  }

  /** @param {KeyboardEvent} event */
  function keydown(event) {
    const to = unitByKey(event.key, now.chosen, now.side.sizes);
    if (!to) return;
    event.preventDefault();
    choose(...to);
    say(words(now.side, ...to, readBy(now.layers, ...to).seen[0]));
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
      ...lines.map(([l, from, to]) => lineDown(layout, l, from, to)),
      ...(skip ? past(layout, [layer, unit], skip.pixel) : []),
      ...(layer ? measures(layout, now.side, [layer, unit], seen[0]) : []),
    );
    rename(words(now.side, layer, unit, seen[0]));
  }

  return { box, draw, stop: () => observer.disconnect() };
}

/** @param {number[]} sizes @param {Layout} layout */
const dotsOf = (sizes, { x, y, radius }) =>
  sizes.map((count, layer) =>
    Array.from({ length: count }, (_, unit) => {
      const place = { cx: x(layer, unit), cy: y(layer), r: radius };
      return svg("circle", { ...place, class: "cnnlab-side-view-dot" });
    }),
  );

/** @param {number[]} sizes @param {Layout} layout */
const namesOf = (sizes, { y }) =>
  sizes.map((count, layer) => {
    const name = layer ? `layer ${layer}: ${count}` : `input: ${count}`;
    return svg("text", { x: 0, y: y(layer) + 5 }, name);
  });

/**
 * From a unit to one that it reads in the layer below.
 * @param {Layout} layout
 * @param {number} layer
 * @param {number} from
 * @param {number} to
 */
const lineDown = ({ x, y }, layer, from, to) =>
  svg("path", {
    d: `M${x(layer, from)} ${y(layer)}L${x(layer - 1, to)} ${y(layer - 1)}`,
    class: "cnnlab-side-view-line",
  });

/**
 * The skip, past all layers. It is upright where path and skip look at the same middle: a unit stands
 * above that of its field.
 * @param {Layout} layout
 * @param {Unit} unit
 * @param {number} pixel
 */
function past({ x, y, radius }, [layer, unit], pixel) {
  const [to, bottom] = [x(0, pixel), y(0)];
  const d = `M${x(layer, unit)} ${y(layer)}L${to} ${bottom}`;
  const ring = { cx: to, cy: bottom, r: radius + 4, class: "cnnlab-side-view-ring" };
  return [svg("path", { d, class: "cnnlab-side-view-past" }), svg("circle", ring)];
}

/**
 * Size, jump and start of a unit, as lengths.
 * @param {Layout} layout
 * @param {Side} side
 * @param {Unit} unit
 * @param {number[]} pixels that it sees
 */
function measures({ x, y, step }, { fields, sizes }, [layer, unit], pixels) {
  const { size, jump, start } = fields[layer];
  const half = 0.5 * step;
  const bottom = y(0);
  const field = [x(0, pixels[0]) - half, x(0, pixels[pixels.length - 1]) + half];
  const next = unit + 1 < sizes[layer] ? unit + 1 : unit - 1;
  const ends = [x(layer, unit), x(layer, next)].sort((a, b) => a - b);
  return [
    ...measure(field[0], field[1], bottom + 24, `size ${size}`),
    ...(next >= 0 ? measure(ends[0], ends[1], y(layer) - 14, `jump ${jump}`, -6) : []),
    ...measure(x(0, 0), x(layer, 0), bottom + 54, `start ${start}`),
  ];
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
