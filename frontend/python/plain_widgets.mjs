// ipywidgets' plain controls, in as little as works: named elements of the browser's own.
import { html, setText, uniqueId } from "../parts/dom.mjs";
import { commit, listen } from "../parts/model.mjs";

/**
 * @typedef {import("./widget_model.mjs").LiveModel} LiveModel
 * @typedef {(reference: string, place: HTMLElement) => void} Show
 */

/** What each draws, by the name of its model. @type {Record<string, (model: LiveModel, show: Show) => HTMLElement>} */
export const PLAIN = {
  IntSliderModel: slider,
  FloatSliderModel: slider,
  CheckboxModel: checkbox,
  DropdownModel: dropdown,
  ButtonModel: button,
  LabelModel: (model) => text(html("span"), model, "value"),
  TextModel: textBox,
  HBoxModel: (model, show) => box("cnnlab-row", model, show),
  VBoxModel: (model, show) => box("cnnlab-column", model, show),
};

/** @param {LiveModel} model @param {string[]} names @param {() => void} draw */
function follow(model, names, draw) {
  draw();
  listen(model, names, draw);
}

/** @param {HTMLElement} element @param {LiveModel} model @param {string} name */
function text(element, model, name) {
  follow(model, [name], () => setText(element, model.get(name)));
  return element;
}

/**
 * @param {LiveModel} model
 * @param {HTMLInputElement | HTMLSelectElement} control
 * @param {...Node} more
 */
function labelled(model, control, ...more) {
  control.id = uniqueId();
  const label = text(html("label", { for: control.id }), model, "description");
  follow(model, ["description", "disabled"], () => {
    control.disabled = model.get("disabled");
    label.hidden = !model.get("description");
    if (label.hidden)
      control.setAttribute("aria-label", model.get("_model_name").replace("Model", ""));
    else control.removeAttribute("aria-label");
  });
  return html("div", { class: "cnnlab-plain" }, label, control, ...more);
}

/** @param {LiveModel} model */
function slider(model) {
  const shown = html("output");
  const control = /** @type {HTMLInputElement} */ (html("input", { type: "range" }));
  const change = () => commit(model, { value: Number(control.value) });
  control.addEventListener("input", () => {
    setText(shown, control.value);
    if (model.get("continuous_update")) change();
  });
  control.addEventListener("change", change);
  const digits = model.get("_model_name") === "FloatSliderModel" ? 2 : 0;
  follow(model, ["min", "max", "step", "value"], () => {
    for (const name of ["min", "max", "step", "value"]) control[name] = String(model.get(name));
    setText(shown, model.get("value").toFixed(digits));
  });
  return labelled(model, control, shown);
}

/** @param {LiveModel} model */
function checkbox(model) {
  const control = /** @type {HTMLInputElement} */ (html("input", { type: "checkbox" }));
  control.addEventListener("change", () => commit(model, { value: control.checked }));
  follow(model, ["value"], () => (control.checked = model.get("value")));
  return labelled(model, control);
}

/** @param {LiveModel} model */
function dropdown(model) {
  const control = /** @type {HTMLSelectElement} */ (html("select"));
  control.addEventListener("change", () => commit(model, { index: control.selectedIndex }));
  follow(model, ["_options_labels", "index"], () => {
    control.replaceChildren(
      ...model.get("_options_labels").map((label) => html("option", {}, label)),
    );
    control.selectedIndex = model.get("index") ?? -1;
  });
  return labelled(model, control);
}

/** @param {LiveModel} model */
function button(model) {
  const control = /** @type {HTMLButtonElement} */ (
    html("button", { type: "button", click: () => model.sendCustom({ event: "click" }) })
  );
  follow(model, ["disabled"], () => (control.disabled = model.get("disabled")));
  return text(control, model, "description");
}

/** @param {LiveModel} model */
function textBox(model) {
  const control = /** @type {HTMLInputElement} */ (html("input", { type: "text" }));
  const change = () => commit(model, { value: control.value });
  control.addEventListener("input", () => model.get("continuous_update") && change());
  control.addEventListener("change", change);
  control.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") model.sendCustom({ event: "submit" });
  });
  follow(model, ["value", "placeholder"], () => {
    if (control.value !== model.get("value")) control.value = model.get("value");
    control.placeholder = model.get("placeholder").replace("\u200b", "");
  });
  return labelled(model, control);
}

/** @param {string} kind @param {LiveModel} model @param {Show} show */
function box(kind, model, show) {
  const place = html("div", { class: kind });
  follow(model, ["children"], () => {
    place.replaceChildren();
    for (const child of model.get("children")) {
      const seat = html("div");
      place.append(seat);
      show(child, seat);
    }
  });
  return place;
}
