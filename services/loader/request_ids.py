"""Idempotency-Keys that are the same in every run, so that a second run changes nothing."""

import uuid

#: Root of the names from which the keys are made.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:lingpao:loader")


def request_id(season: str, *names: str) -> str:
    """Return the key of a request of a season's story.

    :param names: what tells the request from every other: the step's id and whose part it is.
    """
    return str(uuid.uuid5(_NAMESPACE, "\n".join((season, *names))))
