"""The registry over HTTP."""

from . import (
    access,
    around,
    consequences,
    credit,
    notices,
    objections,
    official_texts,
    results,
    seasons,
    successions,
    summary,
    titles,
)

_MODULES = (
    access,
    seasons,
    results,
    notices,
    objections,
    titles,
    official_texts,
    successions,
    around,
    summary,
    consequences,
    credit,
)
BLUEPRINTS = tuple(module.blueprint for module in _MODULES)
ACCESS = {row: roles for module in _MODULES for row, roles in module.ACCESS.items()}
