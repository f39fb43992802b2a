// The page's colours, for what is painted on a canvas.

// The theme's colour for a signed number as a share of the largest, as in paintSigned.
export function signedColours() {
  const style = getComputedStyle(document.body);
  const brush = /** @type {CanvasRenderingContext2D} */ (
    document.createElement("canvas").getContext("2d")
  );
  const [zero, positive, negative] = ["zero", "positive", "negative"].map((name) => {
    brush.fillStyle = style.getPropertyValue(`--cnnlab-${name}`);
    const hex = brush.fillStyle; // six digits, however short the style sheet has them
    return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  });
  return (share) => {
    const [full, part] = [share < 0 ? negative : positive, Math.min(1, Math.abs(share))];
    return zero.map((level, i) => Math.round(level + (full[i] - level) * part));
  };
}

// A canvas does not follow the theme by itself. Returns the way to stop.
export function whenThemeChanges(repaint) {
  const observer = new MutationObserver(repaint);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, {
      attributes: true,
      attributeFilter: ["data-theme", "data-jp-theme-light"],
    });
  }
  // A reader may force colours, light ones or dark, at any time.
  const forced = ["(forced-colors: active)", "(prefers-color-scheme: dark)"].map((query) =>
    matchMedia(query),
  );
  for (const query of forced) query.addEventListener("change", repaint);
  return () => {
    observer.disconnect();
    for (const query of forced) query.removeEventListener("change", repaint);
  };
}
