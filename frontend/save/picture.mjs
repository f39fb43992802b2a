// A widget as an SVG file: what a browser has laid out, with nothing left to a style sheet.
// Plain shapes and texts only, so that programs for slides and papers read it as a browser does.

/**
 * A picture that can be written as a file: its size, and the text of an SVG of this or a larger height.
 * @typedef {{ width: number, height: number, svg: (height?: number) => string }} Picture
 */

// The same line as LICENCE of cnnlab.widgets.picture: a test compares them.
const LICENCE = "© the cnnlab authors · CC BY 4.0 · creativecommons.org/licenses/by/4.0";

const FOOT = 26; // the height of the licence's line
const SHAPES = ["rect", "path", "circle", "ellipse", "line", "polyline", "polygon"];
const GEOMETRY =
  /^(x|y|x1|y1|x2|y2|cx|cy|r|rx|ry|width|height|d|points|id|viewBox|patternUnits|preserveAspectRatio)$/;

/**
 * Draw what a widget's card shows, without its controls and with the licence below.
 * @param {HTMLElement} card
 * @returns {Picture}
 */
export function picture(card) {
  card.classList.add("cnnlab-saved"); // which hides the controls: it is measured and taken off at once
  try {
    return drawn(card);
  } finally {
    card.classList.remove("cnnlab-saved");
  }
}

/**
 * @param {HTMLElement} card
 * @returns {Picture}
 */
function drawn(card) {
  const box = card.getBoundingClientRect();
  const [width, height] = [Math.ceil(box.width), Math.ceil(box.height) + FOOT];
  const { color, backgroundColor, fontFamily, paddingLeft } = getComputedStyle(card);
  const parts = [...card.childNodes].map((node) => drawNode(node, box)).filter(Boolean);
  const ground = { width, fill: colourOf(backgroundColor).hex };
  const margin = parseFloat(paddingLeft);
  const foot = {
    x: margin,
    dy: "0.35em",
    "font-size": Math.min(11, (width - 2 * margin) / (0.56 * LICENCE.length)), // whole on a phone
    fill: colourOf(color).hex,
    "fill-opacity": 0.75,
  };
  const title = element("title", {})(escaped(card.getAttribute("aria-label") ?? ""));
  const fonts = fontFamily.replaceAll('"', "'");
  return {
    width,
    height,
    svg: (tall = height) =>
      element("svg", {
        xmlns: "http://www.w3.org/2000/svg",
        ...{ width, height: tall, viewBox: `0 0 ${width} ${tall}`, "font-family": fonts },
      })(
        [
          title,
          element("rect", { ...ground, height: tall })(),
          ...parts,
          element("text", { ...foot, y: tall - FOOT / 2 - 4 })(LICENCE),
        ].join("\n"),
      ),
  };
}

// ---- boxes and words -----------------------------------------------------------------------------

/**
 * @param {Node} node
 * @param {DOMRect} origin
 * @returns {string}
 */
function drawNode(node, origin) {
  if (node instanceof Text) return drawText(node, origin);
  if (!(node instanceof Element)) return "";
  const style = getComputedStyle(node);
  if (style.display === "none" || style.clipPath === "inset(50%)") return ""; // heard, not seen
  if (node instanceof SVGSVGElement) return drawSvg(node, origin);
  const own =
    style.visibility === "hidden"
      ? ""
      : drawBox(node, style, origin) + drawBefore(node, style, origin);
  const inside = inOrder(node.childNodes)
    .map((child) => drawNode(child, origin))
    .join("");
  const all = own + clipped(node, style, inside, origin);
  return style.opacity === "1" ? all : group({ opacity: style.opacity }, all);
}

/**
 * From the lowest to the uppermost.
 * @param {Iterable<Node>} nodes
 */
function inOrder(nodes) {
  const height = (/** @type {Node} */ node) =>
    node instanceof Element ? Number(getComputedStyle(node).zIndex) || 0 : 0;
  return [...nodes].sort((a, b) => height(a) - height(b));
}

/**
 * A box's ground, border and outline, and what a canvas or a form's box holds.
 * @param {Element} node
 * @param {CSSStyleDeclaration} style
 * @param {DOMRect} origin
 */
