// Shifts of an image: the feature map moves along, the pooled map nearly stays. Both are measured.
import { checkCount, checkMatrix } from "../../math/checks.mjs";
import { slideKernel } from "../../math/conv.mjs";
import { pad } from "../../math/padding.mjs";
import { poolImage } from "../../math/pool.mjs";
import {
  card,
  choice,
  field,
  figure,
  notice,
  presetChoice,
  settingsBox,
  show,
} from "../../parts/controls.mjs";
import { html, svg } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { largest, number } from "../../parts/numbers.mjs";
import { pixelCanvas } from "../../parts/pixels.mjs";
import { signedColours, whenThemeChanges } from "../../parts/theme.mjs";

const SHIFT_MARGIN = 8; // pixels of the scene around the picture, and so the largest shift
const BORDERS = {
  zeros: "zeros come in",
  circular: "around (circular)",
  scene: "the scene goes on",
};
const POOLINGS = { max: "maximum", average: "average", blur: "maximum, blur" };

// ---- arithmetic: cnnlab.experiments.invariance ---------------------------------------------------

// Move a matrix by whole cells; zeros come in, or what left at the other side.
function movedBy(matrix, down, right, around) {
  const [H, W] = [matrix.length, matrix[0].length];
  const wrap = (i, n) => (around ? ((i % n) + n) % n : i);
  return matrix.map((row, i) =>
    row.map((_, j) => matrix[wrap(i - down, H)]?.[wrap(j - right, W)] ?? 0),
  );
}

export function shiftedView(scene, down, right, border) {
  const [H, W] = [scene.length, scene[0].length];
  const cut = (top, left) =>
    scene
      .slice(top, top + H - 2 * SHIFT_MARGIN)
      .map((row) => row.slice(left, left + W - 2 * SHIFT_MARGIN));
  if (border === "scene") return cut(SHIFT_MARGIN - down, SHIFT_MARGIN - right);
  return movedBy(cut(SHIFT_MARGIN, SHIFT_MARGIN), down, right, border === "circular");
}

const filtered = (image, kernel, stride, mode) =>
  slideKernel({
    image,
    kernel,
    stride,
    padding: [kernel.length, kernel[0].length].map((k) => (k - 1) / 2),
    padding_mode: mode,
    dilation: 1,
    flip: false,
  }).output;

// Binomial coefficients in both directions, with the sum 1: cnnlab.kernels.binomial.
function binomialKernel(size) {
  let row = [1];
  while (row.length < size) row = [...row, 0].map((value, i) => (value + (row[i - 1] ?? 0)) / 2);
  return row.map((a) => row.map((b) => a * b));
}

function poolMap(image, size, pooling, mode) {
  const pool = (operation, map, stride) =>
    poolImage(
      { image: map, operation, kernel_size: size, stride, padding: 0, p: 1, temperature: 1 },
      false,
    ).output;
  if (pooling !== "blur") return pool(pooling, image, size);
  const highest = pool(
    "max",
    pad(
      image,
      [
        [0, size - 1],
        [0, size - 1],
      ],
      mode,
    ),
    1,
  );
  return filtered(highest, binomialKernel(2 * size - 1), size, mode);
}

export function relativeChange(before, after) {
  let [change, whole] = [0, 0];
  before.forEach((row, i) =>
    row.forEach((value, j) => {
      change += (after[i][j] - value) ** 2;
      whole += value ** 2;
    }),
  );
  return change === 0 ? 0 : Math.sqrt(change / whole);
}

