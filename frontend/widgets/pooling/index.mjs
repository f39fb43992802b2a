// Pooling: each window becomes one number; the way back shows which pixels that number depends on.
import { checkCount, checkMatrix } from "../../math/checks.mjs";
import { OPERATIONS, poolImage, poolTaps } from "../../math/pool.mjs";
import {
  card,
  choice,
  field,
  figure,
  notice,
  offer,
  presetChoice,
  settingsBox,
  show,
  spokenPlace,
} from "../../parts/controls.mjs";
import { html, setText, svg } from "../../parts/dom.mjs";
import {
  grid,
  hatched,
  hideTinyNumbers,
  makeFocusable,
  outline,
  paintGrey,
  paintSigned,
  UNIT,
  write,
} from "../../parts/grid.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { largest, number } from "../../parts/numbers.mjs";
import { valuePicture } from "../../parts/pixels.mjs";
import { moveMark, windowAt } from "../../parts/sliding_window.mjs";
import { signedColours, whenThemeChanges } from "../../parts/theme.mjs";

const POOL_SIZES = [1, 2, 3, 4, 5, 6, 7, 8];

// What Reset puts back.
export const settings = [
  "image",
  "operation",
  "kernel_size",
  "stride",
  "padding",
  "p",
  "normalise",
  "temperature",
  "show_gradient",
  "position",
];

