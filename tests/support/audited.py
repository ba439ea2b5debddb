"""A small but complete season, told by hand, signed, and laid out as an export has it."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from services.auditor.audit.documents import cited
from services.auditor.audit.remembered import Memory, Remembered
from services.auditor.audit.run import Audit, Place, run, seen
from services.auditor.source import Unreachable
from services.chassis.log import bundle, tiles
from services.chassis.log.checkpoint import Checkpoint
from services.chassis.log.keys import Kind, SigningKey
from services.chassis.log.merkle import leaf_hash, root_of
from services.chassis.log.note import Note
from services.chassis.log.policy import Policy, text
from services.chassis.log.tree import TILE_WIDTH
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.values import Pin
from tests.unit.auditor.telling import BOARD, CATEGORY, PROMISES, SEASON, Telling, on, told

SERVICES = ("registry", "intake", "scoring")
#: More than a bundle holds, so that there are full tiles and partial ones.
ORGANISATIONS = 260
Files = dict[str, bytes]


@cache
def keys(service: str, owner: str = "operator") -> tuple[SigningKey, ...]:
    """The keys that sign a log; another owner has others under the same name."""
    seed = hashlib.sha256(f"{owner} {service}".encode()).digest()
    kinds = (Kind.ED25519, Kind.MLDSA44_COSIGNATURE)
    return tuple(SigningKey(f"log.example/{service}", kind, seed) for kind in kinds)


@cache
def policy() -> Policy:
    """Whom the auditor trusts."""
    every = [key.verifier for service in SERVICES for key in keys(service)]
    return Policy.parse(text(every, [], 0).encode())


def pins(telling: Telling, *services: str) -> tuple[Pin, ...]:
    """What a decision says of the other logs as they are now."""
    found = []
    for service in services:
        log = telling.logs[service]
        root = root_of(leaf_hash(one.entry.to_bytes()) for one in log)
        signed = base64.b64encode(root).decode()
        found.append(Pin(origin=f"lingpao.{service}", size=len(log), root=signed))
    return tuple(found)


def whole_season(
    telling: Telling | None = None, *, refuses: str = "jia", published: str = "yi"
) -> Telling:
    """Four banks ranked; one refuses; the rest is ranked again, nominated and published.

    :param refuses: who does; it is always 甲 that is taken off.
    """
    telling = telling or told()
    for number in range(ORGANISATIONS):
        one = r.OrganisationRegistered(organisation=f"org-{number}", name="单位")
        telling.say(one, on("2021-08-10"))
    telling.draw(tuple(PROMISES), on("2021-09-06"), pins=pins(telling, "intake", "registry"))
    refused = i.ConsentRefused(
        application=f"app-{refuses}", enterprise=f"usc-{refuses}", board=BOARD,
        reason_commitment="",
    )  # fmt: skip
    cause = telling.say(refused, on("2021-09-09")).entry.id
    restated = telling.restate(
        ("yi", "bing", "ding"), on("2021-09-09", 2), 2, cause="consent_refused", cause_id=cause,
        removed=["app-jia"], pins=pins(telling, "intake", "registry"),
    )  # fmt: skip
    nominate(telling, "yi", cause=restated.entry.id)
    publish(telling, published)
    return telling


def nominate(telling: Telling, bank: str, *, cause: str = "") -> None:
    telling.say(
        s.LeadersNominated(
            board=BOARD, version=2, season=SEASON, category=CATEGORY,
            leaders=(nomination(bank),), number_reason="一家", skipped=(),
        ),
        on("2021-09-10"),
        cause=cause,
    )  # fmt: skip


def publish(telling: Telling, bank: str) -> None:
    board = telling.logs["scoring"][-2].entry.event()
    assert isinstance(board, s.BoardRestated)
    telling.say(
        r.Published(
            publication="p1", board=BOARD, season=SEASON, category=CATEGORY, version=2,
            submission="s1", notice="n1", rows=board.rows, leaders=(nomination(bank),),
            address="", pins=pins(telling, "scoring", "intake"),
        ),
        on("2021-09-20"),
        cause=telling.logs["scoring"][-1].entry.id,
    )  # fmt: skip


def nomination(bank: str) -> s.Nomination:
    return s.Nomination(application=f"app-{bank}", enterprise=f"usc-{bank}", rank=1, star=4)


def entries_of(telling: Telling, service: str) -> list[bytes]:
    return [one.entry.to_bytes() for one in telling.logs[service]]


def export(telling: Telling) -> Files:
    """Every file of an export of these logs."""
    files: Files = {}
    for service in SERVICES:
        files |= log_files(service, entries_of(telling, service))
    for _, sha256, _ in cited(telling.logs["scoring"]):
        files[f"/scoring/documents/{sha256}"] = telling.documents[sha256]
    return files


def log_files(service: str, entries: Sequence[bytes], signers: Sequence[SigningKey] = ()) -> Files:
    """The files of one log: what a signer signs who is asked to."""
    signers = signers or keys(service)
    prefix = f"/{service}/log/"
    builder = tiles.Builder()
    made = [*builder.extend(map(leaf_hash, entries)), *builder.partial()]
    files = {f"{prefix}{tile.path}": data for tile, data in made}
    for tile in tiles.at_size(len(entries)):
        if tile.level == tiles.ENTRIES:
            first = tile.number * TILE_WIDTH
            files[f"{prefix}{tile.path}"] = bundle.write(entries[first : first + tile.width])
    told = Checkpoint(signers[0].name, len(entries), builder.root())
    note = Note(told.body, tuple(key.sign(told, 0) for key in signers))
    files[f"{prefix}checkpoint"] = note.to_bytes()
    files[f"{prefix}key"] = "".join(f"{key.verifier.text}\n" for key in signers).encode()
    return files


@dataclass
class Held:
    """Files in memory; ``asked`` counts how often each was read."""

    files: Mapping[str, bytes]
    asked: dict[str, int] = field(default_factory=dict)

    def get(self, path: str) -> bytes:
        self.asked[path] = self.asked.get(path, 0) + 1
        if path not in self.files:
            raise Unreachable(f"{path}: nothing there")
        return self.files[path]

    def close(self) -> None:
        """Nothing was opened."""


class Silent:
    """Somebody who is told how far the audit is, and does not care."""

    def begin(self, what: str, total: int | None) -> None:
        """A part begins."""

    def step(self, count: int = 1) -> None:
        """A step is done."""


def audited(
    files: Mapping[str, bytes], before: Remembered | None = None, trusted: Policy | None = None
) -> Audit:
    """Audit files in memory."""
    place = Place.of("here", Held(files))
    return run(place, trusted or policy(), before or Remembered(), Silent())


def remembered(files: Mapping[str, bytes], folder: Path) -> Remembered:
    """What an auditor keeps who has seen these files, and found nothing wrong."""
    found = audited(files)
    assert found.findings == []
    memory = Memory(folder, "here")
    leaves = {service: found.logs[service].leaves for service in SERVICES}
    memory.keep(memory.recall(), {}, seen(found), leaves)
    return memory.recall()
