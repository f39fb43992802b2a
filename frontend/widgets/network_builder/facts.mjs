// What the widget holds to in JupyterLab, on the site and in first frames alike: Python reads this file too.
import FACTS from "../../../src/cnnlab/widgets/network_builder.json" with { type: "json" };

/** What is set around the stack: the least and the most. @type {Record<string, number[]>} */
export const LIMITS = FACTS.settings;

export const MOST_LAYERS = FACTS.most_layers;
export const MOST_KEPT = FACTS.most_kept;
export const MOST_EPOCHS = FACTS.most_epochs;

/** What is set: its name, from and to. @type {Record<string, [name: string, least: number, most: number]>} */
export const NUMBERS = /** @type {any} */ (FACTS.numbers);

/** What each kind of layer is called. @type {Record<string, string>} */
export const KIND_NAMES = FACTS.kinds;

/** Each change as it is chosen. @type {Record<string, string>} */
export const CHANGE_NAMES = FACTS.changes;
