// The receptive field: a stack of layers on a photograph, and all that one unit of it sees.
import { checkCount, checkMatrix } from "../../math/checks.mjs";
import {
  checkLayers,
  fieldPath,
  KINDS,
  layerMap,
  layerTitle,
  LIMITS,
  MOST_LAYERS,
  receptiveFields,
  stackShapes,
} from "../../math/receptive_field.mjs";
import {
  button,
  card,
  choice,
  field,
  figure,
  notice,
  offer,
  offerPresets,
  show,
  spokenPlace,
} from "../../parts/controls.mjs";
import { html, svg, uniqueId } from "../../parts/dom.mjs";
import { makeFocusable } from "../../parts/grid.mjs";
import { cellByKey } from "../../parts/keys.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { number } from "../../parts/numbers.mjs";

const NEW_LAYERS = {
  conv: { kind: "conv", kernel: 3, stride: 1, padding: 1, dilation: 1 },
  pool: { kind: "pool", kernel: 2, stride: 2, padding: 0, dilation: 1 },
};
const MOST_PIXELS = 64;
const MAP_SIDES = [64, 150]; // pixels of the screen, from the smallest map to one like the photograph

// What Reset puts back.
export const settings = ["layers", "picked", "photograph"];

export function render(model, element) {
  const get = (name) => model.get(name);
  let scene; // all that is drawn of one stack on one photograph
  checkState();

  const { box: problem, tell } = notice();
  const words = html("div", { class: "cnnlab-rf-words" });
  const spoken = spokenPlace();
  const input = figure("Input");
  const mapRow = html("div", { class: "cnnlab-rf-maps" });
  const body = html("tbody", { role: "rowgroup" });
  const columns = [
    "Layer",
    "Kind",
    "Kernel k",
    "Stride s",
    "Padding p",
    "Dilation d",
    "Map",
    "Size r",
    "Jump j",
    "Start c",
    "Change",
  ];
  const table = html(
    "table",
    { class: "cnnlab-rf-table", role: "table", "aria-label": "The stack of layers" },
    html(
      "thead",
      { role: "rowgroup" },
      html(
        "tr",
        { role: "row" },
        columns.map((name) =>
          html(
            "th",
            { role: "columnheader", scope: "col" },
            name === "Change" ? html("span", { class: "cnnlab-spoken" }, name) : name,
          ),
        ),
      ),
    ),
    body,
  );
  const photoChoice = choice([], (name) => commit(model, { photograph: name }));
  const stackChoice = choice(
    [],
    (name) => name in get("stacks") && change(get("stacks")[name], Infinity),
  );
  const adders = Object.entries(NEW_LAYERS).map(([kind, layer]) =>
    html(
      "button",
      { type: "button", click: () => change([...get("layers"), layer], Infinity) },
      `Add a ${KINDS[kind]}`,
    ),
  );
  element.replaceChildren(
    card(
      "Receptive field",
      "cnnlab-rf",
      html(
        "div",
        { class: "cnnlab-rf-top" },
        input.box,
        html(
          "div",
          { class: "cnnlab-rf-side" },
          html(
            "div",
            { class: "cnnlab-rf-choices" },
            field("Photograph", photoChoice),
            field("Stack", stackChoice),
          ),
          words,
        ),
      ),
      mapRow,
      problem,
      table,
      html("div", { class: "cnnlab-transport" }, adders),
      spoken,
    ),
  );

  function checkState() {
    for (const [name, image] of Object.entries(get("images"))) {
      const sides = checkMatrix(`images["${name}"]`, image);
      if (Math.max(...sides) > MOST_PIXELS)
        throw new RangeError(`images["${name}"] must have at most ${MOST_PIXELS} rows and columns`);
    }
    checkLayers("layers", get("layers"));
    for (const [name, layers] of Object.entries(get("stacks")))
      checkLayers(`stacks["${name}"]`, layers);
    if (!Array.isArray(get("picked")) || get("picked").length !== 3)
      throw new TypeError("picked must be a layer, a row and a column");
    get("picked").forEach((i) => checkCount("each number of picked", i, 0));
    if (!Object.hasOwn(get("images"), get("photograph")))
      throw new RangeError(`there is no photograph named “${get("photograph")}”`);
  }

  // ---- from traits to a scene ----------------------------------------------------------

  function refresh() {
    try {
      checkState();
    } catch (error) {
      return tell(`This cannot be shown: ${error.message}.`);
    }
    const [layers, image] = [get("layers"), get("images")[get("photograph")]];
    const { shapes, problem: misfit } = stackShapes([image.length, image[0].length], layers);
    tell(misfit && `${misfit}. The layers before it still work.`);
    const focused = scene?.maps.findIndex((map) => map.root === document.activeElement) ?? -1;
    scene = { layers, shapes, fields: receptiveFields(layers), maps: [] };
    const values = [image];
    for (const layer of layers.slice(0, shapes.length - 1))
      values.push(layerMap(values.at(-1), layer));
    scene.maps = values.map((map, l) => layOutMap(map, l));
    input.body.replaceChildren(scene.maps[0].root);
    mapRow.replaceChildren(...scene.maps.slice(1).map((map) => map.box));
    scene.maps[focused]?.root.focus();
    showTable();
    showChoices();
    paint();
  }

  function showChoices() {
    offer(
      photoChoice,
      Object.keys(get("images")).map((name) => [name, name]),
    );
    show(photoChoice, get("photograph"));
    const written = (layers) =>
      JSON.stringify(
        layers.map((layer) => Object.keys(NEW_LAYERS.conv).map((part) => layer[part])),
      );
    offerPresets(
      stackChoice,
      get("stacks"),
      (preset) => written(preset) === written(get("layers")),
      "your own",
    );
    for (const adder of adders) adder.disabled = get("layers").length >= MOST_LAYERS;
  }

  // One map: its picture, and over it what is not seen, the field and its part outside.
  function layOutMap(values, l) {
    const [rows, columns] = [values.length, values[0].length];
    // Room around the map for fields that stick out, as far as the layers above let them.
    let [margin, jump] = [0, 1];
    for (const { stride, padding } of scene.layers.slice(l, scene.shapes.length - 1)) {
      margin += padding * jump;
      jump *= stride;
    }
    margin = Math.min(margin, Math.ceil(Math.max(rows, columns) / 3)) + 0.02 * columns;
    const hatch = uniqueId();
    const stripe = columns / 26;
    const parts = Object.fromEntries(
      ["unseen", "padding", "halo", "frame"].map((name) => [
        name,
        svg("path", { class: `cnnlab-rf-${name}` }),
      ]),
    );
    parts.padding.setAttribute("fill", `url(#${hatch})`);
    const pick = (event) => {
      const box = root.getBoundingClientRect();
      const unit = (offset, extent, n) =>
        Math.min(n - 1, Math.max(0, Math.floor((offset / extent) * (n + 2 * margin) - margin)));
      const place = [
        unit(event.clientY - box.top, box.height, rows),
        unit(event.clientX - box.left, box.width, columns),
      ];
      if (l > 0) goTo(l, ...place);
      else if (event.type === "pointerdown" || event.buttons & 1) goToNearest(unitNow()[0], place);
    };
    const root = svg(
      "svg",
      {
        class: "cnnlab-rf-map",
        viewBox: `${-margin} ${-margin} ${columns + 2 * margin} ${rows + 2 * margin}`,
        pointerdown: pick,
        pointermove: pick,
      },
      svg(
        "defs",
        {},
        svg(
          "pattern",
          {
            id: hatch,
            width: stripe,
            height: stripe,
            patternUnits: "userSpaceOnUse",
            patternTransform: "rotate(45)",
          },
          svg("rect", { width: stripe / 2.5, height: stripe, class: "cnnlab-hatch" }),
        ),
      ),
      svg("image", {
        width: columns,
        height: rows,
        href: pictureOf(values),
        preserveAspectRatio: "none",
      }),
      svg("rect", { width: columns, height: rows, class: "cnnlab-rf-rim" }),
      Object.values(parts),
    );
    const title = l ? `Layer ${l}, ${layerTitle(scene.layers[l - 1])}` : "Photograph";
    const announce = makeFocusable(
      { root },
      `${title}, ${rows} rows and ${columns} columns`,
      (event) => moveByKey(event, l),
    );
    const map = { root, parts, announce, rows, columns };
    if (l === 0) {
      input.note.textContent = `${get("photograph")}, ${rows} × ${columns}`;
      return map;
    }
    const made = figure(`Layer ${l}`);
    made.note.append(layerTitle(scene.layers[l - 1]), html("br"), `${rows} × ${columns}`);
    made.body.append(root);
    const [least, most] = MAP_SIDES;
    const side = Math.max(
      least,
      most * Math.sqrt(Math.max(rows, columns) / Math.max(...scene.shapes[0])),
    );
    made.box.style.width = `${Math.round(side * Math.min(1, columns / rows))}px`;
    return { ...map, box: made.box };
  }

  // ---- the picked unit -----------------------------------------------------------------

  // The unit that `picked` stands for: the nearest one of the stack as it is.
  function unitNow() {
    const layer = Math.min(get("picked")[0], scene.shapes.length - 1);
    return [
      layer,
      ...scene.shapes[layer].map((n, axis) => Math.min(get("picked")[axis + 1], n - 1)),
    ];
  }

  // Where the centre of its field lies in the photograph.
  function centreNow() {
    const [layer, ...place] = unitNow();
    return place.map((i) => scene.fields[layer].start + i * scene.fields[layer].jump);
  }

  // The unit of a layer whose field lies nearest around a place in the photograph.
  function nearest(layer, centre, { fields, shapes }) {
    const { start, jump } = fields[layer];
    return centre.map((at, axis) =>
      Math.min(shapes[layer][axis] - 1, Math.max(0, Math.round((at - start) / jump))),
    );
  }

  function goTo(...unit) {
    if (unit.every((i, n) => i === get("picked")[n])) return;
    commit(model, { picked: unit });
  }

  const goToNearest = (layer, centre) => goTo(layer, ...nearest(layer, centre, scene));

  function moveByKey(event, l) {
    const [layer, ...place] = unitNow();
    const [row, column] = layer === l ? place : nearest(l, centreNow(), scene);
    const { columns, rows } = scene.maps[l];
    const here = row * columns + column;
    const to = [" ", "Enter"].includes(event.key)
      ? here
      : cellByKey(event, here, columns, rows * columns);
    if (to === undefined) return;
    event.preventDefault();
    goTo(l, Math.floor(to / columns), to % columns);
  }

  function paint() {
    const [layer, ...place] = unitNow();
    const path = place.map((i, axis) =>
      fieldPath(
        scene.shapes.map((shape) => shape[axis]),
        scene.layers.slice(0, layer),
        i,
      ),
    );
    scene.maps.forEach((map, l) => {
      const lit = l <= layer;
      for (const part of Object.values(map.parts))
        part.setAttribute("display", lit ? "inline" : "none");
      map.root.classList.toggle("cnnlab-rf-picked", l === layer);
      if (lit) paintMap(map, path[0][l], path[1][l]);
      const [row, column] = l === layer ? place : nearest(l, centreNow(), scene);
      const field = l === layer ? ": " + brief(path[0][0], path[1][0]) : "";
      map.announce(`row ${row}, column ${column}${field}`);
    });
    body.querySelectorAll("tr").forEach((line, l) => {
      line.classList.toggle("cnnlab-rf-chosen", l === layer);
      line.querySelector("button").setAttribute("aria-pressed", l === layer);
    });
    explainUnit(
      layer,
      place,
      path.map((axis) => axis[0]),
    );
  }

  function paintMap({ parts, rows, columns }, down, across) {
    const whole = block(0, 0, rows, columns);
    const blocks = runs(down.seen)
      .map(([top, high]) =>
        runs(across.seen)
          .map(([left, wide]) => block(top, left, high, wide))
          .join(""),
      )
      .join("");
    parts.unseen.setAttribute("d", whole + blocks);
    const window = block(
      down.from,
      across.from,
      down.to - down.from + 1,
      across.to - across.from + 1,
    );
    parts.frame.setAttribute("d", window);
    parts.halo.setAttribute("d", window);
    // The part of the field outside the map, as field minus overlap.
    const [top, left] = [Math.max(0, down.from), Math.max(0, across.from)];
    const [high, wide] = [
      Math.min(rows - 1, down.to) - top + 1,
      Math.min(columns - 1, across.to) - left + 1,
    ];
    parts.padding.setAttribute(
      "d",
      window + (high > 0 && wide > 0 ? block(top, left, high, wide) : ""),
    );
  }

  const brief = (down, across) =>
    down.seen.length && across.seen.length
      ? `sees rows ${ends(down.seen)} and columns ${ends(across.seen)}`
      : "sees nothing but padding";

  function explainUnit(layer, place, [down, across]) {
    const { size, jump, start } = scene.fields[layer];
    const [rows, columns] = scene.shapes[0];
    const title = layer
      ? `Layer ${layer}, ${layerTitle(scene.layers[layer - 1])}`
      : "A pixel of the photograph";
    const line = (name, i, { from, to }) => {
      const centre = start + i * jump;
      return html(
        "li",
        {},
        html("strong", {}, `${name} `),
        `centre ${number(start)} + ${i} · ${jump} = ${number(centre, 5)}, and ${number((size - 1) / 2)} to each side: ${number(from)} to ${number(to)}`,
      );
    };
    const seen = down.seen.length * across.seen.length;
    const inside = [
      [down, rows],
      [across, columns],
    ]
      .map(([axis, n]) => Math.max(0, Math.min(n - 1, axis.to) - Math.max(0, axis.from) + 1))
      .reduce((a, b) => a * b);
    const outside = size * size - inside;
    words.replaceChildren(
      html("p", {}, html("strong", {}, title), `: the unit in row ${place[0]}, column ${place[1]}`),
      html(
        "p",
        { class: "cnnlab-total" },
        "Its field: ",
        html("strong", {}, `${size} × ${size}`),
        " pixels",
      ),
      html("ul", {}, line("Rows:", place[0], down), line("Columns:", place[1], across)),
      html(
        "p",
        {},
        `It sees ${count(seen, "pixel")} of ${count(rows * columns, "")}.`,
        outside
          ? ` ${count(outside, "place")} of the field ${outside > 1 ? "lie" : "lies"} outside, in the padding (hatched).`
          : "",
        inside > seen
          ? ` ${count(inside - seen, "pixel")} within the field ${inside - seen > 1 ? "are" : "is"} left out (dimmed): no window reads ${inside - seen > 1 ? "them" : "it"}.`
          : "",
      ),
    );
    spoken.textContent = `Layer ${layer}, row ${place[0]}, column ${place[1]}: ${brief(down, across)}`;
  }

  // ---- the table -----------------------------------------------------------------------

  // Lines are kept while their number is the same, so that the focus stays where it is.
  function showTable() {
    if (body.children.length !== scene.layers.length + 1) {
      body.replaceChildren(...[null, ...scene.layers].map((_, l) => tableLine(l)));
    }
    [...body.children].forEach((line, l) => {
      const layer = scene.layers[l - 1];
      for (const control of line.querySelectorAll("[data-part]")) {
        const value = layer[control.dataset.part];
        if (control.value !== String(value)) control.value = value;
        control.removeAttribute("aria-invalid");
      }
      const shape = scene.shapes[l];
      const { size, jump, start } = scene.fields[l];
      const results = [shape ? shape.join(" × ") : "does not fit", size, jump, number(start, 6)];
      line.querySelectorAll("[data-result]").forEach((cell, i) => (cell.textContent = results[i]));
      line.classList.toggle("cnnlab-rf-misfit", !shape);
      line.querySelector("button").disabled = !shape;
    });
  }

  function tableLine(l) {
    const cell = (...content) => html("td", { role: "cell" }, ...content);
    const named = (name, attributes, content) =>
      html("td", { role: "cell", "data-label": name, ...attributes }, content);
    const part = (name) => {
      const [least, most] = LIMITS[name];
      return html("input", {
        type: "number",
        min: least,
        max: most,
        step: 1,
        "data-part": name,
        "aria-label": `Layer ${l}: ${name}`,
        input: (event) => edit(event.target, l, name),
        blur: () => showTable(),
      });
    };
    const kinds = choice(
      Object.keys(KINDS).map((kind) => [kind, kind]),
      (kind) => replaceLayer(l, { kind }),
    );
    kinds.dataset.part = "kind";
    kinds.setAttribute("aria-label", `Layer ${l}: kind`);
    const chooseLayer = html(
      "button",
      {
        type: "button",
        "aria-label": l ? `Layer ${l}` : "Input",
        title: l ? `Look from layer ${l}` : "Look at one pixel",
        click: () => goToNearest(l, centreNow()),
      },
      l || "Input",
    );
    const grip = html(
      "span",
      {
        class: "cnnlab-rf-grip",
        title: "Drag to another place",
        "aria-hidden": "true",
        pointerdown: (event) => drag(event, l - 1),
      },
      "⠿",
    );
    return html(
      "tr",
      { role: "row" },
      html("th", { role: "rowheader", scope: "row" }, l ? grip : null, chooseLayer),
      cell(l ? kinds : null),
      columns
        .slice(2, 6)
        .map((name, i) => named(name, {}, l ? part(Object.keys(LIMITS)[i]) : null)),
      columns.slice(6, 10).map((name) => named(name, { "data-result": "" })),
      html(
        "td",
        { role: "cell", class: "cnnlab-rf-change" },
        l
          ? [
              button("up", `Move layer ${l} up`, () => move(l - 1, l - 2)),
              button("down", `Move layer ${l} down`, () => move(l - 1, l)),
              button("wrong", `Remove layer ${l}`, () => remove(l - 1)),
            ]
          : [],
      ),
    );
  }

  function edit(box, l, name) {
    const [least, most] = LIMITS[name];
    const value = Number(box.value);
    const wrong =
      box.value.trim() === "" || !Number.isInteger(value) || value < least || value > most;
    box.setAttribute("aria-invalid", wrong);
    if (wrong)
      return tell(
        `The ${name} of layer ${l} must be a whole number from ${least} to ${most}. It stays ${scene.layers[l - 1][name]}.`,
      );
    replaceLayer(l, { [name]: value });
  }

  const replaceLayer = (l, changes) =>
    change(scene.layers.map((layer, i) => (i === l - 1 ? { ...layer, ...changes } : layer)));

  function remove(i) {
    change(scene.layers.filter((_, n) => n !== i));
    (
      body.children[Math.min(i + 1, scene.layers.length)].querySelector("[title^=Remove]") ??
      adders[0]
    ).focus();
  }

  function move(from, to) {
    if (to < 0 || to >= scene.layers.length) return;
    const layers = [...scene.layers];
    layers.splice(to, 0, ...layers.splice(from, 1));
    const held = body.contains(document.activeElement)
      ? document.activeElement.title.split(" ").at(-1)
      : null;
    change(layers);
    if (held) body.children[to + 1].querySelector(`[title$="${held}"]`)?.focus();
  }

  // A new stack; the eye stays on the same layer, or goes to `layer`, at the same place.
  function change(layers, layer = get("picked")[0]) {
    const centre = centreNow();
    const image = scene.shapes[0];
    const { shapes } = stackShapes(image, layers);
    const chosen = Math.min(layer, shapes.length - 1);
    const picked = [
      chosen,
      ...nearest(chosen, centre, { fields: receptiveFields(layers), shapes }),
    ];
    commit(model, { layers, picked });
  }

  function drag(event, from) {
    event.preventDefault();
    const grip = event.currentTarget;
    const lines = [...body.children].slice(1);
    let to = from;
    const follow = ({ clientY }) => {
      const middles = lines
        .map((line) => line.getBoundingClientRect())
        .map((box) => (box.top + box.bottom) / 2);
      to = middles.filter((middle, i) => i !== from && middle < clientY).length;
      lines.forEach((line, i) => {
        line.classList.toggle("cnnlab-rf-held", i === from);
        line.classList.toggle("cnnlab-rf-before", i === to && to < from);
        line.classList.toggle("cnnlab-rf-after", i === to && to > from);
      });
    };
    const drop = (last) => {
      for (const [name, listener] of Object.entries(listeners))
        grip.removeEventListener(name, listener);
      lines.forEach((line) =>
        line.classList.remove("cnnlab-rf-held", "cnnlab-rf-before", "cnnlab-rf-after"),
      );
      if (last.type === "pointerup") move(from, to);
    };
    const listeners = { pointermove: follow, pointerup: drop, pointercancel: drop };
    for (const [name, listener] of Object.entries(listeners)) grip.addEventListener(name, listener);
    grip.setPointerCapture(event.pointerId);
  }

  const stop = [
    listen(model, ["layers", "photograph", "images", "stacks"], refresh),
    listen(model, ["picked"], paint),
  ];
  refresh();
  return () => stop.forEach((f) => f());
}

const block = (top, left, high, wide) => `M${left} ${top}h${wide}v${high}h${-wide}z`;
const ends = (list) => (list.length > 1 ? `${list[0]} to ${list.at(-1)}` : `${list[0]}`);
const count = (n, noun) => n.toLocaleString("en") + (noun && ` ${noun}${n === 1 ? "" : "s"}`);

// Neighbours in a sorted list, as [first, how many].
function runs(list) {
  const found = [];
  for (const i of list) {
    const last = found.at(-1);
    if (last && i === last[0] + last[1]) last[1]++;
    else found.push([i, 1]);
  }
  return found;
}

// Grey levels from 0 to 255 as an address that an image can show.
function pictureOf(values) {
  const canvas = html("canvas", { width: values[0].length, height: values.length });
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(canvas.width, canvas.height);
  values.flat().forEach((v, i) => pixels.data.set([v, v, v, 255], 4 * i));
  context.putImageData(pixels, 0, 0);
  return canvas.toDataURL();
}
