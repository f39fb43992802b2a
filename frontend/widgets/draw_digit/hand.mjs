// What the reader's hand draws: the pad, the tools below it, and the sheet that both change.
import { allow, figure, offerPresets } from "../../parts/controls.mjs";
import { commit, same } from "../../parts/model.mjs";
import { DOTS } from "./ink.mjs";
import { makePad } from "./pad.mjs";
import { makePaper } from "./paper.mjs";
import { goingOn, padInk, seenDrawing, sheetFrom, withStroke } from "./sheet.mjs";
import { makeTools } from "./tools.mjs";

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {object} voices
 * @param {(words: string) => void} voices.say where the pen is
 * @param {(words: string) => void} voices.tell why something cannot be done
 */
export function drawingHand(model, { say, tell }) {
  const paper = makePaper(sheetFrom(model.get("drawing")));
  let frame = 0; // of the screen, in which a stroke that goes on will be seen
  const tools = makeTools({
    change: (make) => change(() => paper.put(make(paper.sheet()))),
    undo,
    leave: (as_drawn) => commit(model, { as_drawn, drawing: drawn(!as_drawn) }),
    drawings: () => model.get("drawings"),
  });
  const pad = makePad({
    begin: (point) => change(() => paper.put(withStroke(paper.sheet(), point, tools.rubs()))),
    goOn(point) {
      paper.goOn(goingOn(paper.sheet(), point));
      frame ||= requestAnimationFrame(see);
    },
    say,
  });

  // What the networks are to see of the sheet.
  function drawn(fits = !model.get("as_drawn")) {
    return seenDrawing(paper.sheet(), fits);
  }

  /** @param {() => void} make */
  function change(make) {
    make();
    see();
  }

  // The pad's dots may change while the pixels stay.
  function see() {
    cancelAnimationFrame(frame);
    frame = 0;
    showSheet();
    commit(model, { drawing: drawn() });
  }

  function showSheet() {
    pad.show(padInk(paper.sheet()));
    allow(tools.undo, paper.hasPast(), () => tell("There is nothing to take back."));
  }

  function undo() {
    change(paper.undo);
  }

  return {
    figure: padFigure(pad.canvas),
    tools: tools.box,

    /** @param {number[][]} drawing */
    show(drawing) {
      // A drawing that came from elsewhere has no dots yet.
      if (!same(drawn(), drawing)) paper.put(sheetFrom(drawing));
      tools.asDrawn.checked = model.get("as_drawn");
      showSheet();
      offerPresets(
        tools.begin,
        model.get("drawings"),
        (preset) => same(preset, drawing),
        "your own",
      );
    },

    /** Whoever has the strokes fits them anew. */
    fitAnew() {
      if (paper.sheet().strokes.length) see();
    },

    /** @param {KeyboardEvent} event */
    undoByKey(event) {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z")
        return;
      event.preventDefault();
      event.stopPropagation(); // JupyterLab would take back a change of the cell
      undo();
    },

    stop: () => cancelAnimationFrame(frame),
  };
}

function padFigure(canvas) {
  const { box, body, note } = figure("Drawing", "draw-digit-drawing");
  body.append(canvas);
  note.textContent = `${DOTS} × ${DOTS} dots`;
  return box;
}
