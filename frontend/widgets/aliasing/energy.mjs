// How much of the energy is true, and how much false: two parts of a bar, whose whole is what is kept
// without a blur.
import { html, svg } from "../../parts/dom.mjs";
import { percent } from "../../parts/numbers.mjs";

const [WIDTH, HEIGHT] = [480, 20];
const OF_WHAT = " of what is kept without a blur";

export function energyBar() {
  const [yes, no] = ["true", "false"].map((kind) =>
    svg("rect", { height: HEIGHT, class: `cnnlab-aliasing-${kind}` }),
  );
  const whole = svg("rect", { width: WIDTH, height: HEIGHT, class: "cnnlab-aliasing-whole" });
  const keys = ["true", "false"].map((kind) =>
    html("span", { class: `cnnlab-aliasing-key-${kind}` }),
  );
  const note = html("span", { class: "cnnlab-note" }, keys[0], ", ", keys[1], OF_WHAT);
  const caption = html("figcaption", {}, html("strong", {}, "Energy"), " ", note);
  const picture = svg(
    "svg",
    { class: "cnnlab-plot", viewBox: `-1 -1 ${WIDTH + 2} ${HEIGHT + 2}`, role: "img" },
    ...[yes, no, whole],
  );
  const look = "cnnlab-figure cnnlab-aliasing-energy";
  const box = html("figure", { class: look }, caption, picture);

  /** @param {{ true: number, false: number }} found */
  function show(found) {
    const widths = [found.true, found.false].map((share) => WIDTH * Math.min(1, share));
    yes.setAttribute("width", widths[0].toFixed(1));
    no.setAttribute("width", widths[1].toFixed(1));
    no.setAttribute("x", widths[0].toFixed(1));
    keys[0].textContent = `true ${percent(found.true, 1)}`;
    keys[1].textContent = `false ${percent(found.false, 1)}`;
    picture.setAttribute("aria-label", String(note.textContent));
  }

  return { box, show };
}
