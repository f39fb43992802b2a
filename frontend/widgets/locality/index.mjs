// Locality: how alike two pixels are that lie so far apart.
import { checkCount, checkMatrix } from "../../math/checks.mjs";
import {
  card,
  choice,
  field,
  figure,
  notice,
  offer,
  settingsBox,
  show,
} from "../../parts/controls.mjs";
import { html, svg, uniqueId } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { number } from "../../parts/numbers.mjs";

const DIRECTIONS = { right: [0, 1], down: [1, 0], diagonal: [1, 1] };
const DOTS = 500; // pairs that are drawn; every pair is counted
const PLOT = { side: 240, left: 34, bottom: 34 }; // a square plot with room for the axes' numbers

// Pearson's correlation of all pairs of pixels that lie so far apart, as cnnlab.pixel_correlation.
export function pixelCorrelation(image, down, right) {
  const sums = { n: 0, a: 0, b: 0 };
  const pairs = pixelPairs(image, down, right);
  for (const [a, b] of pairs) {
    sums.n += 1;
    sums.a += a;
    sums.b += b;
  }
  const [meanA, meanB] = [sums.a / sums.n, sums.b / sums.n];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [a, b] of pairs) {
    ab += (a - meanA) * (b - meanB);
    aa += (a - meanA) ** 2;
    bb += (b - meanB) ** 2;
  }
  return aa * bb === 0 ? 0 : Math.min(1, Math.max(-1, ab / Math.sqrt(aa * bb)));
}

function pixelPairs(image, down, right) {
  const pairs = [];
  for (let y = 0; y + down < image.length; y++) {
    for (let x = 0; x + right < image[0].length; x++)
      pairs.push([image[y][x], image[y + down][x + right]]);
  }
  return pairs;
}

// The pixels in the order of cnnlab.experiments.locality.shuffle_order.
export function shuffledPixels(image) {
  const flat = image.flat();
  let key = 1;
  const keys = flat.map(() => (key = (Math.imul(1664525, key) + 1013904223) >>> 0));
  const order = [...keys.keys()].sort((i, j) => keys[i] - keys[j]);
  const columns = image[0].length;
  return image.map((row, y) => row.map((_, x) => flat[order[y * columns + x]]));
}

// What Reset puts back.
export const settings = ["photograph", "distance", "direction", "shuffled"];

