"""Python's side of a page whose cells the reader runs: `Session` is what the worker talks to."""
