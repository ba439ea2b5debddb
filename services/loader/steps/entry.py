"""Steps from the opening of a season to the acceptance of its applications (R1-R9)."""

from datetime import date

from .base import FIRST, Step


class OpenSeason(Step, tag="open_season", frozen=True, kw_only=True):
    """The bureau opens the season that ``file`` describes (R1)."""

    file: str


class AppointBody(Step, tag="appoint_body", frozen=True, kw_only=True):
    """The bureau appoints the evaluation body, an actor, on stated grounds (R3)."""

    body: str
    grounds: str
    pilot_approval: str = ""


class DraftScheme(Step, tag="draft_scheme", frozen=True, kw_only=True):
    """The body drafts the scheme of ``schemes/<scheme>.yaml`` (R5)."""

    scheme: str


class RequestSchemeNotice(Step, tag="request_scheme_notice", frozen=True, kw_only=True):
    """The body asks the bureau to show the scheme (R5)."""

    scheme: str


class OpenSchemeNotice(Step, tag="open_scheme_notice", frozen=True, kw_only=True):
    """The bureau opens the scheme's notice (R5, R17); ``last_day`` is what it must answer."""

    scheme: str
    last_day: date


class Comment(Step, tag="comment", frozen=True, kw_only=True):
    """Somebody comments on a scheme during its notice (R5)."""

    scheme: str
    text: str
    name: str = ""
    contact: str = ""


class AnswerComment(Step, tag="answer_comment", frozen=True, kw_only=True):
    """The body answers the comment of a step (R5)."""

    comment: str
    answer: str
    adopted: bool


class AdoptScheme(Step, tag="adopt_scheme", frozen=True, kw_only=True):
    """The bureau adopts the scheme after its notice (R5)."""

    scheme: str


class Register(Step, tag="register", frozen=True, kw_only=True):
    """Enterprises enter themselves with their codes and names."""

    enterprises: tuple[str, ...]


class Declare(Step, tag="declare", frozen=True, kw_only=True):
    """Enterprises declare standards on the platform (R7)."""

    standards: tuple[str, ...]


class Revise(Step, tag="revise", frozen=True, kw_only=True):
    """An enterprise declares the next revision of a standard; ``revision`` counts from 1 (R7)."""

    standard: str
    revision: int


class Apply(Step, tag="apply", frozen=True, kw_only=True):
    """Enterprises apply with standards (R9), in ``season`` or in the first one."""

    standards: tuple[str, ...]
    season: str = FIRST


class DecideApplications(Step, tag="decide_applications", frozen=True, kw_only=True):
    """The authority accepts or declines applications (R9)."""

    applications: tuple[str, ...]
    accepted: bool
    grounds: str = ""


class ShareSeason(Step, tag="share_season", frozen=True, kw_only=True):
    """The bureau names an authority that organises the season with it (R26)."""

    co_owner: str
    grounds: str


class LinkProducts(Step, tag="link_products", frozen=True, kw_only=True):
    """Enterprises link the products that their standards cover, with their proofs (R8 c)."""

    standards: tuple[str, ...]
