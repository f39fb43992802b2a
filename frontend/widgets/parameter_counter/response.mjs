// What a small layer answers to a piece of a photograph, while one of its weights is changed: how many
// answers change is how many outputs share the weight.
import { drawnResponse } from "../../math/costs.mjs";
import { field, figure } from "../../parts/controls.mjs";
import { html, svg } from "../../parts/dom.mjs";
import { grid, outline, paintGrey, paintSigned, UNIT, write } from "../../parts/grid.mjs";
import { commit } from "../../parts/model.mjs";
import { largest, number } from "../../parts/numbers.mjs";

const FURTHEST = 2; // how far the slider changes the weight

export function layerResponse(model) {
  const get = (name) => model.get(name);
  const input = figure("Image");
  const output = figure("Response");
  const slider = html("input", {
    type: "range",
    min: -FURTHEST,
    max: FURTHEST,
    step: 0.5,
    input: () => commit(model, { nudge: Number(slider.value) }),
  });
  const changeField = field("Change the weight", slider);
  const says = html("p", { role: "status" });
  const box = html(
    "div",
    { class: "cnnlab-counter-response", role: "group", "aria-label": "Response" },
    input.box,
    output.box,
    html("div", {}, changeField, says),
  );

  // `drawn` is the small layer, `letter` names the kernel of the chosen output.
  function show(drawn, chosen, letter) {
    const {
      input: [h, w],
      window: [k1, k2],
      places: [rows, columns],
      maps,
    } = drawn;
    const [image, nudge] = [get("image"), get("nudge")];
    const answers = drawnResponse(drawn, image, chosen, nudge);
    const sums = answers.map(({ sum }) => sum);
    const { top, left, before, sum } = answers[chosen];
    const [i, j] = [Math.floor(k1 / 2), Math.floor(k2 / 2)];
    const weight = `${letter}${1 + (drawn.layer === "linear" ? (top + i) * w + left + j : i * k2 + j)}`;

    const shown = grid(h, w, {
      role: "img",
      "aria-label": `Image: ${image
        .slice(0, h)
        .map((row) => row.slice(0, w).join(" "))
        .join("; ")}`,
    });
    const brightest = largest(image) || 1;
    for (const cell of shown.cells) {
      paintGrey(cell, image[cell.row][cell.column] / brightest);
      write(cell, image[cell.row][cell.column]);
    }
    const window = outline(k2 * UNIT, k1 * UNIT);
    window.setAttribute("transform", `translate(${left * UNIT} ${top * UNIT})`);
    shown.layers.top.append(window, ...changedSpot(left + j, top + i));
    input.body.replaceChildren(shown.root);
    input.note.textContent = "of a photograph";

    const most = largest([sums]) || 1;
    output.body.replaceChildren(
      ...Array.from({ length: maps }, (_, map) => {
        const first = map * rows * columns;
        const values = sums.slice(first, first + rows * columns);
        const answered = grid(rows, columns, {
          role: "img",
          "aria-label": `Response: ${values.map((value) => number(value)).join(" ")}`,
          pointermove: point,
          pointerdown: point,
        });
        function point(event) {
          const cell = event.target.dataset?.cell;
          if (cell !== undefined && first + Number(cell) !== chosen)
            commit(model, { chosen: first + Number(cell) });
        }
        answered.cells.forEach((cell, i) => {
          write(cell, values[i]);
          paintSigned(cell.rect, values[i] / most);
          if (values[i] !== answers[first + i].before)
            answered.layers.top.append(...changedSpot(cell.column, cell.row));
          if (first + i !== chosen) return;
          const marker = outline(UNIT, UNIT);
          marker.setAttribute("transform", `translate(${cell.x} ${cell.y})`);
          answered.layers.top.append(marker);
        });
        return answered.root;
      }),
    );
    const changed = answers.filter((answer) => answer.sum !== answer.before).length;
    output.note.textContent = nudge
      ? `${changed} of ${sums.length} changed`
      : "same weights in all layers";

    const by = `${nudge > 0 ? "+" : ""}${number(nudge)}`;
    slider.value = nudge;
    slider.setAttribute("aria-valuetext", by);
    changeField.firstChild.textContent = `Change weight ${weight} by: ${by}`;
    const sharing = sums.filter((_, index) => drawn.owner(index) === drawn.owner(chosen)).length;
    const uses =
      sharing > 1 ? `${sharing} outputs share ${weight}` : `Only this output uses ${weight}`;
    says.textContent = nudge
      ? `${uses}: ${changed} of ${sums.length} responses change. This one goes from ${number(before)} to ${number(sum)}.`
      : `${uses}. Change it, and see which responses follow.`;
  }

  return { box, show };
}

// Seen on any ground, as `outline` is.
const changedSpot = (column, row) =>
  ["cnnlab-halo", "cnnlab-spot"].map((look) =>
    svg("rect", {
      x: column * UNIT + 3,
      y: row * UNIT + 3,
      width: UNIT - 6,
      height: UNIT - 6,
      rx: 3,
      class: look,
    }),
  );
