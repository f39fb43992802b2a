// Widgets of a running Python.
