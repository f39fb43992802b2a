// A picture from a file of the reader's own.
import { reported } from "../math/checks.mjs";

/**
 * As an image of the page, so that drawings (SVG) can be opened, too; null if the file holds none.
 * @param {File} file
 */
export async function pictureIn(file) {
  const picture = new Image();
  picture.src = URL.createObjectURL(file);
  try {
    await picture.decode();
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(picture.src);
  }
  return picture.width && picture.height ? picture : null;
}

/** A picture that a fault of the program has lost: the console is to have it. @param {unknown} error */
export function reportedAsNone(error) {
  reported(error);
  return null;
}
