"""The season's report (总结报告): the bureau's words, and closing it (R24).

What happened is told by events and nobody writes it anew; the bureau adds what no event knows:
what was learnt, and what the next season should do better.
"""

from dataclasses import dataclass
from datetime import date

from services.contracts.phases import check_step
from services.contracts.registry import SeasonSummarised
from services.contracts.values import Document, Pin

from . import refusals
from .season import Season


@dataclass(frozen=True)
class Words:
    """What the bureau adds: experience (经验做法) and proposals (工作措施)."""

    experience: str = ""
    proposals: tuple[str, ...] = ()


def check_words(state: Season, words: Words, today: date) -> None:
    """Refuse words that cannot close the report.

    The first report comes before the season is closed; of a closed one it can be made again on any
    day, when titles were awarded or withdrawn since.

    :param today: the day in Asia/Shanghai.
    :raises StepOutsidePhase: before and after the phase of the summary (R1).
    :raises FieldWrong: without a proposal for the next season.
    """
    if not state.closed:
        check_step(state.phases, "close", today)
    if not words.proposals or not all(one.strip() for one in words.proposals):
        raise refusals.FieldWrong(
            field="proposals", found="", expected="下一步工作措施 proposals for the next season"
        )


def close_report(
    season: str,
    words: Words,
    *,
    version: int,
    facts: Document,
    report: Document,
    pins: tuple[Pin, ...],
) -> SeasonSummarised:
    """Close the report with checked words, as told by the documents (R24)."""
    return SeasonSummarised(
        season=season,
        version=version,
        experience=words.experience,
        proposals=words.proposals,
        facts=facts,
        report=report,
        pins=pins,
    )
