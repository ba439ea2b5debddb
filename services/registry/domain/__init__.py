"""The rules of the registry: seasons, notices, objections, publication, titles, exit.

Pure Python: what is true comes in, events or a named refusal come out.
"""
