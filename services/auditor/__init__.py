"""The independent auditor: reads the logs over HTTP and trusts no server's word.

It imports the contracts, the rules of scoring and the pure half of the log, and nothing else of
ours. What it tells follows from entries alone; no read model is asked.
"""
