"""Scoring over HTTP."""

from . import boards, schemes

_MODULES = (schemes, boards)
BLUEPRINTS = tuple(module.blueprint for module in _MODULES)
ACCESS = {row: roles for module in _MODULES for row, roles in module.ACCESS.items()}
