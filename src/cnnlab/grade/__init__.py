"""Points for a notebook that a student hands in.

A student's code runs in a process of its own (`process`, and inside it `worker`), which learns the
arguments of a call and sends back the result. The checkers of `cnnlab.check` stay outside, with
what is right, and with hidden cases (`cases`). `assignment` reads the exercises of a notebook,
`submission` grades one that was handed in, and `otter_plugin` does so for Otter-Grader.
"""
