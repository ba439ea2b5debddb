"""Tampering at random with an exported season: the audit must find each, and name it.

``python -m tests.tamper`` plays the season of the demo in a real system, exports its logs, and then
changes copies of them in memory, one at a time: bytes, fields, whole entries, hashes, lines of
checkpoints, documents. After so many an untouched copy must pass. What was tried is written down,
so a run that was stopped goes on; the same seed draws the same changes.
"""
