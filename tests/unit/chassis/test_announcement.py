"""A signed checkpoint told on the bus: what is sent is what is published, and what is heard."""

from dataclasses import replace

import pytest

from services.chassis import announcement
from services.contracts.checkpoint import CheckpointSigned
from tests.support.published import check, lying

SAID = CheckpointSigned(
    source="lingpao.intake",
    size=300,
    root="15eSMC/lwjZ4KVhvRRw/knYQ5R2oXVBQoubvHYTzzq8=",
    note="audit.lingpao.example/log1\n300\n15eSMC/lwjZ4KVhvRRw/knYQ5R2oXVBQoubvHYTzzq8=\n\n",
)


def test_what_is_told_is_as_published_and_is_heard_as_it_was() -> None:
    record = lying(announcement.outgoing(SAID))
    assert check(record) == CheckpointSigned.TYPE
    assert announcement.heard(record) == SAID


def test_a_repeat_is_the_same_bytes() -> None:
    assert announcement.outgoing(SAID) == announcement.outgoing(replace(SAID))


@pytest.mark.parametrize(
    "changed",
    [
        {"key": b"lingpao.scoring"},
        {"value": b"{}"},
        {"value": b"not json"},
        {"value": b"[]"},
        {"headers": ()},
    ],
)
def test_what_is_no_announcement_is_refused(changed: dict[str, object]) -> None:
    record = replace(lying(announcement.outgoing(SAID)), **changed)
    with pytest.raises(announcement.NoAnnouncement):
        announcement.heard(record)
