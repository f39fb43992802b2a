// Compile Python's modules with the Python that a page runs: `node bytecode.mjs PYODIDE WORK`.
//
// WORK has the lock that Pyodide asks for, and `sources`: a folder for each archive, named like it.
// Each module gets its bytecode beside it.
import { join, resolve } from "node:path";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";

// The paths are those at which a page's Python has the modules: warnings find by them whose line to
// name. The bytecode holds whatever date a source has.
const COMPILE = `
import compileall, os, py_compile, warnings
warnings.simplefilter("ignore")
for archive in os.listdir("/sources"):
    library = "/lib/python312.zip" if archive.endswith(".zip") else "/lib/python3.12/site-packages"
    compileall.compile_dir(
        f"/sources/{archive}",
        stripdir=f"/sources/{archive}",
        prependdir=library,
        force=True,
        quiet=2,
        legacy=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
`;

const [pyodide, work] = argv.slice(2).map((folder) => resolve(folder));
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")).href);
const python = await loadPyodide({
  indexURL: pyodide,
  lockFileURL: join(work, "pyodide-lock.json"),
});
python.mountNodeFS("/sources", join(work, "sources"));
python.runPython(COMPILE);
