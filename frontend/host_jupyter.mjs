// In JupyterLab a widget is an anywidget: Python shares the model, and each widget has its own copy
// of its module.
import { mounted } from "./parts/mount.mjs";

/** @param {import("./parts/mount.mjs").WidgetModule} widget */
export const hosted = (widget) => ({ render: ({ model, el }) => mounted(widget, model, el) });
