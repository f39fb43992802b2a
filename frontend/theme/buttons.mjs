// The theme's own buttons, for hands without a mouse and for ears.

const BUTTONS = ".theme-switch-button, .search-button, .primary-toggle, .secondary-toggle";

// The theme takes the focus from them at each click, for the sake of their tooltips. A click by key
// would lose its place on the page.
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(BUTTONS)))
  button.blur = () => button.matches(":focus-visible") || HTMLElement.prototype.blur.call(button);

// Which mode is on, the theme tells by an icon alone.
function nameModes() {
  const { mode } = document.documentElement.dataset;
  for (const button of document.querySelectorAll(".theme-switch-button")) {
    const icon = button.querySelector(`[data-mode="${mode}"]`);
    const name = icon?.getAttribute("title")?.toLowerCase();
    if (name) button.setAttribute("aria-label", `Color mode: ${name}`);
  }
}

nameModes();
new MutationObserver(nameModes).observe(document.documentElement, {
  attributeFilter: ["data-mode"],
});
