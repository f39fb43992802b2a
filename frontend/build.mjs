// Bundle the widgets: `node build.mjs`.
//
// For JupyterLab, one ES module for each widget, with all that it needs, its own style included, and the
// style that widgets share: they go into the Python package. For the site, classic scripts, since a page
// opened as a file cannot load modules: what widgets share is in core.js, once, and a widget's script holds
// the rest, except what it imports with `import()`: that is a script of its own, which comes when a reader
// first asks for it.
// Training is a script for a worker: a file of its own on the site, and in JupyterLab, which has no such
// file, a string in the widgets that train. Python in the page has a folder of its own, since a site can
// be built without it.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, parse, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const JUPYTER = resolve(HERE, "../src/cnnlab/widgets/static");
const SITE = resolve(HERE, "dist/site");
const PYTHON = resolve(HERE, "dist/python");

/** @type {import("esbuild").BuildOptions} */
const COMMON = {
  absWorkingDir: HERE,
  bundle: true,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

// Safari still has `user-select` under its own prefix alone.
/** @type {import("esbuild").BuildOptions} */
const STYLES = { ...COMMON, target: "safari17" };

const names = (await readdir(join(HERE, "widgets"))).sort();
const parts = (await readdir(join(HERE, "parts")))
  .sort()
  .map((file) => `parts/${parse(file).name}`)
  .concat("math/checks"); // which nearly every part and widget needs

/**
 * An entry point that need not be a file.
 * @param {string} contents
 */
const entry = (contents) => ({ contents, resolveDir: HERE, loader: /** @type {const} */ ("js") });

/** A module's path from here, without its extension. @param {{path: string, resolveDir: string}} found */
const partAt = ({ path, resolveDir }) =>
  relative(HERE, resolve(resolveDir, path))
    .replaceAll("\\", "/")
    .replace(/\.mjs$/, "");

/**
 * A widget's module takes what is in core.js from there, not into its own script.
 * @type {import("esbuild").Plugin}
 */
const partsFromCore = {
  name: "parts-from-core",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.mjs$/ }, (found) => {
      const part = partAt(found);
      return parts.includes(part) ? { path: part, namespace: "core" } : undefined;
    });
    onLoad({ filter: /.*/, namespace: "core" }, ({ path }) => ({
      contents: `module.exports = globalThis.cnnlab[${JSON.stringify(path)}];`,
    }));
  },
};

/**
 * What is imported with `import()` goes into a script of its own. In its place is a module with a
 * `then`: awaiting the import awaits that script.
 * @type {import("esbuild").Plugin}
 */
const laterFromScripts = {
  name: "later-from-scripts",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.mjs$/ }, (found) =>
      found.kind === "dynamic-import" ? { path: partAt(found), namespace: "later" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "later" }, async ({ path }) => {
      const wanted = [path, await laterScript(path)].map((text) => JSON.stringify(text)).join(", ");
      return {
        contents: `export const then = (...callbacks) => globalThis.cnnlab.later(${wanted}).then(...callbacks);`,
      };
    });
  },
};

/** @type {Map<string, Promise<string>>} */
const laterScripts = new Map();

/**
 * Bundle what is imported later, once, and return the address of its script.
 * @param {string} part
 */
function laterScript(part) {
  const known = laterScripts.get(part) ?? buildLater(part);
  laterScripts.set(part, known);
  return known;
}

/** @param {string} part */
async function buildLater(part) {
  const name = part.replace(/\/index$/, "").replaceAll("/", "-");
  const text = await written({
    stdin: entry(`
      import * as later from "./${part}.mjs";
      globalThis.cnnlab["${part}"] = later;`),
    banner: part === "save/index" ? { js: await licence("gifenc") } : {},
    plugins: [laterFromScripts, partsFromCore],
    define: training("version"),
    format: "iife",
    outfile: join(SITE, `${name}.js`),
  });
  return `${name}.js?v=${versionOf(text)}`;
}

// A module that lacks what is imported by name stops the bundling: of `import *`, only a page would tell.
/** @param {string} name */
async function buildForJupyter(name) {
  const style = await written({
    ...STYLES,
    entryPoints: [`widgets/${name}/style.css`],
    outfile: join(JUPYTER, `${name}.css`),
  });
  await build({
    ...COMMON,
    stdin: entry(`
      import { hosted } from "./host_jupyter.mjs";
      import { render, settings } from "./widgets/${name}/index.mjs";
      import * as widget from "./widgets/${name}/index.mjs";
      export default hosted("${name}", { ...widget, render, settings }, ${JSON.stringify(style)});`),
    banner: { js: await licence("gifenc") },
    define: training("source"),
    format: "esm",
    outfile: join(JUPYTER, `${name}.mjs`),
  });
}

