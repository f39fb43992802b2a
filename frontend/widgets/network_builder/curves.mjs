// Loss and accuracy as they go, and accuracy against shift: a line for each network.
import { clamped } from "../../math/range.mjs";
import { svg, svgText } from "../../parts/dom.mjs";

const [LEFT, TOP, WIDTH, HEIGHT] = [44, 12, 300, 130];
const [RIGHT, BOTTOM] = [LEFT + WIDTH, TOP + HEIGHT];

/**
 * @typedef {{ points: number[][], look: string, dots?: boolean }} Line
 *
 * A plot; `draw` gives it its lines and how far its axes go.
 * @param {string} across what is written below it
 */
export function plot(across) {
  const lines = svg("g", {});
  const numbers = svg("g", {});
  const root = svg(
    "svg",
    { class: "cnnlab-plot", viewBox: `0 0 ${RIGHT + 12} ${BOTTOM + 40}`, role: "img" },
    svg("path", { class: "cnnlab-axis", d: `M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}` }),
    svgText(across, (LEFT + RIGHT) / 2, BOTTOM + 36, "middle"),
    numbers,
    lines,
  );
  let axes = "";

  /**
   * @param {Line[]} all
   * @param {number} farthest of the axis across
   * @param {[low: number, high: number, write: (n: number) => string]} scale of the axis up
   * @param {string} label
   */
  function draw(all, farthest, [low, high, write], label) {
    const x = (value) => LEFT + (WIDTH * value) / farthest;
    const y = (value) => BOTTOM - (HEIGHT * (clamped(value, low, high) - low)) / (high - low);
    const wanted = `${farthest} ${low} ${high}`;
    if (wanted !== axes) {
      axes = wanted;
      const every = Math.ceil(farthest / 10);
      const ticks = Array.from({ length: Math.floor(farthest / every) + 1 }, (_, i) => i * every);
      numbers.replaceChildren(
        ...ticks.map((tick) => svgText(String(tick), x(tick), BOTTOM + 18, "middle")),
        svgText(write(high), LEFT - 5, TOP + 6, "end"),
        svgText(write(low), LEFT - 5, BOTTOM + 4, "end"),
      );
    }
    lines.replaceChildren(
      ...all.flatMap(({ points, look, dots }) => {
        const places = points.map(([across, up]) => [x(across).toFixed(1), y(up).toFixed(1)]);
        return [
          svg("polyline", {
            class: `cnnlab-line ${look}`,
            points: places.map((place) => place.join(",")).join(" "),
          }),
          ...(dots ? places : []).map(([cx, cy]) =>
            svg("circle", { cx, cy, r: 3.5, class: `cnnlab-network-builder-dot ${look}` }),
          ),
        ];
      }),
    );
    root.setAttribute("aria-label", label);
  }
  return { root, draw };
}
