"""Checkers for the exercises: a module for each chapter, and in it a function for each exercise.

A checker says whether an answer is right, or what is wrong with it and where; never the answer.
Where a function returns an array, the checker tells what its first wrong number should be; where it
returns a single number, the checker does not. It compares with `cnnlab` itself, or with a property
that the right answer has.
"""