function drawBox(node, style, origin) {
  const box = node.getBoundingClientRect();
  const place = { x: box.left - origin.left, y: box.top - origin.top };
  const size = { width: box.width, height: box.height };
  const parts = [];
  const ground = colourOf(style.backgroundColor);
  const round = parseFloat(style.borderTopLeftRadius) || 0;
  if (ground.opacity > 0 && box.width && box.height)
    parts.push(element("rect", { ...place, ...size, rx: round || null, ...fill(ground) })());
  if (node instanceof HTMLCanvasElement) {
    const look = { preserveAspectRatio: "none", style: "image-rendering:pixelated" };
    parts.push(element("image", { ...place, ...size, ...look, href: node.toDataURL() })());
  }
  const bar = barOf(style);
  if (bar) {
    const part = { width: size.width * bar.share, height: size.height };
    parts.push(element("rect", { ...place, ...part, rx: round || null, ...fill(bar.colour) })());
  }
  if (!(node instanceof HTMLButtonElement))
    parts.push(...drawBorders(style, { ...place, ...size }, round));
  if (node instanceof HTMLInputElement && node.type === "checkbox")
    parts.push(drawTick(node.checked, style, { ...place, ...size }));
  const written = valueOf(node);
  if (written) parts.push(drawValue(written, style, { ...place, ...size }));
  return parts.join("");
}

/**
 * What a style sheet puts before a box's content, at its left: a caption above it, a sign or a spot of
 * colour beside it. A browser does not tell where that lies, but where the content does.
 * @param {Element} node
 * @param {CSSStyleDeclaration} own
 * @param {DOMRect} origin
 */
function drawBefore(node, own, origin) {
  const style = getComputedStyle(node, "::before");
  if (/^(none|normal)$/.test(style.content) || style.display === "none") return "";
  const content = document.createRange();
  content.selectNodeContents(node);
  const box = node.getBoundingClientRect();
  const [first = box] = content.getClientRects();
  const inset = parseFloat(style.position === "absolute" ? style.left : own.paddingLeft);
  const size = parseFloat(style.fontSize);
  const middle =
    style.display === "block" && style.position !== "absolute"
      ? first.top - 0.6 * size
      : (first.top + first.bottom) / 2;
  const [x, y] = [box.left + inset - origin.left, middle - origin.top];
  const words = [...style.content.split(" / ")[0].matchAll(/"([^"]*)"|attr\(([\w-]+)\)/g)]
    .map(([, said, name]) => said ?? node.getAttribute(name) ?? "")
    .join("");
  if (words) {
    const narrow = 0.56 * size * words.length > box.width;
    const whole = narrow && { textLength: box.width, lengthAdjust: "spacingAndGlyphs" };
    return element("text", { x, y, ...letters(style), ...whole })(escaped(words));
  }
  const [width, height] = [parseFloat(style.width), parseFloat(style.height)];
  const spot = { x, y: y - height / 2, width, height };
  const round = style.borderTopLeftRadius.endsWith("%") ? width / 2 : null;
  const ground = element("rect", {
    ...spot,
    rx: round,
    ...fill(colourOf(style.backgroundColor)),
  })();
  return ground + [...drawBorders(style, spot, round ?? 0)].join("");
}

/**
 * A bar is a ground of one colour over a share of its box.
 * @param {CSSStyleDeclaration} style
 */
