// Where on which site a page is, by the address of the site's own script.

const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
const root = new URL("..", script?.src || location.href);

/** The path of the site's first folder: two books on one host have different ones. */
export const ROOT = root.pathname;

/** @param {string | URL} address */
export const pageAt = (address) =>
  decodeURIComponent(new URL(address, location.href).pathname.slice(ROOT.length)).replace(
    /(?:index)?\.html$|$/,
    "",
  );

export const PAGE = pageAt(location.href);

/** On the site, whatever the page is called. @param {string} page */
export const addressOf = (page) => new URL(`./${page}.html`, root).href;
