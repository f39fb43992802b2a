// Channels: a kernel for each input channel slides over it, and the maps and a bias add up to one
// output channel. A layer has such a set of kernels for every output channel: its weight is 4-D.
import { checkTensor } from "../../math/checks.mjs";
import { convolveChannels } from "../../math/conv.mjs";
import {
  card,
  choice,
  field,
  figure,
  notice,
  offer,
  offerPresets,
  presetChoice,
  settingsBox,
  show,
  spokenPlace,
} from "../../parts/controls.mjs";
import { html, uniqueId } from "../../parts/dom.mjs";
import {
  grid,
  hideTinyNumbers,
  makeFocusable,
  outline,
  paintSigned,
  UNIT,
  write,
} from "../../parts/grid.mjs";
import { kernelEditor, readNumber, resized, showNumber } from "../../parts/kernel_editor.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { commit, listen, same } from "../../parts/model.mjs";
import { asFactor, largest, number } from "../../parts/numbers.mjs";
import { pixelCanvas } from "../../parts/pixels.mjs";
import { player } from "../../parts/player.mjs";
import { moveMark, slid, windowAt } from "../../parts/sliding_window.mjs";
import { signedColours, whenThemeChanges } from "../../parts/theme.mjs";

const RGB = ["red", "green", "blue"];
const RGB_TINTS = [
  [1, 0.36, 0.33],
  [0.4, 0.95, 0.45],
  [0.45, 0.6, 1],
]; // a pure blue would be too dark
const MOST_CHANNELS = 6;
const CHANNEL_KERNELS = [1, 3, 5];

// What Reset puts back.
export const settings = ["image", "weight", "bias", "channel", "position", "playing", "speed"];

