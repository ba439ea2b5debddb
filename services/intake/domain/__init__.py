"""The rules of intake: who an enterprise is, what it declares, where and how it applies.

Pure Python: what is true comes in, an event or a named refusal comes out.
"""
