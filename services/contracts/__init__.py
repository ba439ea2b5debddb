"""The published language: events, value types, topics and refusals.

This package is the only thing two services share. It imports nothing of ours, and the
domain layers build their events straight from it: the stored event, the log entry and the
bus message are one definition (docs/decisions/0002-one-event-one-contract.md).
"""

# Importing the package makes every event type known, whichever service runs.
from . import intake, registry, scoring

__all__ = ["intake", "registry", "scoring"]
