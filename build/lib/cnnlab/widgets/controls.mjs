// Buttons, fields and figures: the parts that every widget is put together from.
import { html, icon, uniqueId } from "./draw.mjs";

export const button = (sign, label, click) =>
  html("button", { type: "button", "aria-label": label, title: label, click }, icon(sign));

export function field(label, control) {
  control.id = uniqueId();
  return html("div", { class: "cnnlab-field" }, html("label", { for: control.id }, label), control);
}

// Options are pairs of value and label.
export function choice(options, choose) {
  const control = html("select", { change: () => choose(control.value) });
  offer(control, options);
  return control;
}

export function offer(control, options) {
  control.replaceChildren(...options.map(([value, label]) => html("option", { value }, String(label))));
}

// Show a value in a choice, even one that the choice does not offer.
export function show(control, value) {
  if (![...control.options].some((option) => option.value === String(value))) {
    control.append(html("option", { value }, String(value)));
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

// Set several traits at once, and tell Python once.
export function commit(model, changes) {
  for (const [name, value] of Object.entries(changes)) model.set(name, value);
  model.save_changes();
}

// Whether two traits hold the same.
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// Call `listener` when any of the traits changes; returns the way to stop.
export function listen(model, names, listener) {
  for (const name of names) model.on(`change:${name}`, listener);
  return () => names.forEach((name) => model.off(`change:${name}`, listener));
}

// The keys that move about in a grid of cells; undefined for any other key or past the edge.
export function cellByKey(event, index, columns, count) {
  const far = event.ctrlKey || event.metaKey;
  const rowStart = index - (index % columns);
  const to = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns,
    ArrowDown: index + columns,
    Home: far ? 0 : rowStart,
    End: far ? count - 1 : rowStart + columns - 1,
  }[event.key];
  return to >= 0 && to < count ? to : undefined;
}
