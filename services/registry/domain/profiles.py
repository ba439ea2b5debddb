"""Rule profiles (R26): notice [137] is the special rule over [77] for finance."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """What a kind of season asks for by law.

    ``applications_to`` names the authorities that may take its applications (R9): a general season
    may hold a finance field, whose applications go to the branch all the same (A17).
    """

    name: str
    notice_floor: int
    body_needs_pilot_approval: bool
    applications_to: tuple[str, ...]


PROFILES = {
    "general-77": Profile("general-77", 10, False, ("county_bureau", "central_bank")),  # noqa: FBT003
    "finance-137": Profile("finance-137", 10, True, ("central_bank",)),  # noqa: FBT003
}
