// A scene on the stage: drawn once, then moved by the player and looked at by the reader.
import { setText } from "../../parts/dom.mjs";
import { flightIn } from "./flight.mjs";
import { drawGrids, filler, keepReadable } from "./grids.mjs";
import { reachCells } from "./hand.mjs";
import { marksOn } from "./marks.mjs";
import { firstAbout, momentOf } from "./scene.mjs";
import { layOut } from "./stage.mjs";
import { explain } from "./words.mjs";

/**
 * Draw a scene. Returns the way to paint the player's present moment, and the way to stop.
 * @param {import("./scene.mjs").Scene} scene
 * @param {import("./stage.mjs").Stage} stage
 * @param {ReturnType<typeof import("../../parts/player.mjs").player>} play
 * @param {HTMLElement} spoken
 */
export function draw(scene, stage, play, spoken) {
  layOut(stage, scene);
  const grids = drawGrids(scene, stage.figures);
  const fill = filler(scene, grids);
  const mark = marksOn(scene, grids);
  const fly = flightIn(scene, grids, stage.sky);
  let pinned = firstAbout(scene);
  /** @type {import("./hand.mjs").Place | null} */
  let preview = null; // what the pointer is on, until it leaves
  let painted = "";
  let live = true;

  function paint() {
    if (play.playing() && scene.way === "forward") {
      const { met } = momentOf(scene, playhead());
      pinned = { kind: "output", o: Math.max(0, met - 1) }; // what is being multiplied
    }
    const { about, row } = play.playing() || !preview ? { about: pinned } : preview;
    const moment = momentOf(scene, row === undefined ? playhead() : lookingAt(row));
    fly(moment);
    const { index, filled, flight, met, added } = moment;
    const look = JSON.stringify([index, filled, flight === null, met, added, about]);
    if (look === painted) return;
    painted = look;
    fill(moment);
    mark(moment, about);
    describe(moment, about);
    play.describe(`window ${play.index()} of ${scene.rows}: ${inWords()}`);
  }

  const playhead = () => ({ index: play.index(), within: play.within(), filled: play.filled() });

  // A row is shown whole, with all those before it.
  const lookingAt = (row) => ({ index: row, within: 1, filled: Math.max(play.filled(), row + 1) });

  function describe(moment, about) {
    const { text, sum } = explain(scene, about, moment);
    stage.told.textContent = text;
    stage.sum.show(sum);
  }

  const inWords = () => stage.told.textContent + stage.sum.inWords();

  /** @type {import("./hand.mjs").Hand} */
  const hand = {
    point(place) {
      preview = place;
      if (live) paint();
    },
    pin({ about, row }) {
      if (!live) return "";
      preview = null;
      pinned = about;
      const to = row ?? play.index();
      if (play.playing() || to !== play.index()) play.jump(to);
      else paint();
      return inWords();
    },
    say(before = "") {
      setText(spoken, before + inWords());
    },
  };

  reachCells(scene, grids, hand);
  const stopReading = keepReadable(grids);
  return {
    paint,
    say: hand.say,
    stop() {
      live = false;
      stopReading();
      stage.sky.replaceChildren();
    },
  };
}
