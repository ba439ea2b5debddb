"""Did a revision make a core indicator worse (R21 ground 2)?

Compared under the scheme that awarded the title, by what the promise allows and not only by
stars. An indicator that is gone, or is in a unit without a rule, counts as worse: a person
decides; the system only proposes.
"""

from services.contracts.scoring import Lowered

from .declaration import Declaration
from .promise import allowed_by, is_worse, printed_promise
from .scheme import Scheme
from .score import star_of


def lowered(scheme: Scheme, old: Declaration, new: Declaration) -> tuple[Lowered, ...]:
    """Return the core indicators that got worse from one version to the next."""
    found = []
    for core in scheme.core:
        before, after = old.promised(core.code), new.promised(core.code)
        allowed_before = allowed_by(before, core.unit)
        allowed_after = allowed_by(after, core.unit)
        if allowed_before is None:
            continue
        if allowed_after is None or is_worse(allowed_after, allowed_before, core.direction):
            found.append(
                Lowered(
                    indicator=core.code,
                    before=printed_promise(before),
                    after=printed_promise(after),
                    star_before=star_of(core, allowed_before),
                    star_after=star_of(core, allowed_after) if allowed_after else 0,
                )
            )
    return tuple(found)
