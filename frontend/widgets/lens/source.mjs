// The reader's own picture, from a file or the camera. It never leaves the page: not even the widget's
// traits hold it.
import { field, textButton } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { pictureIn, reportedAsNone } from "../../pictures/from_file.mjs";
import { pixelsOf } from "./photographs.mjs";
import { CAMERA_GONE, cameraProblem } from "./words.mjs";

/** @typedef {import("../../math/lens.mjs").Picture} Picture */

// While the camera runs, milliseconds from one drawing of all to the next: the spectra take longest, and
// the loupe's numbers could not be read.
const ALL = 100;

/**
 * Controls of the reader's own picture. `show` is given each picture, and whether all of it is to be
 * drawn, with its spectra and the loupe.
 * @param {(picture: Picture, all: boolean) => void} show
 */
export function ownSource(show) {
  const note = html("p", { class: "cnnlab-note", role: "status" });
  const file = html("input", { type: "file", accept: "image/*", change: openFile });
  const button = textButton("", () => (camera ? freeze() : start()));
  const box = html(
    "div",
    { class: "cnnlab-own", role: "group", "aria-label": "Your own picture" },
    field("Your own picture (it stays in this browser)", file),
    button,
    note,
  );
  /** @type {{ stop: () => void } | null} */
  let camera = null;
  /** @type {Picture | null} */
  let last = null; // that the camera saw
  tell("");

  /** @param {string} words */
  function tell(words) {
    note.textContent = words;
    button.textContent = camera ? "Stop the camera" : "Use the camera";
  }

  async function openFile() {
    const [chosen] = file.files;
    if (!chosen) return;
    endCamera();
    const picture = await readFile(chosen).catch(reportedAsNone);
    if (file.files[0] !== chosen) return; // another picture was chosen meanwhile
    file.value = ""; // the same file can be chosen again
    if (picture) show(picture, true);
    const outcome = picture ? ": its middle square." : " could not be opened as a picture.";
    tell(`“${chosen.name}”${outcome}`);
  }

  async function start() {
    stop();
    let stopped = false;
    /** @type {MediaStream | null} */
    let stream = null;
    camera = {
      stop() {
        stopped = true;
        stream?.getTracks().forEach((track) => track.stop());
      },
    };
    tell("Waiting for the camera …");
    const video = Object.assign(document.createElement("video"), {
      muted: true,
      playsInline: true,
    });
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
      if (stopped) return stream.getTracks().forEach((track) => track.stop());
      for (const track of stream.getTracks()) track.addEventListener("ended", lose);
      video.srcObject = stream;
      await video.play();
    } catch (error) {
      if (stopped) return;
      endCamera();
      return tell(cameraProblem(error));
    }
    if (stopped) return;
    tell("The camera’s pictures stay in this page.");
    follow(video, () => stopped);
  }

  // A camera that is pulled out sends no further picture; one that is stopped here has no such end.
  function lose() {
    freeze();
    tell(CAMERA_GONE);
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {() => boolean} stopped
   */
  function follow(video, stopped) {
    let isInSight = true;
    const sight = new IntersectionObserver(
      (seen) => (isInSight = Boolean(seen.at(-1)?.isIntersecting)),
    );
    sight.observe(/** @type {Element} */ (box.parentElement));
    let [pictures, spectra, since, drawn] = [0, 0, performance.now(), 0];
    function next() {
      if (!box.isConnected) stop();
      if (stopped()) return sight.disconnect();
      video.requestVideoFrameCallback?.(next) ?? requestAnimationFrame(next);
      if (!isInSight) return;
      const now = performance.now();
      const isDue = now - drawn >= ALL;
      last = pixelsOf(video, video.videoWidth, video.videoHeight);
      show(last, isDue);
      pictures += 1;
      if (isDue) [spectra, drawn] = [spectra + 1, now];
      const seconds = (now - since) / 1000;
      if (seconds < 2) return;
      const [each, fewer] = [pictures, spectra].map((count) => Math.round(count / seconds));
      tell(`${each} pictures a second, and ${fewer} spectra. They stay in this page.`);
      [pictures, spectra, since] = [0, 0, now];
    }
    next();
  }

  // The camera is off, and a file that is still being read is not shown.
  function stop() {
    file.value = "";
    endCamera();
  }

  function endCamera() {
    camera?.stop();
    camera = null;
    tell("");
  }

  // What the camera saw last stays, as a picture.
  function freeze() {
    endCamera();
    if (last) show(last, true);
  }

  return { box, stop };
}

/**
 * @param {File} file
 * @returns {Promise<Picture | null>}
 */
async function readFile(file) {
  const image = await pictureIn(file);
  return image && pixelsOf(image, image.width, image.height);
}
