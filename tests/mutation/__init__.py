"""Mutation: does a test fail when the code does something else?

``make mutation`` changes the three domains everywhere, a little at a time (mutmut), and counts the
changes that no unit test notices. ``make mutation RULES=1`` disables each rule at its named guard
(`guards.yaml`) and sees that a test that cites the rule fails. Both work on a copy in var/mutation.
"""
