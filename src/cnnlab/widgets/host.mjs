// Two hosts, one drawing: JupyterLab calls `render` with a model that Python shares; a page of the
// site has the state in the element itself, and a model as small as can be stands in for Python's.
import { html } from "./draw.mjs";
import { choiceQuestion, prediction } from "./selfcheck.mjs";
import { slide } from "./slide.mjs";

const WIDGETS = { choiceQuestion, prediction, slide };

// What is wrong is shown in the widget's own place, and the page around it goes on.
function draw(model, element) {
  try {
    const widget = WIDGETS[model.get("widget")];
    if (!widget) throw new RangeError(`there is no widget named ${String(model.get("widget"))}`);
    return widget(model, element);
  } catch (error) {
    element.replaceChildren(
      html("p", { class: "cnnlab cnnlab-problem", role: "alert" }, `This widget cannot be shown: ${error.message}.`),
    );
    return () => {};
  }
}

function siteModel(state) {
  const listeners = new Map();
  return {
    get: (name) => state[name],
    set(name, value) {
      if (state[name] === value) return;
      state[name] = value;
      for (const listener of listeners.get(`change:${name}`) ?? []) listener();
    },
    save_changes() {},
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    off: (event, listener) =>
      listeners.set(event, (listeners.get(event) ?? []).filter((other) => other !== listener)),
  };
}

export function mountAll(root = document) {
  for (const element of root.querySelectorAll(".cnnlab-widget[data-state]")) {
    let state = {};
    try {
      state = JSON.parse(element.dataset.state);
    } catch {
      state = { widget: "(its state is not JSON)" };
    }
    delete element.dataset.state;
    draw(siteModel(state), element);
  }
}

mountAll();

export default { render: ({ model, el }) => draw(model, el) };
