"""What a season, its body and its end are refused (R4, R24). The words are in ``texts.yaml``."""

from services.contracts.refusal import Refusal


class MattersOpen(Refusal):
    """A season is not closed while something in it waits for its end (R24)."""

    CODE = "registry.matters_open"


class ReportMissing(Refusal):
    """A season is closed with its report (R24)."""

    CODE = "registry.report_missing"


class RolesApart(Refusal):
    """The third party evaluates, never an authority: no organisation is both (R4)."""

    CODE = "registry.roles_apart"


class BeforeTheBureau(Refusal):
    """The bureau's publication is the legal act; the body's follows in step (R19, R26)."""

    CODE = "registry.before_the_bureau"


class SolicitationOver(Refusal):
    """Plans are taken to the last day of the call (R3)."""

    CODE = "registry.solicitation_over"


class SolicitationRunning(Refusal):
    """A plan is chosen after the last day of the call (R3)."""

    CODE = "registry.solicitation_running"


class OtherPlanChosen(Refusal):
    """Where plans were called for, only the chosen one is issued and its maker appointed (R3)."""

    CODE = "registry.other_plan_chosen"
