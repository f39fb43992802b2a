// The reader's own image: from a file, or painted pixel by pixel. It never leaves the browser.
import { html, uniqueId } from "./dom.mjs";
import { readNumber } from "./kernel_editor.mjs";
import { commit } from "./model.mjs";
import { largest } from "./numbers.mjs";

const SIDE = 24; // pixels: enough to know the picture, few enough to see each one

// The middle square of a picture file, in SIDE × SIDE grey levels from 0 to 255, weighted as
// cnnlab.images.to_grey weighs the colours.
async function greyPixels(file) {
  const picture = await createImageBitmap(file);
  const square = Math.min(picture.width, picture.height);
  const canvas = html("canvas", { width: SIDE, height: SIDE });
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "white"; // under what is transparent
  context.fillRect(0, 0, SIDE, SIDE);
  const [left, top] = [(picture.width - square) / 2, (picture.height - square) / 2];
  context.drawImage(picture, left, top, square, square, 0, 0, SIDE, SIDE);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return Array.from({ length: SIDE }, (_, y) =>
    Array.from({ length: SIDE }, (_, x) => {
      const [r, g, b] = data.subarray(4 * (y * SIDE + x));
      return Math.round(0.2125 * r + 0.7154 * g + 0.0721 * b);
    }),
  );
}

// Controls that open a file or turn the pointer into a brush; `tell` shows what went wrong.
export function ownImage(model, { tell, paintingChanged }) {
  const file = html("input", {
    type: "file",
    accept: "image/*",
    id: uniqueId(),
    change: async () => {
      if (!file.files[0]) return;
      try {
        commit(model, { image: await greyPixels(file.files[0]) });
      } catch {
        tell(`“${file.files[0].name}” could not be opened as a picture.`);
      }
    },
  });
  const paint = html("input", { type: "checkbox", change: showPainting });
  const brush = html("input", {
    type: "number",
    step: "any",
    id: uniqueId(),
    class: "cnnlab-brush",
  });
  const wipe = html("button", { type: "button", click: () => fill(0) }, "Wipe clean");
  const tools = html(
    "div",
    { class: "cnnlab-tools", hidden: true },
    html("label", { for: brush.id }, "Brush value"),
    brush,
    wipe,
  );
  const box = html(
    "div",
    { class: "cnnlab-own", role: "group", "aria-label": "Your own image" },
    html(
      "div",
      { class: "cnnlab-field" },
      html("label", { for: file.id }, "Your own picture (it stays in this browser)"),
      file,
    ),
    html("label", { class: "cnnlab-check" }, paint, "Paint on the input"),
    tools,
  );

  function showPainting() {
    tools.hidden = !paint.checked;
    brush.value ||= String(largest(model.get("image")) || 1); // as bright as the image is
    paintingChanged();
  }

  const fill = (value) =>
    commit(model, { image: model.get("image").map((row) => row.map(() => value)) });

  // Give the pixel the brush's value.
  function touch(row, column) {
    const image = model.get("image");
    const value = readNumber(brush);
    tell(value === null ? "The brush value must be a number: nothing is painted." : null);
    if (value === null || image[row]?.[column] === undefined || image[row][column] === value)
      return;
    commit(model, { image: image.with(row, image[row].with(column, value)) });
  }

  return { box, touch, painting: () => paint.checked };
}
