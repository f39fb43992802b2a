// A worker that speaks the protocol and knows no Python: what a cell's code says is what comes out.
// Each line "# {...}" of it is an output, "# later {...}" one that comes when the cell is over, as from
// a widget's callback, "# wait" never ends after that, and without such a line the cell prints
// "ran <id>". The first cell of a page is needed by every other.
const ran = new Set();
let cells = [];

onmessage = ({ data }) => {
  if (data.type === "start") {
    cells = data.cells;
    postMessage({ type: "progress", loaded: 2e6, total: 8e6, what: "Python" });
    setTimeout(() => postMessage({ type: "ready" }), 20);
  } else if (data.type === "run") setTimeout(() => run(data), 40);
  else if (data.type === "complete") {
    const options = [{ label: "sobel_kernel", type: "variable" }];
    const from = data.code.slice(0, data.cursor).search(/\w*$/);
    postMessage({ type: "completions", request: data.request, from, options });
  } else postMessage({ type: "heard", message: data });
};

function run({ run, cell, sources }) {
  const first = cells[0].id;
  const plan = ran.has(first) || cell === first ? [cell] : [first, cell];
  postMessage({ type: "plan", run, cells: plan });
  let ok = true;
  for (const id of plan) {
    const source = sources[id];
    postMessage({ type: "begin", run, cell: id });
    const waits = /^# wait/m.test(source);
    const outputs = [...source.matchAll(/^# (\{.*\})$/gm)].map(([, text]) =>
      JSON.parse(text),
    );
    const plain = {
      output_type: "stream",
      name: "stdout",
      text: `ran ${id}\n`,
    };
    for (const output of outputs.length || waits ? outputs : [plain]) {
      if (output.type) postMessage(output);
      else postMessage({ type: "output", run, cell: id, output });
      ok &&= output.output_type !== "error";
    }
    if (waits) return;
    ran.add(id);
    postMessage({ type: "end", run, cell: id, ok, seconds: 0.25 });
  }
  postMessage({ type: "done", run, ok });
  for (const [, text] of sources[cell].matchAll(/^# later (\{.*\})$/gm))
    setTimeout(
      () =>
        postMessage({ type: "output", run, cell, output: JSON.parse(text) }),
      40,
    );
}
