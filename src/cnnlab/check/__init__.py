"""Checkers for the exercises: a module for each chapter, and in it a function for each exercise.

A checker says whether an answer is right, or what is wrong with it and where; never the answer.
Where a function's result is an array, one number of it is told, the first that is wrong; where the
result is itself one number, that number is not.
It compares with `cnnlab` itself, or with a property that the right answer has.
"""
