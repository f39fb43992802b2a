// The files that Python is made of: where they are, how much of them has come, which a module needs.

/** @typedef {{ loaded: number, total: number, what: string }} Progress in bytes */
/** @typedef {{ file_name: string, depends: string[], imports: string[] }} Package */

const CORE = ["pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "cnnlab.zip"];

export class Files {
  /** What kept a file from coming. @type {Error | null} */
  cut = null;

  /** Whether a file came, and is not what it should be. */
  isDamaged = false;

  /** Fails when a file does not come: Pyodide may wait for it for ever. @type {Promise<never>} */
  broken;

  /** @type {Promise<{ sizes: Record<string, number>, packages: Record<string, Package> }> | null} */
  #tables = null;
  /** @type {Record<string, number>} */
  #sizes = {};
  /** Bytes that have come, by file. @type {Record<string, number>} */
  #come = {};
  #planned = new Set(CORE);
  #tell;
  #lastReport = 0;

  /** @param {(progress: Progress) => void} tell */
  constructor(tell) {
    this.#tell = tell;
    /** @type {(error: Error) => void} */
    let breakOff;
    this.broken = new Promise((_, reject) => (breakOff = reject));
    this.broken.catch(() => {});
    const { instantiateStreaming } = globalThis.WebAssembly ?? {};
    if (instantiateStreaming) {
      // Pyodide only prints what is wrong with its program, and waits for it for ever.
      WebAssembly.instantiateStreaming = async (source, imports) => {
        try {
          return await instantiateStreaming(source, imports);
        } catch (error) {
          breakOff(/** @type {Error} */ (error));
          throw error;
        }
      };
    }
    const fetched = globalThis.fetch;
    // Pyodide fetches its files itself.
    globalThis.fetch = async (address, options) => {
      try {
        const response = await fetched(address, options);
        // A network that asks to log in first answers with its own page.
        const isPage = /html/.test(response.headers.get("content-type") ?? "");
        if (!response.ok || isPage)
          throw new Error(`cannot fetch ${response.url}: ${isPage ? "a page" : response.status}`);
        return this.#counted(response);
      } catch (error) {
        // A browser says no more of a file with a wrong check sum than of one that does not come.
        if (options?.integrity)
          this.isDamaged = await fetched(address).then(
            ({ ok }) => ok,
            () => false,
          );
        this.cut = /** @type {Error} */ (error);
        breakOff(this.cut);
        throw error;
      }
    };
  }

  /** @param {string} path */
  address(path) {
    return new URL(`./${path}`, import.meta.url).href;
  }

  /** @param {string} path */
  async module(path) {
    return await import(this.address(path));
  }

  /** Note that all of what was planned is there: modules come without being fetched. */
  arrived() {
    for (const path of this.#planned) this.#come[path] = this.#sizes[path] ?? 0;
    this.#report();
  }

  /** @param {string} path */
  async bytes(path) {
    return await (await fetch(this.address(path))).arrayBuffer();
  }

  /** The data that cells may read. */
  data() {
    return Object.keys(this.#sizes).filter((path) => path.startsWith("data/"));
  }

  /** Try again what did not come. */
  forget() {
    this.cut = null;
    this.isDamaged = false;
  }

  /** Throw what kept a file from coming: Pyodide only prints it. */
  check() {
    if (this.cut) throw this.cut;
  }

  /**
   * Count the files of packages, and of those they need, to what is to come.
   * @param {string[]} names
   */
  async plan(names) {
    const { packages } = await this.#load();
    const add = (/** @type {string} */ name) => {
      const found = packages[name];
      if (!found || this.#planned.has(found.file_name)) return;
      this.#planned.add(found.file_name);
      found.depends.forEach(add);
    };
    names.forEach(add);
    this.#report();
  }

  /**
   * The packages that have modules.
   * @param {string[]} modules
   */
  async packagesOf(modules) {
    const { packages } = await this.#load();
    const tops = new Set(modules.map((module) => module.split(".")[0]));
    return Object.keys(packages).filter((name) =>
      packages[name].imports.some((module) => tops.has(module)),
    );
  }

  #load() {
    this.#tables ??= this.#readTables();
    return this.#tables;
  }

  async #readTables() {
    const [{ sizes }, { packages }] = await Promise.all(
      ["files.json", "pyodide-lock.json"].map(async (path) =>
        (await fetch(this.address(path))).json(),
      ),
    );
    this.#sizes = sizes;
    return { sizes, packages };
  }

  /** @param {Response} response */
  #counted(response) {
    const path = response.url.replace(this.address(""), "");
    if (!response.body || !this.#planned.has(path)) return response;
    const count = new TransformStream({
      transform: (chunk, controller) => {
        this.#come[path] = (this.#come[path] ?? 0) + chunk.byteLength;
        this.#report(path);
        controller.enqueue(chunk);
      },
    });
    const { status, statusText } = response;
    const headers = new Headers(response.headers);
    // Some servers have no type for it, and browsers demand this one.
    if (path.endsWith(".wasm")) headers.set("content-type", "application/wasm");
    return new Response(response.body.pipeThrough(count), { status, statusText, headers });
  }

  #report(what = "") {
    const loaded = Object.values(this.#come).reduce((sum, bytes) => sum + bytes, 0);
    const total = [...this.#planned].reduce((sum, path) => sum + (this.#sizes[path] ?? 0), 0);
    const now = performance.now();
    if (now - this.#lastReport < 50 && loaded < total) return;
    this.#lastReport = now;
    this.#tell({ loaded, total, what });
  }
}