export function render(model, element) {
  const get = (name) => model.get(name);
  checkMatrix("image", get("image"));
  checkCount("position", get("position"), 0);

  let scene = null; // what is drawn; null while the settings do not fit
  let stopLayout = () => {};
  let colourOf = signedColours();

  const { box: problem, tell } = notice();
  const [input, output, back] = ["Input", "Output", "Gradient"].map((title) => figure(title));
  const arrow = html("span", { class: "cnnlab-operator", "aria-hidden": "true" }, "→");
  const stage = html("div", { class: "cnnlab-stage" }, input.box, arrow, output.box, back.box);
  const legend = html("p", { class: "cnnlab-note" });
  const terms = html("ol", { class: "cnnlab-terms" });
  const total = html("p", { class: "cnnlab-total" });
  const between = svg("svg", {
    class: "cnnlab-pooling-between",
    viewBox: "0 0 320 34",
    role: "img",
  });
  const sum = html("div", { class: "cnnlab-sum" }, legend, terms, total, between);
  const spoken = spokenPlace();

  const imageChoice = presetChoice(model, "image");
  const operationChoice = choice(Object.entries(OPERATIONS), (operation) =>
    commit(model, { operation }),
  );
  const sizeChoice = choice(
    POOL_SIZES.map((k) => [k, `${k} × ${k}`]),
    (k) => resize(Number(k)),
  );
  const strideChoice = choice(
    [1, 2, 3, 4].map((n) => [n, n]),
    (n) => commit(model, { stride: Number(n) }),
  );
  const paddingChoice = choice([], (n) => commit(model, { padding: Number(n) }));
  // Both sliders run in powers of 2, from the average to the maximum.
  const slider = (trait, label, sign, from, to) => {
    const control = html("input", {
      type: "range",
      min: from,
      max: to,
      step: 0.25,
      input: () => commit(model, { [trait]: 2 ** (sign * Number(control.value)) }),
    });
    const box = field(label, control);
    const ends = html(
      "span",
      { class: "cnnlab-note cnnlab-pooling-ends", "aria-hidden": "true" },
      html("span", {}, "← average"),
      html("span", {}, "maximum →"),
    );
    box.append(ends);
    const caption = box.querySelector("label");
    const refreshSlider = () => {
      control.value = sign * Math.log2(get(trait));
      caption.textContent = `${label} = ${number(get(trait))}`;
      control.setAttribute("aria-valuetext", number(get(trait)));
    };
    return { box, refreshSlider };
  };
  const power = slider("p", "Power p", 1, 0, 7);
  const heat = slider("temperature", "Temperature T", -1, -8, 4);
  const tick = (trait, label) => {
    const control = html("input", {
      type: "checkbox",
      change: () => commit(model, { [trait]: control.checked }),
    });
    return { control, label: html("label", { class: "cnnlab-check" }, control, label) };
  };
  const normalise = tick("normalise", "Mean, not sum");
  const showGradient = tick("show_gradient", "Gradient");
  const settings = settingsBox(
    field("Image", imageChoice),
    field("Operation", operationChoice),
    power.box,
    heat.box,
    normalise.label,
    field("Window", sizeChoice),
    field("Stride", strideChoice),
    field("Padding", paddingChoice),
    showGradient.label,
  );

  element.replaceChildren(card("Pooling", "cnnlab-pooling", stage, problem, sum, settings, spoken));

  // Windows that touched still touch at their new size.
  function resize(k) {
    const touching = get("stride") === get("kernel_size");
    commit(model, {
      kernel_size: k,
      stride: touching ? k : get("stride"),
      padding: Math.min(get("padding"), Math.floor(k / 2)),
    });
  }

  // ---- from settings to a scene ----------------------------------------------------------

  const LAYOUT = ["image", "kernel_size", "stride", "padding"];
  const VALUES = ["operation", "p", "normalise", "temperature"];

  function measure(layOutAnew) {
    try {
      const chosen = Object.fromEntries([...LAYOUT, ...VALUES].map((name) => [name, get(name)]));
      showSettings();
      const fits = scene !== null && !layOutAnew;
      const result = poolImage(chosen, get("show_gradient"), fits ? scene.windows : undefined);
      scene = { ...scene, ...chosen, ...result };
      tell(null);
      if (!fits) layOut();
      paintValues();
      paintWindow();
    } catch (error) {
      scene = null;
      tell(`This setting does not fit: ${error.message}.`);
    }
    sum.hidden = scene === null;
    [output.box, back.box].forEach((part) => part.classList.toggle("cnnlab-void", scene === null));
  }

  function showSettings() {
    imageChoice.refresh();
    show(operationChoice, get("operation"));
    show(sizeChoice, get("kernel_size"));
    show(strideChoice, get("stride"));
    offer(
      paddingChoice,
      Array.from({ length: Math.floor(get("kernel_size") / 2) + 1 }, (_, n) => [n, n]),
    );
    show(paddingChoice, get("padding"));
    [power, heat].forEach((part) => part.refreshSlider());
    normalise.control.checked = Boolean(get("normalise"));
    power.box.hidden = normalise.label.hidden = get("operation") !== "lp";
    heat.box.hidden = get("operation") !== "lse";
    showGradient.control.checked = Boolean(get("show_gradient"));
    back.box.hidden = !get("show_gradient");
    stage.classList.toggle("cnnlab-pooling-three", Boolean(get("show_gradient")));
  }

  // ---- drawing: what the sizes fix, then the values, then the window ----------------------

  function layOut() {
    stopLayout();
    const { image, kernel_size: k, padding, rows, columns } = scene;
    const [H, W] = [image.length, image[0].length];
    const drawn = grid(H + 2 * padding, W + 2 * padding, {
      role: "img",
      pointerdown: grab,
      pointermove: drag,
    });
    for (const cell of drawn.cells) cell.value = image[cell.row - padding]?.[cell.column - padding];
    drawn.layers.over.append(hatched(drawn, (cell) => cell.value === undefined));
    scene.chosen = svg("g", { class: "cnnlab-pooling-chosen" });
    scene.frame = outline(k * UNIT, k * UNIT);
    const ring = (looks) =>
      svg("circle", { cx: UNIT / 2, cy: UNIT / 2, r: UNIT / 2 - 3, class: looks });
    scene.winner = svg("g", {}, ring("cnnlab-halo"), ring("cnnlab-spot"));
    scene.spot = svg("rect", {
      width: UNIT,
      height: UNIT,
      rx: 3,
      class: "cnnlab-spot",
      display: "none",
    });
    drawn.layers.top.append(scene.chosen, scene.frame, scene.winner, scene.spot);
    scene.input = drawn;
    input.body.replaceChildren(drawn.root);
    const padded = padding ? `, padded to ${drawn.rows} × ${drawn.columns}` : "";
    input.note.textContent = `${H} × ${W}${padded}`;

    const focused = output.body.contains(document.activeElement);
    scene.out = valuePicture(rows, columns, { pointermove: hover, pointerdown: hover });
    scene.announce = makeFocusable(
      scene.out,
      `Output, ${rows} rows and ${columns} columns`,
      gridKeys(() => scene && [at()[0], columns, rows * columns], jump),
    );
    scene.marker = outline(UNIT, UNIT);
    scene.out.layers.top.append(scene.marker);
    output.body.replaceChildren(scene.out.box);
    output.note.textContent = `${rows} × ${columns}`;
    if (focused) scene.out.root.focus();

    scene.back = valuePicture(H, W, { role: "img" });
    scene.backFrame = outline(k * UNIT, k * UNIT);
    scene.back.layers.top.append(scene.backFrame);
    back.body.replaceChildren(scene.back.box);
    scene.terms = Array.from({ length: k * k }, (_, t) => {
      const parts = Array.from({ length: 3 }, (_, i) =>
        html("span", i ? { class: "cnnlab-running" } : {}),
      );
      return {
        parts,
        line: html(
          "li",
          { pointerenter: () => pointAt(t), pointerleave: () => pointAt(-1) },
          parts,
        ),
      };
    });
    terms.style.setProperty("--columns", k);
    terms.classList.toggle("cnnlab-many", k > 3);
    terms.replaceChildren(...scene.terms.map(({ line }) => line));
    const stops = [scene.input, scene.out, scene.back].map(hideTinyNumbers);
    stopLayout = () => stops.forEach((stop) => stop());
  }

  function paintValues() {
    const { image, output: values, operation, padding, windows } = scene;
    const signed = image.flat().some((value) => value < 0);
    const most = Math.max(largest(image), largest(values)) || 1;
    // For the maximum and its soft form the border holds no number: it cannot win.
    const border = ["max", "lse"].includes(operation) ? null : 0;
    for (const cell of scene.input.cells) {
      if (signed) paintSigned(cell.rect, (cell.value ?? 0) / most);
      else paintGrey(cell, (cell.value ?? 0) / most);
      write(cell, cell.value ?? border);
    }
    scene.out.showValues(values, most, signed ? colourOf : undefined);
    if (get("show_gradient")) paintBack();
    // Every window's winner, with a dot for each, whatever window is shown.
    const dots = new Map();
    for (const taps of operation === "max" ? windows.flat() : []) {
      const { y, x } = taps[poolTaps(taps, scene, false).winner];
      dots.set(
        `${y} ${x}`,
        svg("circle", { cx: (x + padding + 0.84) * UNIT, cy: (y + padding + 0.16) * UNIT, r: 4.5 }),
      );
    }
    scene.chosen.replaceChildren(...dots.values());
    legend.textContent = {
      max: "The window’s pixels. The largest is the output and gets the whole gradient (∂). Dots mark all such pixels:",
      average: "The window’s pixels. All have the same share in the output (∂):",
      lp: `pixel · (|pixel| / m)ᵖ with m, the window’s largest · ∂, its share of the gradient:`,
      lse: `pixel · exp((pixel − m) / T) with m, the window’s largest · ∂, its share of the gradient:`,
    }[operation];
  }

  function paintBack() {
    const { image, gradient, rows, columns } = scene;
    scene.back.showValues(gradient, largest(gradient) || 1, colourOf, (value) =>
      Number(value.toPrecision(2)),
    );
    const arrived = gradient.flat().reduce((a, b) => a + b, 0);
    back.note.textContent = `1 from each of ${rows * columns} outputs: sum ${number(arrived, 4)}`;
    scene.back.root.setAttribute(
      "aria-label",
      `Gradient of the input: ${image.length} rows and ${image[0].length} columns`,
    );
  }

  const at = () => {
    const index = Math.min(get("position"), scene.rows * scene.columns - 1);
    return [index, Math.floor(index / scene.columns), index % scene.columns];
  };

  function paintWindow() {
    const { kernel_size: k, stride, padding, operation } = scene;
    const [, row, column] = at();
    const taps = scene.windows[row][column];
    const pooled = poolTaps(taps, scene);
    moveMark(scene.frame, row * stride, column * stride);
    // In the gradient, which has no border, the window is drawn as far as it reaches into the image.
    const inside = taps.filter((tap) => tap.inside);
    moveMark(scene.backFrame, inside[0].y, inside[0].x);
    for (const part of scene.backFrame.children) {
      part.setAttribute("width", (inside.at(-1).x - inside[0].x + 1) * UNIT);
      part.setAttribute("height", (inside.at(-1).y - inside[0].y + 1) * UNIT);
    }
    moveMark(scene.marker, row, column);
    scene.winner.setAttribute("display", operation === "max" ? "inline" : "none");
    if (operation === "max")
      moveMark(scene.winner, taps[pooled.winner].y + padding, taps[pooled.winner].x + padding);
    scene.terms.forEach(({ line, parts }, t) => {
      const texts = [
        taps[t].inside
          ? number(taps[t].value)
          : ["max", "lse"].includes(operation)
            ? "border"
            : "0 (border)",
        pooled.terms.length ? number(pooled.terms[t]) : t === pooled.winner ? "largest" : "",
        `∂ ${number(pooled.shares[t], 2)}`,
      ];
      parts.forEach((part, i) => setText(part, texts[i]));
      line.classList.toggle("cnnlab-lit", t === pooled.winner);
    });
    const value = html("strong", {}, number(pooled.value, 5));
    total.replaceChildren(
      html("span", { class: "cnnlab-name" }, `output[${row}, ${column}]`),
      " = ",
      ...written(taps, pooled, value),
    );
    paintBetween(taps, pooled.value);
    const words = `row ${row}, column ${column}: ${number(pooled.value, 5)}`;
    scene.announce(words);
    scene.input.root.setAttribute(
      "aria-label",
      `Input image, ${scene.image.length} rows and ${scene.image[0].length} columns. The window covers rows ` +
        `${row * stride - padding} to ${row * stride - padding + k - 1} and columns ` +
        `${column * stride - padding} to ${column * stride - padding + k - 1}.`,
    );
    return words;
  }

  // How the window's number comes about, as a formula with its numbers filled in.
  function written(taps, { top, total: all, winner }, value) {
    const { operation, p, normalise, temperature } = scene;
    const real = taps.filter((tap) => tap.inside);
    if (operation === "average") return [`${number(all, 5)} / ${taps.length} = `, value];
    if (operation === "lp") {
      const inner = `${number(all, 4)}${normalise ? " / " + taps.length : ""}`;
      const raised = (base, power) => [base, html("sup", {}, `1/${power}`)];
      return [
        ...raised(`m · (Σ${normalise ? " / " + taps.length : ""})`, "p"),
        ...raised(` = ${number(top)} · (${inner})`, number(p)),
        " = ",
        value,
      ];
    }
    if (operation === "lse") {
      return [
        `m + T · log(Σ / ${real.length}) = ${number(top)} + ${number(temperature)} · log(${number(all, 4)} / ${real.length}) = `,
        value,
      ];
    }
    const equals = real.filter((tap) => tap.value === top).length;
    const where = `, at row ${taps[winner].y}, column ${taps[winner].x}`;
    const note = equals > 1 ? `${where}: the first of ${equals} equal ones` : where;
    return [
      taps.length <= 9 ? `max(${real.map((tap) => number(tap.value)).join(", ")}) = ` : "",
      value,
      html("span", { class: "cnnlab-note" }, note),
    ];
  }

  // A scale from the window's average to its maximum, and where the output stands on it.
  function paintBetween(taps, value) {
    const [mean, top] = ["average", "max"].map(
      (operation) => poolTaps(taps, { ...scene, operation }).value,
    );
    const share = top > mean ? (value - mean) / (top - mean) : 0;
    const away = share < -1e-9 || share > 1 + 1e-9; // a sum, or absolute values of negative pixels
    const text = (x, anchor, words) => svg("text", { x, y: 31, "text-anchor": anchor }, words);
    const x = 6 + 308 * Math.min(1, Math.max(0, share));
    between.replaceChildren(
      svg("path", { class: "cnnlab-axis", d: "M6 4v12M314 4v12M6 10H314" }),
      text(6, "start", `average ${number(mean)}`),
      text(314, "end", `maximum ${number(top)}`),
      ...(away
        ? [text(160, "middle", share > 1 ? "output above →" : "← output below")]
        : [svg("circle", { class: "cnnlab-now", cx: x, cy: 10, r: 7 })]),
    );
    between.setAttribute(
      "aria-label",
      `The output ${number(value)}, the window's average ${number(mean)} and its maximum ${number(top)}`,
    );
  }

  // ---- the reader's hand -----------------------------------------------------------------

  // One pixel of the window, its line and its place in the gradient.
  function pointAt(t) {
    if (!scene) return;
    const { kernel_size: k, stride, spot } = scene;
    const [, row, column] = at();
    spot.setAttribute("display", t < 0 ? "none" : "inline");
    moveMark(spot, row * stride + Math.floor(t / k), column * stride + (t % k));
  }

  function jump(position) {
    if (position === at()[0]) return;
    commit(model, { position });
    spoken.textContent = paintWindow();
  }

  function hover(event) {
    const cell = scene?.out.indexAt(event);
    if (cell !== undefined) jump(Number(cell));
  }

  function grab(event) {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag(event);
  }

  const pull = windowAt(() => {
    const { input: drawn, stride, kernel_size: k, rows, columns } = scene;
    return {
      cells: [drawn.rows, drawn.columns],
      spans: [k, k],
      steps: [stride, stride],
      places: [rows, columns],
    };
  }, jump);
  const drag = (event) => scene && event.buttons & 1 && pull(event);

  const stopListening = [
    listen(model, [...LAYOUT, "images"], () => measure(true)),
    listen(model, [...VALUES, "show_gradient"], () => measure(false)),
    listen(model, ["position"], () => scene && paintWindow()),
    whenThemeChanges(() => {
      colourOf = signedColours();
      if (scene) paintValues();
    }),
  ];
  measure(true);
  return () => {
    stopListening.forEach((stop) => stop());
    stopLayout();
  };
}
