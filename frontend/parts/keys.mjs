// Keys that move about in a grid of cells.

// The keys that move about in a grid of cells; undefined for any other key or past the edge.
export function cellByKey(event, index, columns, count) {
  const far = event.ctrlKey || event.metaKey;
  const rowStart = index - (index % columns);
  const to = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns,
    ArrowDown: index + columns,
    Home: far ? 0 : rowStart,
    End: far ? count - 1 : rowStart + columns - 1,
  }[event.key];
  return to >= 0 && to < count ? to : undefined;
}

// Whether a key would lead from one end of a row to the other end of the next one: what is moved by
// hand stays at the edge.
export const goesRound = (key, index, columns) =>
  (key === "ArrowLeft" && index % columns === 0) ||
  (key === "ArrowRight" && index % columns === columns - 1);

// A listener for these keys. `where` tells the present cell, the columns and the count, or null while
// there are no cells; `go` is told where to go.
export const gridKeys = (where, go) => (event) => {
  const at = where();
  const to = at && cellByKey(event, ...at);
  if (to == null) return;
  event.preventDefault();
  go(to);
};
