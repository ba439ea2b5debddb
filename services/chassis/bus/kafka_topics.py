"""Making the declared topics in Apache Kafka, and refusing those that are otherwise.

A topic that keeps records for a week, or takes smaller batches than the sender makes, works
until the day it loses something; so each setting we rely on is given and checked.
"""

import time
from collections.abc import Iterable
from contextlib import suppress

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewTopic
from kafka.errors import TopicAlreadyExistsError

from services.contracts.topics import Topic

from .kafka_client import KafkaSettings, administering, copies
from .port import BusUnavailable

#: The largest batch of records that a topic takes, compressed: Kafka's own default.
LARGEST_BATCH = 1_048_588
_TOLD_SECONDS = 30.0


def ensure_topics(settings: KafkaSettings, topics: Iterable[Topic]) -> None:
    """Create what is missing and compare what is there; safe from many processes at once.

    :raises ValueError: when a topic exists with other partitions, fewer copies or another
        setting than declared; it says which, what was found and what is declared.
    :raises BusUnavailable: when no broker lets us in.
    """
    with administering(settings) as admin:
        for topic in topics:
            found = copies(admin, topic.name)
            if found is None:
                _create(admin, topic, settings.replication)
            else:
                _check(admin, topic, found, settings.replication)


def _settings(topic: Topic, replication: int) -> dict[str, str]:
    return {
        **topic.config,
        "max.message.bytes": str(LARGEST_BATCH),
        # One broker may be away and records are still taken; two, and none are lost by it.
        "min.insync.replicas": str(max(1, replication - 1)),
    }


def _create(admin: KafkaAdminClient, topic: Topic, replication: int) -> None:
    # Another may do the same, and each broker tells of a new topic in its own time.
    with suppress(TopicAlreadyExistsError):
        admin.create_topics(
            [
                NewTopic(
                    name=topic.name,
                    num_partitions=topic.partitions,
                    replication_factor=replication,
                    topic_configs=_settings(topic, replication),
                )
            ]
        )
    deadline = time.monotonic() + _TOLD_SECONDS
    while copies(admin, topic.name) is None:
        if time.monotonic() > deadline:
            raise BusUnavailable(f"kafka: {topic.name} was created and is not told of")
        time.sleep(0.05)


def _check(admin: KafkaAdminClient, topic: Topic, found: list[int], replication: int) -> None:
    if len(found) != topic.partitions:
        raise ValueError(
            f"{topic.name} has {len(found)} partitions for life, {topic.partitions} are declared"
        )
    if min(found) < replication:
        raise ValueError(f"{topic.name}: {min(found)} copies, {replication} are declared")
    told = admin.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, topic.name)], config_filter="all"
    )["topic"][topic.name]
    for name, declared in _settings(topic, replication).items():
        value = told[name]["value"]
        if value != declared:
            raise ValueError(f"{topic.name}: {name} is {value}, {declared} is declared")
