// The tiles of a window on their way between the image and the window's row.
import { svg } from "../../parts/dom.mjs";
import { UNIT } from "../../parts/grid.mjs";
import { paintPiece, valuesOfRow } from "./grids.mjs";

/**
 * @typedef {import("./scene.mjs").Scene} Scene
 * @typedef {import("./scene.mjs").Moment} Moment
 */

/**
 * Make the tiles. Returns the way to show them in flight, or to put them away.
 * @param {Scene} scene
 * @param {import("./grids.mjs").Grids} grids
 * @param {SVGElement} sky
 * @returns {(moment: Moment) => void}
 */
export function flightIn(scene, grids, sky) {
  const tiles = scene.sources[0].map(tile);
  sky.replaceChildren(...tiles.map(({ box }) => box));
  let painted = -1; // the row whose values the tiles have
  return ({ index, flight }) => {
    sky.style.display = flight === null ? "none" : "";
    if (flight === null) return;
    if (painted !== index) {
      const values = valuesOfRow(scene, index);
      tiles.forEach((each, q) => paintPiece(scene, each, values[q]));
      painted = index;
    }
    const routes = routesOf(scene, grids, sky, index);
    tiles.forEach(({ box }, q) => place(box, routes[q], timeOf(flight, q / tiles.length)));
  };
}

function tile() {
  // Colours are see-through where numbers are small: a plain ground keeps tiles apart.
  const [ground, rect] = [0, 1].map(() => svg("rect", { width: UNIT, height: UNIT }));
  const text = svg("text", { x: UNIT / 2, y: UNIT / 2 });
  const box = svg("g", { class: "cnnlab-cells cnnlab-values" }, ground, rect, text);
  return { box, rect, text };
}

// From where to where each tile of a window flies: as [left, top, size], on the screen as it is now.
function routesOf(scene, { channels, matrix }, sky, index) {
  const placeInImage = channels.map((drawn) => placesIn(drawn, sky));
  const placeInMatrix = placesIn(matrix, sky);
  return scene.sources[index].map(({ c, y, x }, q) => {
    const [home, row] = [placeInImage[c](y, x), placeInMatrix(index, q)];
    return scene.back ? [row, home] : [home, row];
  });
}

function placesIn({ root, columns }, sky) {
  const [box, origin] = [root.getBoundingClientRect(), sky.getBoundingClientRect()];
  const size = box.width / (columns * UNIT + 6);
  return (row, column) => [
    box.left - origin.left + (3 + column * UNIT) * size,
    box.top - origin.top + (3 + row * UNIT) * size,
    size,
  ];
}

// The first tile leaves first; all together they take the whole time.
const timeOf = (flight, rank) => Math.min(1, Math.max(0, flight * 1.5 - 0.5 * rank));

// Slowly away and slowly there, and nearer to the eye in between.
function place(box, [from, to], t) {
  const eased = t * t * (3 - 2 * t);
  const [left, top, size] = from.map((start, i) => start + (to[i] - start) * eased);
  const lift = 1 + 0.25 * Math.sin(Math.PI * t);
  const grown = ((lift - 1) * UNIT * size) / 2;
  box.setAttribute("transform", `translate(${left - grown} ${top - grown}) scale(${size * lift})`);
}
