"""The embedded bus keeps the bus contract, and keeps what it acknowledged."""

from pathlib import Path

import pytest

from services.chassis.bus.embedded import EmbeddedBus
from services.chassis.bus.partitioner import murmur2
from services.chassis.bus.port import Bus, BusUnavailable, Partition
from tests.contract.bus_contract import BusContract


class TestEmbeddedBus(BusContract):
    @pytest.fixture
    def bus(self, tmp_path: Path) -> EmbeddedBus:
        made = EmbeddedBus(tmp_path / "bus.sqlite")
        made.ensure_topics([])
        return made

    def truncate(self, bus: Bus, place: Partition, before: int) -> None:
        assert isinstance(bus, EmbeddedBus)
        bus.truncate(place, before)


def test_a_bus_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(BusUnavailable):
        EmbeddedBus(tmp_path / "nowhere" / "bus.sqlite").producer()


def test_the_partitioner_is_kafkas_own() -> None:
    from kafka.partitioner.default import murmur2 as kafkas

    for length in range(40):
        key = bytes((length * 37 + at * 11) % 256 for at in range(length))
        assert murmur2(key) == kafkas(key) & 0xFFFFFFFF