function barOf(style) {
  const one = style.backgroundImage.match(/^linear-gradient\((\w+\([^()]*\)), \1\)$/);
  const share = style.backgroundSize.match(/^(?:max\(1px, )?([\d.]+)%/);
  return one && share && { colour: colourOf(one[1]), share: Number(share[1]) / 100 };
}

/**
 * @param {CSSStyleDeclaration} style
 * @param {{ x: number, y: number, width: number, height: number }} box
 * @param {number} round
 */
function* drawBorders(style, { x, y, width, height }, round) {
  const sides = ["Top", "Right", "Bottom", "Left"].map((side) => ({
    width: style[`border${side}Style`] === "none" ? 0 : parseFloat(style[`border${side}Width`]),
    colour: colourOf(style[`border${side}Color`]),
  }));
  const [{ width: first }] = sides;
  if (first && sides.every(({ width: other }) => other === first)) {
    yield frame({ x, y, width, height }, first, sides[0].colour, first / 2, round);
  } else {
    const ends = [
      [x, y, x + width, y],
      [x + width, y, x + width, y + height],
      [x, y + height, x + width, y + height],
      [x, y, x, y + height],
    ];
    for (const [i, { width: thick, colour }] of sides.entries()) {
      const [x1, y1, x2, y2] = ends[i];
      if (thick && colour.opacity)
        yield element("line", { x1, y1, x2, y2, ...stroke(colour, thick) })();
    }
  }
  const outer = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  if (outer)
    yield frame({ x, y, width, height }, outer, colourOf(style.outlineColor), -outer / 2, round);
  // The light on a weight or a product is a shadow within its box.
  const shadow = style.boxShadow.match(/^(.*?) 0px 0px 0px ([\d.]+)px inset$/);
  if (shadow) {
    const thick = Number(shadow[2]);
    yield frame({ x, y, width, height }, thick, colourOf(shadow[1]), thick / 2, round);
  }
}

function frame({ x, y, width, height }, thick, colour, inset, round) {
  if (!colour.opacity) return "";
  return element("rect", {
    ...{ x: x + inset, y: y + inset },
    ...{ width: Math.max(0, width - 2 * inset), height: Math.max(0, height - 2 * inset) },
    ...{ rx: round || null, fill: "none", ...stroke(colour, thick) },
  })();
}

/**
 * @param {boolean} ticked
 * @param {CSSStyleDeclaration} style
 * @param {{ x: number, y: number, width: number, height: number }} box
 */
function drawTick(ticked, style, { x, y, width, height }) {
  const [ink, edge] = [colourOf(style.color), colourOf(style.accentColor)];
  const d = `M${x + 0.22 * width} ${y + 0.5 * height}l${0.2 * width} ${0.22 * height} ${0.36 * width} ${-0.44 * height}`;
  const tick = element("path", { d, fill: "none", ...stroke(edge.opacity ? edge : ink, 2.5) })();
  return frame({ x, y, width, height }, 1, ink, 0.5, 3) + (ticked ? tick : "");
}

/** @param {Element} node */
function valueOf(node) {
  if (node instanceof HTMLSelectElement) return node.selectedOptions[0]?.text;
  const typed = node instanceof HTMLInputElement && /^(text|number)$/.test(node.type);
  return typed ? node.value : "";
}

/**
 * @param {string} value
 * @param {CSSStyleDeclaration} style
 * @param {{ x: number, y: number, width: number, height: number }} box
 */
function drawValue(value, style, { x, y, width, height }) {
  const middle = style.textAlign === "center";
  const at = { x: middle ? x + width / 2 : x + parseFloat(style.paddingLeft), y: y + height / 2 };
  return element("text", { ...at, ...letters(style), "text-anchor": middle ? "middle" : null })(
    escaped(value),
  );
}

/**
 * A text line by line, each as long as it is in the browser, whatever font another program takes.
 * @param {Text} text
 * @param {DOMRect} origin
 */
function drawText(text, origin) {
  const parent = text.parentElement;
  if (!parent || !text.data.trim()) return "";
  const style = getComputedStyle(parent);
  if (style.visibility === "hidden" || parent instanceof HTMLOptionElement) return "";
  return linesOf(text)
    .map(({ words, box: { left, top, bottom, right } }) =>
      element("text", {
        x: left - origin.left,
        y: (top + bottom) / 2 - origin.top,
        ...letters(style),
        textLength: words.length > 1 ? right - left : null,
      })(escaped(words)),
    )
    .join("");
}

/** @param {Text} text */
function linesOf(text) {
  const range = document.createRange();
  /** @type {{ words: string, box: { left: number, top: number, bottom: number, right: number } }[]} */
  const lines = [];
  for (const { index, 0: word } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const { left, top, bottom, right } = range.getBoundingClientRect();
    if (left === right) continue;
    const line = lines.at(-1);
    if (line && Math.abs(line.box.top - top) < (bottom - top) / 2) {
      line.words += ` ${word}`;
      line.box.right = right;
    } else lines.push({ words: word, box: { left, top, bottom, right } });
  }
  return lines;
}

let clips = 0;

/**
 * What is scrolled out of sight stays out of sight.
 * @param {Element} node
 * @param {CSSStyleDeclaration} style
 * @param {string} inside
 * @param {DOMRect} origin
 */
function clipped(node, style, inside, origin) {
  const scrolls = node.scrollWidth > node.clientWidth + 1 && style.overflowX !== "visible";
  if (!scrolls || !inside || !(node instanceof HTMLElement)) return inside;
  const { left, top, width, height } = node.getBoundingClientRect();
  const id = `clip-${++clips}`;
  const box = { x: left - origin.left, y: top - origin.top, width, height };
  return (
    element("clipPath", { id })(element("rect", box)()) +
    group({ "clip-path": `url(#${id})` }, inside)
  );
}

// ---- drawings ------------------------------------------------------------------------------------

/**
 * A drawing on the page, in the page's pixels.
 * @param {SVGSVGElement} svg
 * @param {DOMRect} origin
 */
function drawSvg(svg, origin) {
  const matrix = svg.getScreenCTM();
  if (!matrix || !svg.getBoundingClientRect().width) return "";
  const { a, b, c, d, e, f } = matrix;
  const transform = `matrix(${[a, b, c, d, e - origin.left, f - origin.top].map(short).join(" ")})`;
  const { opacity } = getComputedStyle(svg);
  const inside = [...svg.children].map((child) => drawShape(child, a)).join("");
  return group({ transform, opacity: opacity === "1" ? null : opacity }, inside);
}

/**
 * @param {Element} node
 * @param {number} scale pixels of the page for a unit of the drawing
 * @returns {string}
 */
function drawShape(node, scale) {
  const style = getComputedStyle(node);
  const name = node.localName;
  const isDefinition = /^(defs|pattern|clipPath)$/.test(name);
  if (!isDefinition && (style.display === "none" || style.visibility === "hidden")) return "";
  if (name === "foreignObject") return drawNested(node, scale);
  const inside = () => [...node.children].map((child) => drawShape(child, scale)).join("");
  const shared = {
    ...geometryOf(node),
    transform: style.transform === "none" ? null : style.transform.replaceAll(",", ""),
    opacity: style.opacity === "1" ? null : style.opacity,
  };
  if (name === "text" || name === "tspan") return drawLetters(node, style, shared);
  if (name === "image") {
    const look = { preserveAspectRatio: "none", style: "image-rendering:pixelated" };
    return element(name, { ...shared, ...look, href: node.getAttribute("href") })();
  }
  if (SHAPES.includes(name)) return element(name, { ...shared, ...look(node, style, scale) })();
  if (name === "pattern") {
    const patternTransform = node.getAttribute("patternTransform");
    return element(name, { ...geometryOf(node), patternTransform })(inside());
  }
  if (isDefinition || name === "g") return element(name, shared)(inside());
  return "";
}

/**
 * Rows of a large grid stand in boxes of their own: see `rowBoxes` in grid.mjs.
 * @param {Element} node
 * @param {number} scale
 */
function drawNested(node, scale) {
  const y = Number(node.getAttribute("y") ?? 0);
  return [...node.children]
    .map((child) => {
      const [, top] = (child.getAttribute("viewBox") ?? "0 0").split(" ").map(Number);
      const inside = [...child.children].map((shape) => drawShape(shape, scale)).join("");
      return group({ transform: y === top ? null : `translate(0 ${y - top})` }, inside);
    })
    .join("");
}

/** @param {Element} node */
const geometryOf = (node) =>
  Object.fromEntries(
    [...node.attributes]
      .filter(({ name }) => GEOMETRY.test(name))
      .map(({ name, value }) => [name, value]),
  );

/**
 * @param {Element} node
 * @param {CSSStyleDeclaration} style
 * @param {Record<string, any>} shared
 */
function drawLetters(node, style, shared) {
  const text = node.textContent?.trim();
  if (!text) return "";
  const anchor = style.textAnchor === "start" ? null : style.textAnchor;
  const central = style.dominantBaseline === "central" || style.dominantBaseline === "middle";
  const ink = { ...letters(style, style.fill), dy: central ? "0.35em" : node.getAttribute("dy") };
  return element("text", { ...shared, ...ink, "text-anchor": anchor })(escaped(text));
}

/**
 * @param {Element} node
 * @param {CSSStyleDeclaration} style
 * @param {number} scale
 */
function look(node, style, scale) {
  // Not every program knows lines that keep their width: it is written in the drawing's own units.
  const fixed = style.getPropertyValue("vector-effect") === "non-scaling-stroke";
  const thick = parseFloat(style.strokeWidth) / (fixed ? scale : 1);
  const line = style.stroke === "none" ? {} : stroke(colourOf(style.stroke), thick);
  const dashes = style.strokeDasharray === "none" ? null : style.strokeDasharray;
  const [pattern] = style.fill.match(/#[\w-]+/) ?? [];
  const isPattern = style.fill.startsWith("url");
  const ground = isPattern ? { fill: `url(${pattern})` } : fill(colourOf(style.fill));
  const opaque = Number(style.fillOpacity);
  const more = opaque < 1 && { "fill-opacity": (Number(ground["fill-opacity"]) || 1) * opaque };
  const strokeOpaque = Number(style.strokeOpacity);
  const faint = line.stroke &&
    strokeOpaque < 1 && {
      "stroke-opacity": (Number(line["stroke-opacity"]) || 1) * strokeOpaque,
    };
  const rule = style.fillRule === "evenodd" ? style.fillRule : null;
  const ends = style.strokeLinecap === "butt" ? null : style.strokeLinecap;
  const ink = { ...ground, ...more, ...line, ...faint };
  return { ...ink, "stroke-dasharray": dashes, "stroke-linecap": ends, "fill-rule": rule };
}

// ---- looks ---------------------------------------------------------------------------------------

/**
 * @param {CSSStyleDeclaration} style
 * @param {string} colour
 */
function letters(style, colour = style.color) {
  const bold = Number(style.fontWeight) > 400 ? style.fontWeight : null;
  const plain = /mono/.test(style.fontFamily) ? "ui-monospace, Menlo, Consolas, monospace" : null;
  return {
    ...{ dy: "0.35em", "font-size": short(parseFloat(style.fontSize)) },
    ...{ "font-weight": bold, "font-family": plain, ...fill(colourOf(colour)) },
  };
}

const fill = ({ hex, opacity }) => ({
  fill: opacity ? hex : "none",
  "fill-opacity": opacity && opacity < 1 ? opacity : null,
});

const stroke = ({ hex, opacity }, width) => ({
  stroke: opacity ? hex : "none",
  "stroke-width": width,
  "stroke-opacity": opacity && opacity < 1 ? opacity : null,
});

/**
 * A computed colour as #rrggbb and an opacity: programs do not know all that style sheets can say.
 * @param {string} text
 * @returns {{ hex: string, opacity: number }}
 */
function colourOf(text) {
  const numbers = (text.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
  if (!/^(rgb|color\(srgb)/.test(text) || numbers.length < 3) return { hex: "#000000", opacity: 0 };
  const most = text.startsWith("rgb") ? 1 : 255;
  const [red, green, blue, opacity = 1] = numbers;
  const levels = [red, green, blue].map((level) =>
    Math.min(255, Math.max(0, Math.round(level * most)))
      .toString(16)
      .padStart(2, "0"),
  );
  return { hex: `#${levels.join("")}`, opacity };
}

// ---- text of SVG ---------------------------------------------------------------------------------

const short = (/** @type {number} */ value) => Number(value.toFixed(3));

/** @param {string} text */
const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * @param {string} name
 * @param {Record<string, any>} attributes those that are null are left out
 * @returns {(inside?: string) => string}
 */
function element(name, attributes) {
  const said = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined && value !== false)
    .map(([key, value]) => {
      const text = typeof value === "number" ? String(short(value)) : escaped(String(value));
      return ` ${key}="${text.replaceAll('"', "&quot;")}"`;
    });
  return (inside = "") =>
    inside ? `<${name}${said.join("")}>${inside}</${name}>` : `<${name}${said.join("")}/>`;
}

/** @param {Record<string, any>} attributes @param {string} inside */
const group = (attributes, inside) => (inside ? element("g", attributes)(inside) : "");
