"""Rule profiles (R26): notice [137] is the special rule over [77] for finance."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a kind of season asks for by law.

    ``applications_to`` names the authorities that may take its applications (R9): a general season
    may hold a finance field, whose applications go to the branch all the same (A17).
    ``shared_with`` is the role of the authority that organises it together with the bureau.
    """

    notice_floor: int
    body_needs_pilot_approval: bool
    applications_to: tuple[str, ...]
    shared_with: str = ""


PROFILES = {
    "general-77": Profile(
        notice_floor=10,
        body_needs_pilot_approval=False,
        applications_to=("county_bureau", "central_bank"),
    ),
    "finance-137": Profile(
        notice_floor=10,
        body_needs_pilot_approval=True,
        applications_to=("central_bank",),
        shared_with="central_bank",
    ),
}