// All maps of the image before and after a shift, and how much they differ.
export function measureShift({
  image,
  kernel,
  down,
  right,
  border,
  stride,
  pooling,
  pool_size: size,
}) {
  const [H, W] = checkMatrix("image", image);
  if (Math.min(H, W) <= 2 * SHIFT_MARGIN) {
    throw new RangeError(
      `image must have more than ${2 * SHIFT_MARGIN} rows and columns, but has ${H} × ${W}`,
    );
  }
  if (checkMatrix("kernel", kernel).some((k) => k % 2 === 0)) {
    throw new RangeError(
      `kernel must have odd sizes, but has ${kernel.length} × ${kernel[0].length}`,
    );
  }
  if (!Object.hasOwn(BORDERS, border))
    throw new RangeError(`border must be one of ${Object.keys(BORDERS).join(", ")}`);
  if (!Object.hasOwn(POOLINGS, pooling))
    throw new RangeError(`pooling must be one of ${Object.keys(POOLINGS).join(", ")}`);
  for (const [name, pixels] of [
    ["down", down],
    ["right", right],
  ]) {
    if (!Number.isInteger(pixels) || Math.abs(pixels) > SHIFT_MARGIN) {
      throw new RangeError(
        `${name} must be a whole number from −${SHIFT_MARGIN} to ${SHIFT_MARGIN}, not ${String(pixels)}`,
      );
    }
  }
  checkCount("pool_size", size, 1);
  const mode = border === "circular" ? "circular" : "zeros";
  const mapsOf = (view) => {
    const features = filtered(view, kernel, stride, mode).map((row) =>
      row.map((value) => Math.max(0, value)),
    );
    return { view, features, pooled: poolMap(features, size, pooling, mode) };
  };
  const original = mapsOf(shiftedView(image, 0, 0, border));
  const shifted = mapsOf(shiftedView(image, down, right, border));
  const steps = [down, right].map((pixels) => Math.trunc(pixels / stride));
  const moved = movedBy(original.features, ...steps, border === "circular");
  return {
    original,
    shifted,
    moved,
    imageChange: relativeChange(original.view, shifted.view),
    equivarianceError: relativeChange(moved, shifted.features),
    unpooledChange: relativeChange(original.features, shifted.features),
    invarianceError: relativeChange(original.pooled, shifted.pooled),
  };
}

const percent = (share) =>
  !Number.isFinite(share)
    ? "no measure"
    : `${share > 0 && share < 0.1 ? number(100 * share, 2) : Math.round(100 * share)} %`;

// ---- the widget --------------------------------------------------------------------------------

// What Reset puts back.
export const settings = [
  "image",
  "kernel",
  "down",
  "right",
  "border",
  "stride",
  "pooling",
  "pool_size",
];

