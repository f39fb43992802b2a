// Scripts and style sheets that a page does not have yet.

/** @type {Map<string, Promise<void>>} */
const loading = new Map();

/**
 * Load a classic script, since a page opened as a file can load no other. If that fails, the next call
 * tries again.
 * @param {string} address
 */
export function loadScript(address) {
  const present = loading.get(address);
  if (present) return present;
  const coming = added("script", { src: address });
  loading.set(address, coming);
  coming.catch(() => loading.delete(address));
  return coming;
}

/** @param {string} address */
export async function loadStyle(address) {
  const path = new URL(address).pathname;
  const sheets = /** @type {NodeListOf<HTMLLinkElement>} */ (
    document.querySelectorAll("link[rel=stylesheet]")
  );
  if ([...sheets].some(({ href }) => new URL(href).pathname === path)) return;
  await added("link", { rel: "stylesheet", href: address });
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @returns {Promise<void>}
 */
function added(tag, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.addEventListener("load", () => resolve());
    element.addEventListener("error", () => {
      element.remove();
      reject(new Error(`${attributes.src ?? attributes.href} could not be loaded`));
    });
    document.head.append(element);
  });
}