export function render(model, element) {
  const get = (name) => model.get(name);
  const names = Object.keys(get("images"));
  names.forEach((name) => checkMatrix(`images["${name}"]`, get("images")[name]));
  for (const name of ["distance", "reach"]) checkCount(name, get(name), 1);

  const photo = figure("Photograph");
  const pairs = figure("Pairs");
  const curve = figure("Correlation");
  const canvas = html("canvas", {
    class: "cnnlab-photo",
    role: "img",
    pointermove: look,
    pointerdown: look,
  });
  photo.body.append(canvas);
  const { box: problem, tell } = notice();
  const says = html("p", { class: "cnnlab-total", role: "status" });

  const imageChoice = choice(
    names.map((name) => [name, name]),
    (name) => commit(model, { photograph: name }),
  );
  const directionChoice = choice([], (direction) => commit(model, { direction }));
  offer(
    directionChoice,
    Object.keys(DIRECTIONS).map((name) => [name, name]),
  );
  const distance = html("input", {
    type: "range",
    min: 1,
    max: get("reach"),
    step: 1,
    id: uniqueId(),
    input: () => commit(model, { distance: Number(distance.value) }),
  });
  const distanceValue = html("span", { class: "cnnlab-value" });
  const shuffle = html("input", {
    type: "checkbox",
    change: () => commit(model, { shuffled: shuffle.checked }),
  });
  element.replaceChildren(
    card(
      "Locality",
      "cnnlab-locality",
      html("div", { class: "cnnlab-stage" }, photo.box, pairs.box, curve.box),
      problem,
      html(
        "div",
        { class: "cnnlab-transport" },
        html("label", { for: distance.id }, "Distance in pixels"),
        distance,
        distanceValue,
      ),
      says,
      settingsBox(
        field("Image", imageChoice),
        field("Direction", directionChoice),
        html("label", { class: "cnnlab-check" }, shuffle, "Shuffle the pixels"),
      ),
    ),
  );

  let image; // as it is shown: shuffled or not
  let correlations; // for every distance from 0 to the reach
  let spot = [0.35, 0.35]; // where the pair is drawn, as shares of the photograph's sides

  // A new image or direction: everything is measured again.
  function measure() {
    show(imageChoice, get("photograph"));
    show(directionChoice, get("direction"));
    shuffle.checked = get("shuffled");
    const [chosen, step] = [get("images")[get("photograph")], DIRECTIONS[get("direction")]];
    if (!chosen) tell(`There is no photograph named “${get("photograph")}”.`);
    else tell(step ? null : `The direction is right, down or diagonal, not “${get("direction")}”.`);
    if (!problem.hidden) return;
    image = get("shuffled") ? shuffledPixels(chosen) : chosen;
    const reach = Math.min(get("reach"), image.length - 2, image[0].length - 2);
    correlations = Array.from({ length: reach + 1 }, (_, d) =>
      pixelCorrelation(image, d * step[0], d * step[1]),
    );
    distance.max = reach;
    draw();
  }

  function draw() {
    if (!image || !problem.hidden) return;
    const step = DIRECTIONS[get("direction")];
    const d = Math.max(1, Math.min(get("distance"), correlations.length - 1));
    distance.value = d;
    distanceValue.textContent = d;
    drawPhotograph(d * step[0], d * step[1]);
    drawPairs(d * step[0], d * step[1]);
    drawCurve(d);
    says.replaceChildren(
      "Correlation of pixels ",
      html("strong", {}, String(d)),
      ` pixel${d > 1 ? "s" : ""} apart: `,
      html("strong", {}, correlations[d].toFixed(2).replace("-", "−")),
    );
  }

  function drawPhotograph(down, right) {
    const [rows, columns] = [image.length, image[0].length];
    Object.assign(canvas, { width: columns, height: rows });
    const context = canvas.getContext("2d");
    const pixels = context.createImageData(columns, rows);
    image.flat().forEach((value, i) => pixels.data.set([value, value, value, 255], 4 * i));
    context.putImageData(pixels, 0, 0);
    // The pair: two rings, white and black so that one of them always shows.
    const y = Math.floor(spot[0] * (rows - down - 1));
    const x = Math.floor(spot[1] * (columns - right - 1));
    for (const [row, column] of [
      [y, x],
      [y + down, x + right],
    ]) {
      context.strokeStyle = "#fff";
      context.strokeRect(column - 1.5, row - 1.5, 4, 4);
      context.strokeStyle = getComputedStyle(element).getPropertyValue("--cnnlab-accent");
      context.strokeRect(column - 0.5, row - 0.5, 2, 2);
    }
    photo.note.textContent = get("shuffled") ? "pixels shuffled" : `${rows} × ${columns}`;
    canvas.setAttribute(
      "aria-label",
      `${get("photograph")}${get("shuffled") ? ", its pixels shuffled" : ""}, ` +
        `with two pixels marked: their values are ${image[y][x]} and ${image[y + down][x + right]}`,
    );
  }

  function look(event) {
    const box = canvas.getBoundingClientRect();
    spot = [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width];
    draw();
  }

  function drawPairs(down, right) {
    const all = pixelPairs(image, down, right);
    const { root, place } = axes("first pixel", "second pixel", [0, 255], [0, 255]);
    const skip = Math.max(1, Math.floor(all.length / DOTS));
    for (let i = 0; i < all.length; i += skip) {
      const [cx, cy] = place(...all[i]);
      root.append(svg("circle", { cx, cy, r: 2, class: "cnnlab-dot" }));
    }
    root.setAttribute("aria-label", `${all.length} pairs of pixels, the second against the first`);
    pairs.body.replaceChildren(root);
    pairs.note.textContent = `${all.length} of them`;
  }

  function drawCurve(d) {
    const reach = correlations.length - 1;
    const low = Math.min(0, ...correlations);
    const { root, place } = axes(
      "distance in pixels",
      "correlation",
      [0, reach],
      [Math.floor(low * 2) / 2, 1],
    );
    const points = correlations.map((c, i) => place(i, c).join(",")).join(" ");
    const [cx, cy] = place(d, correlations[d]);
    root.append(
      svg("polyline", { points, class: "cnnlab-line" }),
      svg("circle", { cx, cy, r: 6, class: "cnnlab-now" }),
    );
    root.setAttribute(
      "aria-label",
      `Correlation falls from 1 at distance 0 to ${number(correlations[reach], 2)} at ${reach}`,
    );
    curve.body.replaceChildren(root);
    curve.note.textContent = `at distance ${d}`;
  }

  const stop = [
    listen(model, ["photograph", "direction", "shuffled", "images", "reach"], measure),
    listen(model, ["distance"], draw),
  ];
  measure();
  return () => stop.forEach((f) => f());
}

// An empty square plot: its axes with their names and end values, and where a point goes.
function axes(nameX, nameY, [lowX, highX], [lowY, highY]) {
  const { side, left, bottom } = PLOT;
  const place = (x, y) => [
    left + ((x - lowX) / (highX - lowX)) * side,
    side - ((y - lowY) / (highY - lowY)) * side,
  ];
  const text = (words, x, y, extra = {}) => svg("text", { x, y, ...extra }, words);
  const [, zero] = place(lowX, Math.max(0, lowY));
  const root = svg(
    "svg",
    {
      class: "cnnlab-plot",
      viewBox: `-16 -10 ${side + left + 26} ${side + bottom + 18}`,
      role: "img",
    },
    svg("path", {
      class: "cnnlab-axis",
      d: `M${left} 0V${side}H${left + side}M${left} ${zero}H${left + side}`,
    }),
    text(number(lowX), left, side + 16),
    text(number(highX), left + side, side + 16, { "text-anchor": "end" }),
    text(number(lowY), left - 5, side, { "text-anchor": "end" }),
    text(number(highY), left - 5, 12, { "text-anchor": "end" }),
    text(nameX, left + side / 2, side + 30, { "text-anchor": "middle" }),
    text(nameY, 0, 0, {
      "text-anchor": "middle",
      transform: `translate(${left - 20} ${side / 2}) rotate(-90)`,
    }),
  );
  return { root, place };
}
