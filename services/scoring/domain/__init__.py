"""The rules of scoring: promises, schemes, eligibility, scores, boards, leaders.

Pure Python: no clock, no chance, no binary float. The same events give the same board, byte for
byte, on any machine; an auditor imports this package and nothing else of scoring.
"""
