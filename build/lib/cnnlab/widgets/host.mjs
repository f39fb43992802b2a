// Two hosts, one drawing: JupyterLab calls `render` with a model that Python shares; a page of the
// site has the state in the element itself, and a model as small as can be stands in for Python's.
import { calculator } from "./calculator.mjs";
import { channels } from "./channels.mjs";
import { html } from "./draw.mjs";
import { drawDigit } from "./draw_digit.mjs";
import { im2col } from "./im2col.mjs";
import { shareButton, stateFromAddress } from "./link.mjs";
import { locality } from "./locality.mjs";
import { parameters } from "./parameters.mjs";
import { pooling } from "./pooling.mjs";
import { receptiveField } from "./receptive-field.mjs";
import { choiceQuestion, prediction } from "./selfcheck.mjs";
import { shift } from "./shift.mjs";
import { sizeExplorer } from "./sizes.mjs";
import { slide } from "./slide.mjs";

const WIDGETS = { calculator, channels, choiceQuestion, drawDigit, im2col, locality, parameters, pooling, prediction, receptiveField, shift, sizeExplorer, slide };

const QUESTIONS = new Set(["choiceQuestion", "prediction"]); // answers are not for sharing

function draw(model, element) {
  try {
    const widget = WIDGETS[model.get("widget")];
    if (!widget) throw new RangeError(`there is no widget named ${String(model.get("widget"))}`);
    return widget(model, element);
  } catch (error) {
    explain(element, error);
    return () => {};
  }
}

// What is wrong is shown in the widget's own place, and the page around it goes on.
function explain(element, error) {
  element.replaceChildren(
    html("p", { class: "cnnlab cnnlab-problem", role: "alert" }, `This widget cannot be shown: ${error.message}.`),
  );
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

function mount(element, index) {
  try {
    const own = JSON.parse(element.dataset.state);
    const linked = stateFromAddress(location.hash, index, own);
    const model = siteModel({ ...(linked ?? own) });
    draw(model, element);
    if (!QUESTIONS.has(own.widget)) element.firstElementChild.append(shareButton(index, own, model));
  } catch (error) {
    explain(element, error);
  }
  delete element.dataset.state;
  if (location.hash.split("&")[0] === `#cnnlab-${index}`) element.scrollIntoView();
}

export function mountAll(root = document) {
  [...root.querySelectorAll(".cnnlab-widget")].forEach((element, index) => {
    if (element.dataset.state !== undefined) mount(element, index);
  });
}

mountAll();

export default { render: ({ model, el }) => draw(model, el) };
