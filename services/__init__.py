"""Lingpao (领跑): the system of record for enterprise-standard front-runner evaluations."""

__version__ = "0.1.0"
