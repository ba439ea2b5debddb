"""The live badge of a title: a small picture that says whether it is valid, expired or withdrawn.

Drawn anew each time it is asked for, so that a withdrawn title cannot go on being shown (R33). SVG
without any script, every word escaped.
"""

from datetime import date
from xml.sax.saxutils import escape

from .title import EXPIRED, REVOKED, VALID

_COLOURS = {VALID: "#1a7f37", EXPIRED: "#6e7781", REVOKED: "#a40e26"}
_WORDS = {
    "zh": {
        VALID: "有效 至 {day}",
        EXPIRED: "已到期 {day}",
        REVOKED: "已取消",
        "name": "企业标准“领跑者”",
    },
    "en": {
        VALID: "valid to {day}",
        EXPIRED: "expired {day}",
        REVOKED: "withdrawn",
        "name": "Enterprise-standard leader",
    },
}
_SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="360" height="72" role="img" aria-label="{label}">
<title>{label}</title>
<rect width="360" height="72" rx="6" fill="#ffffff" stroke="{colour}" stroke-width="2"/>
<rect width="10" height="72" rx="4" fill="{colour}"/>
<g font-family="sans-serif" fill="#1f2328">
<text x="24" y="26" font-size="16" font-weight="bold">{name}</text>
<text x="24" y="46" font-size="13">{enterprise}</text>
<text x="24" y="63" font-size="12">{about} · <tspan fill="{colour}" font-weight="bold">{state}</tspan></text>
</g>
</svg>
"""


def state_on(state: str, last_valid_day: date, today: date) -> str:
    """Return ``valid``, ``expired`` or ``revoked`` on a day; the day counts, not the timer (R20)."""
    return EXPIRED if state == VALID and today > last_valid_day else state


def draw(*, enterprise: str, about: str, state: str, last_valid_day: date, language: str) -> str:
    """Draw a title's badge.

    :param about: the season and category, as people call them.
    :param state: as :func:`state_on` tells it.
    :param language: ``zh`` or ``en``.
    """
    words = _WORDS[language]
    said = words[state].format(day=last_valid_day.isoformat())
    plain = {"name": words["name"], "enterprise": enterprise, "about": about, "state": said}
    shown = {what: escape(text, {'"': "&quot;"}) for what, text in plain.items()}
    label = f"{shown['name']} {shown['enterprise']} {shown['state']}"
    return _SVG.format(**shown, label=label, colour=_COLOURS[state])
