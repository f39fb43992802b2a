// Pooling: each window becomes one number; the way back shows which pixels that number depends on.
import { checkMatrix } from "../../math/array_checks.mjs";
import { checkCount } from "../../math/checks.mjs";
import { checkRule } from "../../math/pool.mjs";
import { card, notice, spokenPlace } from "../../parts/controls.mjs";
import { setText } from "../../parts/dom.mjs";
import { gridKeys } from "../../parts/keys.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { windowHand } from "../../parts/sliding_window.mjs";
import { signedColours, whenThemeChanges } from "../../parts/theme.mjs";
import { poolingForm } from "./form.mjs";
import { placeOf, SCENE, sceneOf, settingsOf } from "./scene.mjs";
import { poolingStage } from "./stage.mjs";
import { windowSum } from "./sum.mjs";
import { outputWords } from "./words.mjs";

/** What Reset puts back. */
export const settings = [...SCENE, "position"];

// A guess marked on the drawing holds as long as these do.
export { SCENE as drawnFrom };

export { pytorchCode } from "./pytorch.mjs";

/** @param {import("../../parts/mount.mjs").Model} model */
export function positions(model) {
  const { rows, columns } = sceneOf(settingsOf(model));
  return rows * columns;
}

/** @param {Pick<import("../../parts/mount.mjs").Model, "get">} model */
export function check(model) {
  checkMatrix("image", model.get("image"));
  checkRule(settingsOf(model));
  checkCount("position", model.get("position"), 0);
}

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  /** @type {import("./scene.mjs").Scene | null} */
  let scene = null; // what is drawn; null while the settings do not fit
  /** @type {number | null} */
  let pointed = null; // the output that the pointer is on
  const { box: problem, tell, refuse } = notice();
  const spoken = spokenPlace();
  const form = poolingForm(model);
  const stage = poolingStage({
    onInput: windowHand(whereWindow, go),
    point,
    go,
    keydown: gridKeys(whereKeysStart, go),
  });
  const sum = windowSum((t) => scene && stage.point(scene, placeIn(scene), t));
  element.replaceChildren(
    card("Pooling", "cnnlab-pooling", stage.box, problem, sum.box, form.box, spoken),
  );

  // ---- from settings to a picture ----------------------------------------------------------

  /** @param {import("./scene.mjs").Scene} now */
  const placeIn = (now) => placeOf(now, pointed ?? model.get("position"));

  /** @param {import("./scene.mjs").Scene} now */
  const chosenIn = (now) => placeOf(now, model.get("position")).index;

  function refresh() {
    const before = scene;
    const chosen = settingsOf(model);
    form.refresh(chosen);
    stage.showGradient(chosen.show_gradient);
    try {
      scene = sceneOf(chosen, before);
      tell(null);
    } catch (error) {
      scene = null;
      refuse(error);
    }
    stage.setVoid(scene === null);
    sum.box.hidden = scene === null;
    if (scene) draw(scene, before);
    if (scene && before && scene !== before) setText(spoken, outputWords(placeIn(scene)));
  }

  /**
   * @param {import("./scene.mjs").Scene} now
   * @param {import("./scene.mjs").Scene | null} before
   */
  function draw(now, before) {
    if (now.windows !== before?.windows) {
      pointed = null;
      stage.layOut(now);
      sum.layOut(now);
    }
    if (now !== before) stage.paint(now, signedColours());
    mark(now);
  }

  /** @param {import("./scene.mjs").Scene} now */
  function mark(now) {
    const place = placeIn(now);
    stage.mark(now, place);
    sum.show(now, place);
  }

  // ---- the reader's hand -------------------------------------------------------------------

  /** @param {number | null} index */
  function point(index) {
    if (!scene || index === pointed) return;
    pointed = index;
    mark(scene);
  }

  /** @param {number} position */
  function go(position) {
    pointed = null;
    if (!scene || position === chosenIn(scene)) return;
    commit(model, { position });
    spoken.textContent = outputWords(placeOf(scene, position));
  }

  function whereKeysStart() {
    return scene && [chosenIn(scene), scene.columns, scene.rows * scene.columns];
  }

  function whereWindow() {
    if (!scene) return null;
    const { rows, columns } = scene;
    const { image, padding, kernel_size: k, stride } = scene.settings;
    return {
      cells: [image.length + 2 * padding, image[0].length + 2 * padding],
      spans: [k, k],
      steps: [stride, stride],
      places: [rows, columns],
    };
  }

  const stops = [
    listen(model, [...settings, "images"], refresh),
    whenThemeChanges(() => scene && stage.paint(scene, signedColours())),
    stage.stop,
  ];
  refresh();
  return () => stops.forEach((stop) => stop());
}
