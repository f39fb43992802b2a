// The widget's settings as PyTorch code, which follows them.
import { misfitOf } from "../math/checks.mjs";
import { textButton } from "./controls.mjs";
import { html } from "./dom.mjs";
import { listen, traitsOf } from "./model.mjs";

/**
 * @param {import("./mount.mjs").WidgetModule} widget
 * @param {import("./mount.mjs").Model} model
 */
export function codeBox({ pytorchCode, settings }, model) {
  if (!pytorchCode) return { box: null, stop() {} };
  const written = pytorchCode; // which is there
  const traits = traitsOf(model);
  const code = html("code");
  const said = html("span", { role: "status" });
  const box = html(
    "details",
    { class: "cnnlab-pytorch", toggle: write },
    html("summary", {}, "As PyTorch code"),
    html("pre", { tabindex: 0, role: "group", "aria-label": "PyTorch code" }, code),
    textButton("Copy", copy),
    " ",
    said,
  );

  function write() {
    if (!box.open) return;
    said.textContent = "";
    try {
      code.textContent = written(traits);
    } catch (error) {
      code.textContent = `# These settings do not fit: ${misfitOf(error)}.`;
    }
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(code.textContent);
      said.textContent = "Copied.";
    } catch {
      getSelection()?.selectAllChildren(code);
      said.textContent = "It is selected: copy it from here.";
    }
  }

  return { box, stop: listen(model, settings, write) };
}
