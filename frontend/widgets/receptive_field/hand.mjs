// What a reader's hand does: it picks a unit, moves it by keys, and changes the stack of layers.
import { misfitOf } from "../../math/checks.mjs";
import {
  centreOf,
  checkPoolPadding,
  nearestUnit,
  receptiveFields,
  stackShapes,
  unitOf,
} from "../../math/receptive_field.mjs";
import { cellByKey } from "../../parts/keys.mjs";
import { commit, same } from "../../parts/model.mjs";

/**
 * @typedef {import("../../math/receptive_field.mjs").Layer} Layer
 * @typedef {import("../../math/receptive_field.mjs").Stack} Stack
 * @typedef {import("../../math/receptive_field.mjs").Unit} Unit
 */

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {() => Stack} stack as it is drawn
 */
export function makeHand(model, stack) {
  const unit = () => unitOf(stack(), model.get("picked"));

  /** The unit of a layer that sees the same place. @param {number} l */
  const unitIn = (l) => nearestUnit(stack(), l, centreOf(stack(), unit()));

  /** @param {Unit} picked */
  const pick = (picked) => same(picked, model.get("picked")) || commit(model, { picked });

  /** @param {number} l */
  const look = (l) => pick(unitIn(l));

  /** The field's centre is dragged over the photograph. @param {number[]} place row and column */
  const drag = (place) => pick(nearestUnit(stack(), unit()[0], place));

  /**
   * @param {KeyboardEvent} event
   * @param {number} l the layer whose map has the focus
   */
  function moveByKey(event, l) {
    const [layer, ...place] = unit();
    const [row, column] = layer === l ? place : unitIn(l).slice(1);
    const [rows, columns] = stack().shapes[l];
    const here = row * columns + column;
    const to = [" ", "Enter"].includes(event.key)
      ? here
      : cellByKey(event, here, columns, rows * columns);
    if (to === undefined) return;
    event.preventDefault();
    pick([l, Math.floor(to / columns), to % columns]);
  }

  /**
   * A new stack; the eye stays on the same layer, or goes to `layer`, at the same place.
   * @param {Layer[]} layers
   */
  function change(layers, layer = model.get("picked")[0]) {
    const { shapes } = stackShapes(stack().shapes[0], layers);
    const seen = { fields: receptiveFields(layers), shapes };
    const last = Math.min(layer, shapes.length - 1);
    commit(model, { layers, picked: nearestUnit(seen, last, centreOf(stack(), unit())) });
  }

  return { unit, pick, look, drag, moveByKey, change };
}

/**
 * What it does in the table of layers: each change is a new stack, or refused in words.
 * @param {() => Stack} stack
 * @param {(layers: Layer[]) => void} change
 * @param {(problem: string) => void} tell
 */
export function editing(stack, change, tell) {
  return {
    /** @param {number} l @param {Partial<Layer>} changes @returns whether they were made */
    replace(l, changes) {
      const layer = { ...stack().layers[l - 1], ...changes };
      try {
        checkPoolPadding(layer);
      } catch (error) {
        tell(`Layer ${l} stays as it is: ${misfitOf(error)}.`);
        return false;
      }
      change(stack().layers.with(l - 1, layer));
      return true;
    },

    /** @param {number} from @param {number} to @returns whether there was a place to go to */
    move(from, to) {
      const layers = [...stack().layers];
      if (from === to || to < 1 || to > layers.length) return false;
      layers.splice(to - 1, 0, ...layers.splice(from - 1, 1));
      change(layers);
      return true;
    },

    /** @param {number} l @returns how many are left */
    remove(l) {
      const layers = stack().layers.filter((_, i) => i !== l - 1);
      change(layers);
      return layers.length;
    },
  };
}