/** @param {string} name */
async function buildForSite(name) {
  await build({
    ...COMMON,
    stdin: entry(`
      import * as widget from "./widgets/${name}/index.mjs";
      globalThis.cnnlab.register("${name}", widget);`),
    plugins: [laterFromScripts, partsFromCore],
    define: training("version"),
    format: "iife",
    sourcemap: true,
    outfile: join(SITE, `${name}.js`),
  });
  await build({
    ...STYLES,
    entryPoints: [`widgets/${name}/style.css`],
    outfile: join(SITE, `${name}.css`),
  });
}

async function buildCore() {
  const shared = parts.map((part) => `export * as "${part}" from "./${part}.mjs";`);
  await build({
    ...COMMON,
    stdin: entry(`export * from "./host_site.mjs"; ${shared.join("\n")}`),
    format: "iife",
    globalName: "cnnlab",
    plugins: [laterFromScripts],
    sourcemap: true,
    outfile: join(SITE, "core.js"),
  });
  for (const folder of [JUPYTER, SITE])
    await build({ ...STYLES, entryPoints: ["core.css"], outfile: join(folder, "core.css") });
}

// The memory's scripts: ticks in the contents of every page, and the page that shows what is kept.
async function buildMemory() {
  for (const name of ["contents", "yours"])
    await build({
      ...COMMON,
      entryPoints: [`memory/${name}.mjs`],
      format: "iife",
      sourcemap: true,
      outfile: join(SITE, `${name}.js`),
    });
}

async function buildSearch() {
  await build({
    ...COMMON,
    stdin: entry(`
      import { show } from "./search/index.mjs";
      globalThis.cnnlabSearch = show;`),
    format: "iife",
    sourcemap: true,
    outfile: join(SITE, "search.js"),
  });
}

const buildTraining = () =>
  written({
    entryPoints: ["training/worker.mjs"],
    format: "iife",
    outfile: join(SITE, "training.js"),
  });

/**
 * How a host's widgets get the script that trains: its source, or the version to put in its address.
 * @param {"source" | "version"} what
 */
const training = (what) => ({
  TRAINING_SOURCE: JSON.stringify(what === "source" ? trainingSource : ""),
  TRAINING_VERSION: JSON.stringify(what === "version" ? versionOf(trainingSource) : ""),
});

// What opens with a page is small; the rest is loaded when the reader asks for it. Its address carries
// a version, so that no browser combines a new script with an old one.
async function buildPython() {
  const later = [
    await buildForPython("editor", { banner: { js: await licence("@codemirror/view") } }),
    await buildForPython("live_widgets"),
    await buildForPython("hand_in"),
    await buildForPython("worker", {
      format: "esm",
      outExtension: { ".js": ".mjs" },
      loader: { ".py": "text" },
    }),
  ];
  const version = versionOf(later.join(""));
  await buildForPython("python", {
    entryPoints: { python: "python/cells.mjs" },
    define: { VERSION: JSON.stringify(version) },
  });
  await build({ ...STYLES, entryPoints: ["python/python.css"], outdir: PYTHON });
}

/**
 * Bundle a script of Python in the page, and return its text.
 * @param {string} name
 * @param {import("esbuild").BuildOptions} [options]
 */
const buildForPython = (name, options) =>
  written({
    entryPoints: [`python/${name}.mjs`],
    format: "iife",
    outdir: PYTHON,
    ...options,
  });

/**
 * Bundle into a file, and return its text.
 * @param {import("esbuild").BuildOptions} options
 */
async function written(options) {
  const { outputFiles } = await build({ ...COMMON, ...options, write: false });
  const [{ path, text }] = /** @type {import("esbuild").OutputFile[]} */ (outputFiles);
  await writeFile(path, text);
  return text;
}

/** @param {string} text */
const versionOf = (text) => createHash("sha256").update(text).digest("hex").slice(0, 8);

/**
 * A package's licence as a comment: it must go with its code.
 * @param {string} name
 */
async function licence(name) {
  const folder = join(HERE, "node_modules", name);
  const file = (await readdir(folder)).find((each) => each.startsWith("LICENSE"));
  return `/*!\n${await readFile(join(folder, String(file)), "utf8")}*/`;
}

for (const folder of [JUPYTER, SITE, PYTHON]) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}
const trainingSource = await buildTraining();
await Promise.all([
  buildCore(),
  buildSearch(),
  buildMemory(),
  buildPython(),
  ...names.flatMap((name) => [buildForJupyter(name), buildForSite(name)]),
]);
