// The editor of a cell.
