"""Every topic: what keys it, how many partitions, how long it is kept.

A topic's partition count is fixed for life: growing it would move keys and break order.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """A topic of the bus. ``compacted`` keeps the last value of each key, the rest all."""

    name: str
    key: str
    partitions: int = 12
    compacted: bool = False


TOPICS = (
    Topic("lingpao.intake", key="enterprise USCC"),
    Topic("lingpao.scoring", key="enterprise USCC, board id or scheme id"),
    Topic("lingpao.registry", key="enterprise USCC, board id, notice id or season id"),
    Topic("lingpao.revocations", key="enterprise USCC"),
    Topic("lingpao.bars", key="enterprise USCC", compacted=True),
)