export function render(model, element) {
  const get = (name) => model.get(name);
  checkMatrix("image", get("image"));
  checkMatrix("kernel", get("kernel"));

  const titles = [
    ["Shifted image", "Feature map", "Pooled map"],
    ["Original image", "Moved along", "Left in place"],
    ["Change", "Error", "Change"],
  ];
  const figures = titles.map((row, r) => row.map((title) => figure(title, `shift-row-${r}`)));
  const notes = [
    "drag it, or press arrow keys",
    "of the shifted image",
    "of the shifted image",
    "",
    "the original’s feature map",
    "the original’s pooled map",
  ];
  figures.flat().forEach(({ note }, i) => (note.textContent = notes[i] ?? ""));
  const stage = html(
    "div",
    { class: "cnnlab-shift-stage" },
    figures.flat().map(({ box }) => box),
  );
  const { box: problem, tell } = notice();
  const says = html("p", { class: "cnnlab-total", role: "status" });
  const curve = html("div", { class: "cnnlab-shift-curve" });

  const pick = (trait, values) =>
    choice(values, (value) => commit(model, { [trait]: Number(value) }));
  const word = (trait, words) =>
    choice(Object.entries(words), (value) => commit(model, { [trait]: value }));
  const controls = {
    image: presetChoice(model, "image"),
    kernel: presetChoice(model, "kernel"),
    border: word("border", BORDERS),
    stride: pick(
      "stride",
      [1, 2, 4].map((n) => [n, n]),
    ),
    pooling: word("pooling", POOLINGS),
    pool_size: pick(
      "pool_size",
      [1, 2, 4, 8].map((n) => [n, n === 1 ? "1 (none)" : `${n} × ${n}`]),
    ),
  };
  const slider = (trait) =>
    html("input", {
      type: "range",
      min: -SHIFT_MARGIN,
      max: SHIFT_MARGIN,
      step: 1,
      input: (event) => commit(model, { [trait]: Number(event.target.value) }),
    });
  const [right, down] = ["right", "down"].map(slider);
  const [rightField, downField] = [field("Right", right), field("Down", down)];
  element.replaceChildren(
    card(
      "Shift",
      "cnnlab-shift",
      stage,
      problem,
      html(
        "div",
        { class: "cnnlab-settings cnnlab-shift-by", role: "group", "aria-label": "Shift by" },
        rightField,
        downField,
        html("button", { type: "button", click: () => moveTo(0, 0) }, "Back to the start"),
      ),
      says,
      curve,
      settingsBox(
        field("Image", controls.image),
        field("Kernel", controls.kernel),
        field("Border", controls.border),
        field("Stride of the convolution", controls.stride),
        field("Pooling", controls.pooling),
        field("Pooling window", controls.pool_size),
      ),
    ),
  );

  let pictures = null; // three rows of three canvases, made anew when the sizes change
  let built = "";
  let curves = { key: "" }; // the changes for every shift to the right

  const settingsNow = () =>
    Object.fromEntries(
      ["image", "kernel", "down", "right", "border", "stride", "pooling", "pool_size"].map(
        (name) => [name, get(name)],
      ),
    );

  function refresh() {
    showSettings();
    try {
      const measured = measureShift(settingsNow());
      tell(null);
      build(measured);
      paint(measured);
      drawCurve();
    } catch (error) {
      tell(`This setting does not fit: ${error.message}.`);
    }
    stage.classList.toggle("cnnlab-void", !problem.hidden);
    says.hidden = curve.hidden = !problem.hidden;
  }

  function showSettings() {
    for (const trait of ["image", "kernel"]) controls[trait].refresh();
    ["border", "stride", "pooling", "pool_size"].forEach((trait) =>
      show(controls[trait], get(trait)),
    );
    for (const [control, box, trait] of [
      [right, rightField, "right"],
      [down, downField, "down"],
    ]) {
      control.value = get(trait);
      box.firstChild.textContent = `${trait === "right" ? "Right" : "Down"}: ${number(get(trait))}`;
    }
  }

  function build({ shifted }) {
    const maps = [shifted.view, shifted.features, shifted.pooled];
    const sizes = maps.map((map) => [map.length, map[0].length]);
    if (built === String(sizes)) return;
    built = String(sizes);
    const focused = stage.contains(document.activeElement);
    pictures = figures.map((row, r) =>
      row.map(({ body }, c) => {
        const attributes =
          r || c
            ? { role: "img" }
            : {
                role: "application",
                tabindex: 0,
                class: "cnnlab-grid cnnlab-shift-handle",
                keydown: moveByKey,
                pointerdown: grab,
                pointermove: drag,
              };
        const picture = pixelCanvas(...sizes[c], attributes);
        body.replaceChildren(picture.box);
        return picture;
      }),
    );
    if (focused) pictures[0][0].root.focus();
  }

  function paint({ original, shifted, moved, ...errors }) {
    const pairs = [
      [shifted.view, original.view],
      [shifted.features, moved],
      [shifted.pooled, original.pooled],
    ];
    const signed = signedColours();
    const shares = [errors.imageChange, errors.equivarianceError, errors.invarianceError].map(
      percent,
    );
    pairs.forEach(([after, before], c) => {
      const most = Math.max(largest(after), largest(before)) || 1;
      const low = Math.min(0, ...after.flat());
      const grey = (map) => (i, j) =>
        Array(3).fill(Math.round((255 * (map[i][j] - low)) / (most - low)));
      pictures[0][c].paint(grey(after));
      pictures[1][c].paint(grey(before));
      pictures[2][c].paint((i, j) => signed((after[i][j] - before[i][j]) / most));
      figures[2][c].note.textContent = shares[c];
      titles.forEach((row, r) =>
        pictures[r][c].root.setAttribute(
          "aria-label",
          r === 2
            ? `${row[c]}: ${shares[c]}`
            : `${row[c]}, ${after.length} rows and ${after[0].length} columns`,
        ),
      );
    });
    pictures[0][0].root.setAttribute(
      "aria-label",
      `Shifted image, ${get("right")} right and ${get("down")} down: arrow keys shift it, Home puts it back`,
    );
    const strong = (share) => html("strong", {}, percent(share));
    says.replaceChildren(
      "The feature map moves along, with an error of ",
      strong(errors.equivarianceError),
      ". Left in place, it would differ by ",
      strong(errors.unpooledChange),
      ", and the pooled map differs by ",
      strong(errors.invarianceError),
      ".",
    );
  }

  // How much the maps left in place change, for every shift to the right.
  function drawCurve() {
    const { right: now, ...rest } = settingsNow();
    const key = JSON.stringify(rest);
    const shifts = Array.from({ length: 2 * SHIFT_MARGIN + 1 }, (_, i) => i - SHIFT_MARGIN);
    if (curves.key !== key) {
      curves = { key, measured: shifts.map((pixels) => measureShift({ ...rest, right: pixels })) };
    }
    const most = Math.max(
      1,
      ...curves.measured
        .flatMap((m) => [m.unpooledChange, m.invarianceError])
        .filter(Number.isFinite),
    );
    const place = (pixels, share) => [
      58 + (pixels + SHIFT_MARGIN) * 25,
      140 - (130 * (Number.isFinite(share) ? share : most)) / most,
    ];
    const line = (name, looks) =>
      svg("polyline", {
        class: looks,
        points: curves.measured.map((m, i) => place(shifts[i], m[name]).join()).join(" "),
      });
    const text = (words, x, y, anchor) => svg("text", { x, y, "text-anchor": anchor }, words);
    const at = now + SHIFT_MARGIN;
    const dot = (name) => {
      const [cx, cy] = place(now, curves.measured[at][name]);
      return svg("circle", { cx, cy, r: 6, class: "cnnlab-now" });
    };
    const said = shifts
      .map((pixels, i) => `${number(pixels)}: ${percent(curves.measured[i].invarianceError)}`)
      .join(", ");
    curve.replaceChildren(
      html(
        "p",
        { class: "cnnlab-note" },
        "Change of the maps left in place, for every shift to the right: ",
        html("span", {}, "╌╌ feature map, ── pooled map"),
      ),
      svg(
        "svg",
        {
          class: "cnnlab-plot",
          viewBox: "0 0 480 180",
          role: "img",
          "aria-label": `Change of the pooled map for every shift to the right, ${said}`,
        },
        svg("path", { class: "cnnlab-axis", d: "M58 10V140H458" }),
        text(percent(most), 52, 17, "end"),
        text("0", 52, 145, "end"),
        [-8, -4, 0, 4, 8].map((pixels) => text(number(pixels), place(pixels, 0)[0], 159, "middle")),
        text("pixels to the right", 258, 177, "middle"),
        line("unpooledChange", "cnnlab-line cnnlab-shift-dashed"),
        line("invarianceError", "cnnlab-line"),
        dot("unpooledChange"),
        dot("invarianceError"),
      ),
    );
  }

  // ---- the reader's hand -----------------------------------------------------------------

  function moveTo(toDown, toRight) {
    const within = (pixels) => Math.max(-SHIFT_MARGIN, Math.min(SHIFT_MARGIN, pixels));
    const next = { down: within(toDown), right: within(toRight) };
    if (next.down !== get("down") || next.right !== get("right")) commit(model, next);
  }

  function moveByKey(event) {
    const [y, x] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[
      event.key
    ] ?? [0, 0];
    if (!x && !y && event.key !== "Home") return;
    event.preventDefault();
    if (event.key === "Home") moveTo(0, 0);
    else moveTo(get("down") + y, get("right") + x);
  }

  let held = null; // where the pointer took hold, and the shift at that moment
  function grab(event) {
    event.currentTarget.setPointerCapture(event.pointerId);
    held = { x: event.clientX, y: event.clientY, down: get("down"), right: get("right") };
  }

  function drag(event) {
    if (!held || !(event.buttons & 1)) return;
    const pixel = event.currentTarget.getBoundingClientRect().width / pictures[0][0].columns;
    moveTo(
      held.down + Math.round((event.clientY - held.y) / pixel),
      held.right + Math.round((event.clientX - held.x) / pixel),
    );
  }

  // One drawing for changes of several traits at a time.
  let asked = 0;
  const soon = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(refresh);
  };
  const stops = [
    listen(
      model,
      [
        "image",
        "kernel",
        "images",
        "kernels",
        "border",
        "stride",
        "pooling",
        "pool_size",
        "down",
        "right",
      ],
      soon,
    ),
    whenThemeChanges(soon),
  ];
  refresh();
  return () => {
    cancelAnimationFrame(asked);
    stops.forEach((stop) => stop());
  };
}
