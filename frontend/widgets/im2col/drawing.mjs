// A scene on the stage: drawn once, then moved by the player and looked at by the reader.
import { flightIn } from "./flight.mjs";
import { drawGrids, filler, keepReadable } from "./grids.mjs";
import { reachCells } from "./hand.mjs";
import { marksOn } from "./marks.mjs";
import { firstAbout, momentOf } from "./scene.mjs";
import { isBroad, layOut } from "./stage.mjs";
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
  let about = firstAbout(scene);
  let painted = "";
  let live = true;

  function paint() {
    const filled = play.filled();
    const moment = momentOf(scene, { index: play.index(), within: play.within(), filled });
    fly(moment);
    if (play.playing() && !scene.back) {
      about = { kind: "output", o: Math.max(0, moment.met - 1) }; // what is being multiplied
    }
    const { index, flight, met, returned } = moment;
    const look = JSON.stringify([index, filled, flight === null, met, returned, about]);
    if (look === painted) return;
    painted = look;
    fill(moment);
    mark(moment, about);
    describe(moment);
    play.describe(`window ${index} of ${scene.rows}`);
  }

  function describe(moment) {
    const { told, sum } = explain(scene, about, moment);
    stage.told.textContent = told;
    stage.sum.show(sum, isBroad(scene) ? 5 : 3);
  }

  function look(to, row, aloud) {
    if (!live) return "";
    about = to;
    if (row !== undefined && row !== play.index()) play.jump(row);
    else if (!play.playing()) paint();
    const told = stage.told.textContent ?? "";
    if (aloud) spoken.textContent = `${told} ${stage.sum.total.textContent}`;
    return told;
  }

  reachCells(scene, grids, look);
  const stopReading = keepReadable(grids);
  return {
    paint,
    stop() {
      live = false;
      stopReading();
      stage.sky.replaceChildren();
    },
  };
}