export function render(model, element) {
  const get = (name) => model.get(name);
  check();

  let scene = null; // the numbers; null while the settings do not fit each other
  let view = null; // the drawings, as long as their shapes stay
  let built = ""; // those shapes
  let colourOf = signedColours();
  let stopWatching = () => {};

  // ---- the fixed parts -------------------------------------------------------------------

  const photo = figure("Image", "channels-photo");
  const inputs = RGB.map((name) => figure(capitalised(name), "channels-input"));
  const kernels = RGB.map(() => figure("Kernel", "channels-kernel"));
  const partials = RGB.map(() => figure("Map", "channels-partial"));
  const output = figure("Output", "channels-output");
  const sign = (text, kind) =>
    html("span", { class: `cnnlab-operator cnnlab-channels-${kind}`, "aria-hidden": "true" }, text);
  const lines = RGB.map((_, c) => {
    const parts = [
      inputs[c].box,
      sign("⋆", "slides"),
      kernels[c].box,
      sign("=", "gives"),
      partials[c].box,
    ];
    parts.forEach((part) => part.style.setProperty("--row", c + 1));
    return parts;
  });
  const stage = html(
    "div",
    { class: "cnnlab-channels-stage" },
    photo.box,
    sign("", "split"),
    lines.flat(),
    sign("+", "join"),
    output.box,
  );
  const scale = html("p", { class: "cnnlab-note cnnlab-channels-scale" });

  const { box: problem, tell } = notice();
  const terms = html("ol", { class: "cnnlab-channels-terms" });
  const total = html("p", { class: "cnnlab-total" });
  const sum = html("div", { class: "cnnlab-sum" }, terms, total);
  const radios = uniqueId();
  const tensorCell = (kind, ...children) =>
    html("span", { class: `cnnlab-tensor-${kind}` }, children);
  const tensor = html(
    "div",
    { class: "cnnlab-tensor" },
    html("div", {
      class: "cnnlab-tensor-table",
      role: "radiogroup",
      "aria-label": "Output channel",
    }),
    html("div", { class: "cnnlab-tensor-words" }),
  );
  const tensorHeads = [
    tensorCell("axis", "C_in →, and in each kernel kH ↓ kW →"),
    html(
      "div",
      { class: "cnnlab-tensor-row cnnlab-tensor-heads", "aria-hidden": "true" },
      tensorCell("name", "C_out ↓"),
      RGB.map((name) => html("span", { class: `cnnlab-chip cnnlab-chip-${name}` }, name)),
      tensorCell("bias", "bias"),
      tensorCell("map", "output"),
    ),
  ];
  const biasBox = html("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    class: "cnnlab-channels-bias",
    change: editBias,
  });
  const biasField = field("Bias", biasBox);
  const spoken = spokenPlace();

  const imageChoice = presetChoice(model, "image");
  const kernelChoice = choice(
    [],
    (name) => name in get("kernels") && useKernels(get("kernels")[name]),
  );
  const sizeChoice = choice([], (k) =>
    commit(model, { weight: get("weight").map((w) => fitKernels(w, Number(k))) }),
  );
  const countChoice = choice([], (n) => useOutputs(Number(n)));
  const depthwise = html("input", {
    type: "checkbox",
    change: () => (depthwise.checked ? separate() : join()),
  });
  const kernelField = field("Kernels", kernelChoice);
  const countField = field("Output channels", countChoice);
  const settings = settingsBox(
    field("Image", imageChoice),
    kernelField,
    field("Kernel size", sizeChoice),
    countField,
    html("label", { class: "cnnlab-check" }, depthwise, "Depthwise (3 groups)"),
  );

  const play = player(model, {
    name: "Output position",
    paint: () => scene && paint(),
    moved: () => (spoken.textContent = scene.words),
  });

  element.replaceChildren(
    card(
      "Channels",
      "cnnlab-channels",
      stage,
      scale,
      play.bar,
      problem,
      sum,
      tensor,
      settings,
      spoken,
    ),
  );

  // ---- from settings to a scene ----------------------------------------------------------

  function check() {
    const shape = checkTensor("image", get("image"), 3);
    if (shape[0] !== RGB.length) {
      throw new RangeError(
        `image must be (3, H, W): red, green and blue, but its shape is (${shape.join(", ")})`,
      );
    }
    if (checkTensor("weight", get("weight"), 4)[0] > MOST_CHANNELS) {
      throw new RangeError(
        `weight must have at most ${MOST_CHANNELS} output channels to be drawn, but has ${get("weight").length}`,
      );
    }
  }

  function refresh() {
    try {
      check();
      const [image, weight, bias, channel] = ["image", "weight", "bias", "channel"].map(get);
      const result = convolveChannels({ image, weight, bias });
      if (!Number.isInteger(channel) || channel < 0 || channel >= weight.length) {
        throw new RangeError(
          `channel must be from 0 to ${weight.length - 1}, one of the output channels, not ${channel}`,
        );
      }
      const [rows, columns] = [result.output[0].length, result.output[0][0].length];
      scene = { ...result, image, weight, bias, channel, rows, columns, depth: weight[0].length };
      tell(null);
      play.start(rows * columns, play.playing() ? 0 : rows * columns);
      showSettings();
      const shapes = [
        image[0].length,
        image[0][0].length,
        weight.length,
        weight[0].length,
        weight[0][0].length,
        weight[0][0][0].length,
      ];
      if (built !== shapes.join()) build();
      built = shapes.join();
      fill();
      paint();
    } catch (error) {
      scene = null;
      play.start(0);
      tell(`This setting does not fit: ${error.message}.`);
    }
    for (const part of [play.bar, sum, tensor]) part.hidden = scene === null;
    stage.classList.toggle("cnnlab-void", scene === null);
  }

  function showSettings() {
    const { weight, channel, groups } = scene;
    imageChoice.refresh();
    offerPresets(kernelChoice, get("kernels"), (set) =>
      same(fitKernels(set, weight[0][0].length), weight[channel]),
    );
    kernelField.firstChild.textContent = `Kernels of y[${channel}]`;
    kernelField.hidden = countField.hidden = groups > 1;
    offer(
      sizeChoice,
      CHANNEL_KERNELS.map((k) => [k, `${k} × ${k}`]),
    );
    const [kH, kW] = [weight[0][0].length, weight[0][0][0].length];
    show(sizeChoice, kH === kW ? kH : `${kH} × ${kW}`);
    offer(
      countChoice,
      [1, 2, 3, 4].map((n) => [n, n]),
    );
    show(countChoice, weight.length);
    depthwise.checked = groups > 1;
  }

  // ---- what depends on the shapes alone --------------------------------------------------
  // It stays while numbers change, so that the focus and the reader's next click find their target.

  function build() {
    const { image, weight, rows, columns } = scene;
    const [H, W] = [image[0].length, image[0][0].length];
    const [kH, kW] = [weight[0][0].length, weight[0][0][0].length];
    const draw = (part, label) => {
      const drawn = pixelCanvas(H, W, {
        role: "img",
        "aria-label": label,
        pointerdown: grab,
        pointermove: pull,
      });
      drawn.frame = outline(kW * UNIT, kH * UNIT);
      drawn.root.append(drawn.frame);
      part.body.replaceChildren(drawn.box);
      return drawn;
    };
    const map = (part, attributes) => {
      const drawn = pixelCanvas(rows, columns, {
        pointermove: hover,
        pointerdown: hover,
        ...attributes,
      });
      drawn.marker = outline(UNIT, UNIT);
      drawn.root.append(drawn.marker);
      part.body.replaceChildren(drawn.box);
      return drawn;
    };
    stopWatching();
    view = {
      photo: draw(photo, `The photograph, ${H} rows and ${W} columns`),
      inputs: inputs.map((part, c) => draw(part, `The ${RGB[c]} channel`)),
      editors: kernels.map((part, c) => {
        const editor = kernelEditor(weight[0][0], {
          tell,
          name: `for ${RGB[c]} `,
          set: (kernel) => setKernel(c, kernel),
        });
        part.body.replaceChildren(editor.root);
        return editor;
      }),
      partials: partials.map((part, c) =>
        map(part, { role: "img", "aria-label": `What the kernel makes of ${RGB[c]}` }),
      ),
      output: map(output),
      rows: weight.map((_, o) => tensorRow(o)),
    };
    view.announce = makeFocusable(
      view.output,
      "Output",
      gridKeys(() => scene && [play.index(), columns, rows * columns], play.jump),
    );
    output.body.append(biasField);
    photo.note.textContent = `(3, ${H}, ${W})`;
    tensor.firstChild.replaceChildren(...tensorHeads, ...view.rows.map((row) => row.box));
    const stops = view.rows.flatMap((row) => row.minis.map(hideTinyNumbers));
    stopWatching = () => stops.forEach((stop) => stop());
  }

  // A row of the weight: the kernels of one output channel, its bias, and what comes of them.
  function tensorRow(o) {
    const { weight, first, rows, columns } = scene;
    const radio = html("input", {
      type: "radio",
      name: radios,
      "aria-label": `Output channel y[${o}]`,
      change: () => commit(model, { channel: o }),
    });
    const minis = weight[o].map((kernel) =>
      grid(kernel.length, kernel[0].length, { "aria-hidden": "true" }),
    );
    const bias = tensorCell("bias");
    const map = pixelCanvas(rows, columns, { "aria-hidden": "true" });
    const box = html(
      "label",
      { class: "cnnlab-tensor-row" },
      tensorCell("name", radio, `y[${o}]`),
      RGB.map((_, c) => {
        const mini = minis[c - first[o]];
        return mini ? tensorCell("kernel", mini.root) : tensorCell("none", "–");
      }),
      bias,
      tensorCell("map", map.box),
    );
    return { box, radio, minis, bias, map };
  }

  // ---- the numbers that stay while the kernels slide -------------------------------------

  // Which of the shown output's kernels reads the input channel c; undefined if none does.
  const reader = (c) => {
    const d = c - scene.first[scene.channel];
    return d >= 0 && d < scene.depth ? d : undefined;
  };

  function fill() {
    const {
      image,
      weight,
      bias,
      channel,
      first,
      depth,
      partial,
      output: outputs,
      rows,
      columns,
    } = scene;
    const brightest = Math.max(...image.flat(2)) || 1;
    const level = (c, y, x) => (255 * Math.max(0, image[c][y][x])) / brightest;
    view.photo.paint((y, x) => RGB.map((_, c) => level(c, y, x)));
    const heaviest = Math.max(...weight[channel].map(largest));
    const most = Math.max(...partial[channel].map(largest)); // one scale for maps that are added
    scene.maps = [];
    scene.shown = {};
    RGB.forEach((_, c) => {
      const d = reader(c);
      view.inputs[c].paint((y, x) => RGB_TINTS[c].map((share) => share * level(c, y, x)));
      inputs[c].note.textContent = d === undefined ? `x[${c}], not read` : `x[${c}]`;
      lines[c].forEach((part) => part.classList.toggle("cnnlab-channels-unread", d === undefined));
      if (d === undefined) return;
      kernels[c].note.textContent = `w[${channel}, ${d}]`;
      partials[c].note.textContent = `x[${c}] ⋆ w[${channel}, ${d}]`;
      view.editors[c].show(weight[channel][d], heaviest);
      scene.maps.push({ drawn: view.partials[c], values: partial[channel][d], most, after: d + 1 });
    });
    const strongest = outputs.map(largest);
    view.output.root.setAttribute(
      "aria-label",
      `Output channel ${channel}, ${rows} rows and ${columns} columns`,
    );
    output.note.textContent = `y[${channel}], (${rows}, ${columns})`;
    scale.textContent = `The deepest colours stand for ±${number(most)} in the maps and for ±${number(strongest[channel])} in the output.`;
    scene.maps.push({
      drawn: view.output,
      values: outputs[channel],
      most: strongest[channel],
      after: depth + 1,
    });
    biasField.firstChild.textContent = `Bias b[${channel}]`;
    showNumber(biasBox, bias[channel]);

    scene.terms = weight[channel].map((_, d) => term(RGB[first[channel] + d]));
    scene.terms.push(term("bias"));
    terms.replaceChildren(...scene.terms.map(({ box }) => box));

    const heaviestOfAll = Math.max(...weight.flat().map(largest)) || 1;
    view.rows.forEach(({ radio, minis, bias: written, map }, o) => {
      radio.checked = o === channel;
      written.textContent = number(bias[o]);
      minis.forEach((mini, d) =>
        mini.cells.forEach((cell) => {
          const value = weight[o][d][cell.row][cell.column];
          paintSigned(cell.rect, value / heaviestOfAll);
          write(cell, value);
        }),
      );
      scene.maps.push({ drawn: map, values: outputs[o], most: strongest[o], after: depth + 1 });
    });
    writeShape();
  }

  function term(name) {
    const [products, value] = [html("span", { class: "cnnlab-note" }), html("strong")];
    const chip = html("span", { class: `cnnlab-chip cnnlab-chip-${name}` }, capitalised(name));
    return { box: html("li", {}, chip, products, value), products, value };
  }

  function writeShape() {
    const { weight, depth, groups } = scene;
    const shape = [weight.length, depth, weight[0][0].length, weight[0][0][0].length];
    const weights = shape.reduce((product, n) => product * n, 1);
    const axes = [
      ["C_out", "output channels, a row each"],
      [
        groups > 1 ? `C_in / groups = 3 / ${groups}` : "C_in",
        "kernels in a row, one for each input channel read",
      ],
      ["kH", "rows of a kernel"],
      ["kW", "columns of a kernel"],
    ];
    tensor.lastChild.replaceChildren(
      html("p", {}, html("strong", {}, `weight: ${shape.join(" × ")}`)),
      html(
        "ol",
        { start: 0 },
        axes.map(([name, meaning], i) =>
          html(
            "li",
            {},
            html("span", { class: "cnnlab-name" }, name),
            ` = ${shape[i]}: ${meaning}`,
          ),
        ),
      ),
      html(
        "p",
        { class: "cnnlab-note" },
        `${shape.join(" · ")} = ${weights} weights and ${weight.length} bias${weight.length > 1 ? "es" : ""}: ` +
          `${weights + weight.length} parameters`,
      ),
    );
  }

  // ---- drawing what moves ----------------------------------------------------------------

  function paint() {
    const {
      columns,
      shown,
      channel,
      depth,
      image,
      weight,
      bias,
      first,
      partial,
      output: outputs,
    } = scene;
    const [index, within, filled] = [play.index(), play.within(), play.filled()];
    const [row, column] = [Math.floor(index / columns), index % columns];
    const steps = depth + 1;

    // A fifth of the time is for sliding, two thirds for adding, and the rest to look at the sum.
    const added = Math.max(0, Math.min(steps, Math.ceil(((within - 0.2) / 0.65) * steps)));
    const x = column > 0 ? column - 1 + slid(within) : column;
    [view.photo, ...view.inputs].forEach(({ frame }) => moveMark(frame, row, x));
    if (shown.index === index && shown.added === added && shown.filled === filled) return;
    scene.shown = { index, added, filled };

    for (const { drawn, values, most, after } of scene.maps) {
      if (drawn.marker) moveMark(drawn.marker, row, column);
      drawn.paint((r, c) => {
        const i = r * columns + c;
        const ready = i === index ? added >= after : i < filled;
        return ready ? colourOf(values[r][c] / (most || 1)) : null;
      });
    }

    const sums = partial[channel].map((map) => map[row][column]);
    scene.terms.forEach(({ box, products, value }, t) => {
      if (t < depth) {
        const channelImage = image[first[channel] + t];
        const all = weight[channel][t]
          .map((line, i) =>
            line.map((w, j) => `${number(channelImage[row + i][column + j])}·${asFactor(w)}`),
          )
          .flat();
        products.textContent =
          all.length > 9 ? `the sum of ${all.length} products` : all.join(" + ");
      }
      value.textContent = number(t < depth ? sums[t] : bias[channel], 5);
      box.classList.toggle("cnnlab-waiting", t >= added);
      box.classList.toggle("cnnlab-now", play.playing() && t === added - 1 && within < 0.85);
    });
    const result = number(outputs[channel][row][column], 5);
    const parts = [...sums, bias[channel]].map((v, i) =>
      i === 0 ? number(v, 5) : v < 0 ? `− ${number(-v, 5)}` : `+ ${number(v, 5)}`,
    );
    total.replaceChildren(
      html("span", { class: "cnnlab-name" }, `y[${channel}, ${row}, ${column}]`),
      ` = ${parts.slice(0, Math.max(1, added)).join(" ")}${added < steps ? " …" : " = "}`,
      added < steps ? "" : html("strong", {}, result),
    );
    play.describe(`row ${row}, column ${column}`);
    scene.words = `row ${row}, column ${column}: ${parts.join(" ")} = ${result}`;
    view.announce(scene.words);
  }

  function repaint() {
    colourOf = signedColours();
    if (!scene) return;
    scene.shown = {};
    paint();
  }

  // ---- the reader's hand -----------------------------------------------------------------

  function hover(event) {
    if (!scene) return;
    const { columns } = scene;
    const [row, column] = view.output.cellAt(event);
    play.point(row * columns + column);
  }

  function grab(event) {
    event.currentTarget.setPointerCapture(event.pointerId);
    pull(event);
  }

  const follow = windowAt(() => {
    const { weight, rows, columns } = scene;
    const [kernel, { rows: H, columns: W }] = [weight[0][0], view.photo];
    return {
      cells: [H, W],
      spans: [kernel.length, kernel[0].length],
      steps: [1, 1],
      places: [rows, columns],
    };
  }, play.point);
  const pull = (event) => scene && event.buttons & 1 && follow(event);

  function setKernel(c, kernel) {
    const { weight, channel } = scene;
    commit(model, {
      weight: weight.map((set, o) =>
        o === channel ? set.map((old, d) => (d === reader(c) ? kernel : old)) : set,
      ),
    });
  }

  function editBias() {
    const { bias, channel } = scene;
    const value = readNumber(biasBox);
    if (value === null)
      return tell(
        `“${biasBox.value}” is not a number. The bias stays ${number(bias[channel], 4)}.`,
      );
    commit(model, { bias: bias.map((b, o) => (o === channel ? value : b)) });
  }

  // Kernels for the output channel shown. Larger ones than the layer has make the layer's larger.
  function useKernels(set) {
    const k = Math.max(set[0].length, get("weight")[0][0].length);
    commit(model, {
      weight: get("weight").map((old, o) => fitKernels(o === scene.channel ? set : old, k)),
    });
  }

  function useOutputs(n) {
    const { weight, bias, channel } = scene;
    const [size, sets] = [weight[0][0].length, Object.values(get("kernels"))];
    const more = (o) =>
      sets[o] ? fitKernels(sets[o], Math.max(size, sets[o][0].length)) : weight[0];
    const next = Array.from({ length: n }, (_, o) => weight[o] ?? more(o));
    const k = Math.max(...next.map((set) => set[0].length));
    commit(model, {
      channel: Math.min(channel, n - 1),
      weight: next.map((set) => fitKernels(set, k)),
      bias: next.map((_, o) => bias[o] ?? 0),
    });
  }

  // Depthwise: of each output's kernels only the one for its own channel is left.
  function separate() {
    const { weight, bias, channel } = scene;
    const point = resized([[1]], weight[0][0].length);
    commit(model, {
      channel: Math.min(channel, 2),
      weight: RGB.map((_, o) => [weight[o]?.[o] ?? point]),
      bias: RGB.map((_, o) => bias[o] ?? 0),
    });
  }

  // The same layer without groups: zeros for the channels that an output does not read.
  function join() {
    const { weight, first } = scene;
    const zeros = weight[0][0].map((row) => row.map(() => 0));
    commit(model, {
      weight: weight.map((set, o) => RGB.map((_, c) => set[c - first[o]] ?? zeros)),
    });
  }

  const stopListening = listen(
    model,
    ["image", "weight", "bias", "channel", "images", "kernels"],
    refresh,
  );
  const stopTheme = whenThemeChanges(repaint);
  refresh();

  return () => {
    stopListening();
    stopTheme();
    play.stop();
    stopWatching();
  };
}

const capitalised = (word) => word[0].toUpperCase() + word.slice(1);
const fitKernels = (set, k) => set.map((kernel) => resized(kernel, k));
