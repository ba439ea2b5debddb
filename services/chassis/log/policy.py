"""Whom a reader trusts: C2SP tlog-policy files, with logs, witnesses and a quorum.

The file reaches the reader by another way than the log. A checkpoint is believed when a listed
log has signed it and the quorum of witnesses has cosigned it: ``k`` of ``n``, or groups of groups.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from . import lines
from .checkpoint import BadCheckpoint, Checkpoint
from .keys import LOG_KINDS, WITNESS_KINDS, BadKey, BadSignature, Kind, VerifierKey
from .note import BadNote, Note, Signed

_NONE = "none"
_MOST_BYTES = 1_000_000


class BadPolicy(ValueError):
    """A policy file is not written as it must be; the message tells the line."""


class Untrusted(ValueError):
    """The policy does not trust a checkpoint; the message says why."""


@dataclass(frozen=True)
class Trusted:
    """A checkpoint that a policy trusts: the note it came in, the log's and witnesses' lines."""

    checkpoint: Checkpoint
    note: Note
    logs: tuple[Signed, ...]
    witnesses: tuple[Signed, ...]


@dataclass(frozen=True)
class Group:
    """At least ``needed`` of these witnesses or groups."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """Logs, witnesses and groups by their names in the file, and the name that must be met."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, Group]
    quorum: str

    @classmethod
    def parse(cls, data: bytes) -> "Policy":
        """Read a policy file.

        :raises BadPolicy: when it is not written as it must be.
        """
        if len(data) > _MOST_BYTES:
            raise BadPolicy(f"a policy of more than {_MOST_BYTES} bytes")
        reading = _Reading()
        for at, line in enumerate(data.split(b"\n"), 1):
            if any((octet < 0x20 and octet != 0x09) or octet == 0x7F for octet in line):  # noqa: PLR2004
                raise BadPolicy(f"line {at}: a control character")
            words = [
                word.decode(errors="surrogateescape")
                for word in line.replace(b"\t", b" ").split(b" ")
                if word
            ]
            if words and not words[0].startswith("#"):
                try:
                    reading.line(words)
                except (BadPolicy, BadKey) as error:
                    raise BadPolicy(f"line {at}: {error}") from error
        if reading.quorum is None:
            raise BadPolicy("no quorum line")
        return cls(tuple(reading.logs), reading.witnesses, reading.groups, reading.quorum)

    def open(self, data: bytes) -> Trusted:
        """Read a signed checkpoint and judge it.

        :raises Untrusted: when it is none, no listed log of its origin has signed it, a line of
            a listed key does not verify, or the quorum is not met.
        """
        try:
            note = Note.parse(data)
            checkpoint = Checkpoint.parse(note.text)
            logs = note.signed_by(key for key in self.logs if key.name == checkpoint.origin)
            witnesses = note.signed_by(self.witnesses.values())
        except (BadNote, BadCheckpoint, BadSignature) as error:
            raise Untrusted(str(error)) from error
        if not logs:
            raise Untrusted(f"{checkpoint.origin}: not signed by a log that the policy lists")
        if not self._met(self.quorum, {signed.key for signed in witnesses}):
            raise Untrusted(
                f"{checkpoint.origin}: too few witnesses ({len(witnesses)} of those listed)"
            )
        return Trusted(checkpoint, note, logs, witnesses)

    def _met(self, name: str, cosigned: Set[VerifierKey]) -> bool:
        if name == _NONE:
            return True
        if name in self.witnesses:
            return self.witnesses[name] in cosigned
        # Each name is a member once and defined above its group, so this ends, and soon.
        group = self.groups[name]
        return sum(self._met(member, cosigned) for member in group.members) >= group.needed


def text(logs: Sequence[VerifierKey], witnesses: Sequence[VerifierKey], needed: int) -> str:
    """Write a policy file that asks for ``needed`` of these witnesses, 0 for none."""
    written = [f"log {key.text}" for key in logs]
    names = [f"witness-{at}" for at in range(1, len(witnesses) + 1)]
    written += [f"witness {name} {key.text}" for name, key in zip(names, witnesses, strict=True)]
    if needed:
        written.append(f"group witnesses {needed} {' '.join(names)}")
    written.append("quorum witnesses" if needed else f"quorum {_NONE}")
    return "\n".join([*written, ""])


class _Reading:
    """A policy file read line by line; a name must be defined before it is used."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()

    def line(self, words: list[str]) -> None:
        """Take a line's words.

        :raises BadPolicy: when they are none of the four kinds of lines.
        :raises BadKey: for a text that is no key.
        """
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self.logs.append(_key(vkey, LOG_KINDS, self.logs))
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._is_new(name)
                self.witnesses[name] = _key(vkey, WITNESS_KINDS, self.witnesses.values())
            case ["group", name, needed, *members] if members:
                self._is_new(name)
                self.groups[name] = self._group(needed, members)
            case ["quorum", name] if self.quorum is None:
                if name != _NONE:
                    self._is_known(name)
                self.quorum = name
            case _:
                raise BadPolicy(
                    f"no line of a policy, or a second quorum: {' '.join(words)[:80]!r}"
                )

    def _group(self, needed: str, members: list[str]) -> Group:
        for member in members:
            self._is_known(member)
            if member in self._members:
                raise BadPolicy(f"{member!r} is already a member of a group")
            self._members.add(member)
        if needed in ("all", "any"):
            return Group(len(members) if needed == "all" else 1, tuple(members))
        count = lines.number(needed, BadPolicy, "how many")
        if not 1 <= count <= len(members):
            raise BadPolicy(f"{count} of {len(members)} cannot be asked for")
        return Group(count, tuple(members))

    def _is_new(self, name: str) -> None:
        if name == _NONE or name in self.witnesses or name in self.groups:
            raise BadPolicy(f"the name {name!r} is taken")

    def _is_known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise BadPolicy(f"nothing above is named {name!r}")


def _key(vkey: str, kinds: Set[Kind], others: Iterable[VerifierKey]) -> VerifierKey:
    key = VerifierKey.parse(vkey)
    if key.kind not in kinds:
        raise BadPolicy(f"a key of type {key.kind} cannot do this")
    if any(key.public == other.public for other in others):
        raise BadPolicy(f"the key of {key.name!r} is listed twice")
    return key
