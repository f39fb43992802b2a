// The reader's own image: from a file, or painted pixel by pixel. It never leaves the browser.
import { checkbox, textButton } from "../../parts/controls.mjs";
import { html, uniqueId } from "../../parts/dom.mjs";
import { commit, same } from "../../parts/model.mjs";
import { readNumber } from "../../parts/number_box.mjs";
import { largest } from "../../parts/numbers.mjs";
import { pictureIn, reportedAsNone } from "../../pictures/from_file.mjs";

const SIDE = 32; // pixels, as the widgets' photographs have

// The middle square of a picture, in SIDE × SIDE grey levels from 0 to 255, weighted as
// cnnlab.images.to_grey weighs the colours.
function greyPixels(picture) {
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
    change: openFile,
  });
  const note = html("p", { class: "cnnlab-note", role: "status" });
  let own = null; // the picture that the note is about
  const paint = checkbox("Paint on the input", showPainting);
  const brush = html("input", {
    type: "number",
    step: "any",
    id: uniqueId(),
    class: "cnnlab-number-box cnnlab-brush",
  });
  const wipe = textButton("Wipe clean", () => fill(0));
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
      note,
    ),
    paint.box,
    tools,
  );

  async function openFile() {
    const [chosen] = file.files;
    if (!chosen) return;
    const before = model.get("image");
    const image = await pictureIn(chosen)
      .then((picture) => picture && greyPixels(picture))
      .catch(reportedAsNone);
    // Reset, or another file or image, came first.
    if (!file.isConnected || file.files[0] !== chosen || model.get("image") !== before) return;
    file.value = ""; // the box does not name what may be gone soon, and takes the same file again
    if (image) show(image, chosen.name);
    else tell(`“${chosen.name}” could not be opened as a picture.`);
  }

  function show(image, name) {
    own = image;
    commit(model, { image });
    note.textContent = `“${name}”: its middle square, in ${SIDE} × ${SIDE} pixels.`;
  }

  // The note goes with its picture, and comes back with it.
  const refresh = () => (note.hidden = !same(own, model.get("image")));

  function showPainting() {
    tools.hidden = !paint.control.checked;
    brush.value ||= String(largest(model.get("image")) || 1); // as bright as the image is
    paintingChanged();
  }

  const fill = (value) =>
    commit(model, { image: model.get("image").map((row) => row.map(() => value)) });

  // Give the pixel the brush's value.
  function touch(row, column) {
    const image = model.get("image");
    const { value, problem } = readNumber(brush);
    tell(problem && `The brush value ${problem}: nothing is painted.`);
    if (problem || image[row]?.[column] === undefined || image[row][column] === value) return;
    commit(model, { image: image.with(row, image[row].with(column, value)) });
  }

  return { box, refresh, touch, painting: () => paint.control.checked };
}
