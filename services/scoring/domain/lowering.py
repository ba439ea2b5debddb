"""Did a revision make a core indicator worse (R21 ground 2)?

Compared under the scheme that awarded the title, by what the promise allows and not only by
stars. An indicator that is gone, or is in a unit without a rule, counts as worse: a person
decides; the system only proposes.
"""

from services.contracts.scoring import Lowered

from .declaration import Declaration
from .eligibility import MISSING
from .promise import bound_of, is_worse, printed_promise
from .scheme import Scheme
from .score import star_of


def lowered(scheme: Scheme, old: Declaration, new: Declaration) -> tuple[Lowered, ...]:
    """Return the core indicators that got worse from one version to the next."""
    found = []
    for core in scheme.core:
        before, after = old.values.get(core.code), new.values.get(core.code)
        before_bound = bound_of(before, core.unit) if before else None
        after_bound = bound_of(after, core.unit) if after else None
        if before is None or before_bound is None:
            continue
        if after_bound is None or is_worse(after_bound, before_bound, core.direction):
            found.append(
                Lowered(
                    indicator=core.code,
                    before=printed_promise(before),
                    after=printed_promise(after) if after else MISSING,
                    star_before=star_of(core, before_bound),
                    star_after=star_of(core, after_bound) if after_bound else 0,
                )
            )
    return tuple(found)
