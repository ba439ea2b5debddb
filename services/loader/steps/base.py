"""What every step has: its name, its moment, who takes it, and the refusal it may have to meet."""

from ..model import Record

#: ``by`` of a step that each named enterprise takes for itself.
ENTERPRISES = "enterprises"
#: ``by`` of a step that needs no key.
ANYONE = "anyone"
#: The season of a step that names none: the first that the story opens.
FIRST = ""


class Refused(Record, frozen=True, kw_only=True):
    """The refusal that a step must meet."""

    status: int
    code: str


class Step(Record, frozen=True, kw_only=True, tag_field="do"):
    """A dated step. ``at`` is local time in Asia/Shanghai, ``by`` who takes it.

    ``note`` tells a reader why; ``expect`` makes the step succeed only by being refused so.
    """

    id: str
    at: str
    by: str = ANYONE
    note: str = ""
    expect: Refused | None = None
