// Buttons, fields and figures: the parts that every widget is put together from.
import { html, icon, uniqueId } from "./dom.mjs";
import { commit, same } from "./model.mjs";

export const button = (sign, label, click) =>
  html("button", { type: "button", "aria-label": label, title: label, click }, icon(sign));

export function field(label, control) {
  control.id = uniqueId();
  return html("div", { class: "cnnlab-field" }, html("label", { for: control.id }, label), control);
}

// The frame of a widget.
export const card = (name, look, ...children) =>
  html("div", { class: `cnnlab ${look}`, role: "group", "aria-label": name }, children);

export const settingsBox = (...fields) =>
  html("div", { class: "cnnlab-settings", role: "group", "aria-label": "Settings" }, fields.flat());

// What is written there is heard, not seen.
export const spokenPlace = () => html("p", { class: "cnnlab-spoken", role: "status" });

// A place to say what is wrong. Told null, it goes away.
export function notice() {
  const box = html("p", { class: "cnnlab-problem", role: "alert", hidden: true });
  const tell = (message) => {
    box.hidden = !message;
    box.textContent = message ?? "";
  };
  return { box, tell };
}

// Options are pairs of value and label.
export function choice(options, choose) {
  const control = html("select", { change: () => choose(control.value) });
  offer(control, options);
  return control;
}

// What is on offer already stays: to make its options anew would lay out the whole form again.
export function offer(control, options) {
  const offered = JSON.stringify(options);
  if (control.offered === offered) return;
  control.offered = offered;
  control.replaceChildren(
    ...options.map(([value, label]) => html("option", { value }, String(label))),
  );
}

// Offer named presets, and show the name of the one that `isChosen`, or the word for any other.
export function offerPresets(control, presets, isChosen, other = "custom") {
  const names = Object.keys(presets);
  const found = names.find((name) => isChosen(presets[name]));
  offer(control, [...(found ? [] : [["", other]]), ...names.map((name) => [name, name])]);
  control.value = found ?? "";
}

// A choice among what the widget offers for a trait: its images for the image, kernels for the kernel.
export function presetChoice(model, trait) {
  const presets = () => model.get(`${trait}s`);
  const control = choice(
    [],
    (name) => name in presets() && commit(model, { [trait]: presets()[name] }),
  );
  control.refresh = () =>
    offerPresets(control, presets(), (preset) => same(preset, model.get(trait)));
  return control;
}

// Show a value in a choice, even one that the choice does not offer.
export function show(control, value) {
  if (![...control.options].some((option) => option.value === String(value))) {
    control.append(html("option", { value }, String(value)));
    control.offered = null; // the next offer leaves it out again
  }
  control.value = value;
}

// A titled picture: `note` says its size, `body` takes the drawing, and `kind` is for the style.
export function figure(title, kind = title.toLowerCase()) {
  const note = html("span", { class: "cnnlab-note" });
  const body = html("div", { class: "cnnlab-body" });
  const caption = html("figcaption", {}, html("strong", {}, title), " ", note);
  const box = html("figure", { class: `cnnlab-figure cnnlab-${kind}` }, caption, body);
  return { box, body, note };
}
