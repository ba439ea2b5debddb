"""The registry over HTTP."""

from . import (
    access,
    around,
    calendars,
    channels,
    consequences,
    contacts,
    credit,
    erasing,
    notices,
    notifications,
    objecting,
    objections,
    official_texts,
    other_titles,
    results,
    seasons,
    soliciting,
    successions,
    summary,
    titles,
)

_MODULES = (
    access,
    seasons,
    soliciting,
    calendars,
    results,
    notices,
    objecting,
    erasing,
    objections,
    titles,
    other_titles,
    official_texts,
    successions,
    around,
    channels,
    summary,
    consequences,
    credit,
    contacts,
    notifications,
)
BLUEPRINTS = tuple(module.blueprint for module in _MODULES)
ACCESS = {row: roles for module in _MODULES for row, roles in module.ACCESS.items()}
