"""How an event is declared: a frozen dataclass with a stable type, topic and key.

The type (``lingpao.intake.standard_declared.v1``) is the CloudEvents ``type``, the stored
topic and the contract's name at once. It never depends on where the class lives, so moving
a module cannot break history. A breaking change is a new class with the next version and an
upcaster in :data:`UPCASTERS`; the old type stays readable for ever.
"""

import dataclasses
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar, dataclass_transform


class Event:
    """A fact of the business, in the past tense, with JSON-plain fields only.

    Never holds personal data (R25): at most a salted commitment to a text that lies in the
    erasable private store of its service.
    """

    TYPE: ClassVar[str]
    #: Topic of the service that owns the event.
    TOPIC: ClassVar[str]
    #: Name of the field whose value keys the message (order holds within a key).
    KEY: ClassVar[str]
    #: Further topics that carry the same message (the public feeds).
    FEEDS: ClassVar[tuple[str, ...]]

    @property
    def key(self) -> str:
        """The message key: an enterprise's USCC, a board id, a season id."""
        return str(getattr(self, self.KEY))


#: Every event type ever written, by its full type name.
EVENT_TYPES: dict[str, type[Event]] = {}

#: Old type name -> (next type name, function from old data to next data), applied on read.
UPCASTERS: dict[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {}

E = TypeVar("E", bound=Event)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(
    name: str, *, key: str, version: int = 1, feeds: tuple[str, ...] = ()
) -> Callable[[type[E]], type[E]]:
    """Declare the class below as the event ``lingpao.<service>.<name>.v<version>``.

    :param name: ``service.event_name`` in snake case.
    :param key: the field that keys the message.
    :param feeds: public topics that carry the message besides the service's own.
    :raises ValueError: when the type is declared twice or the key is no field.
    """

    def declare(cls: type[E]) -> type[E]:
        made = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        if key not in {field.name for field in dataclasses.fields(made)}:  # type: ignore[arg-type]
            raise ValueError(f"{name}: key {key!r} is not a field of {cls.__name__}")
        service, _, _ = name.partition(".")
        made.TYPE = f"lingpao.{name}.v{version}"
        made.TOPIC = f"lingpao.{service}"
        made.KEY = key
        made.FEEDS = feeds
        if made.TYPE in EVENT_TYPES:
            raise ValueError(f"{made.TYPE} is declared twice")
        EVENT_TYPES[made.TYPE] = made
        return made

    return declare
