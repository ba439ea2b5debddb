"""The registry over HTTP."""

from . import access, notices, results, seasons, titles

_MODULES = (access, seasons, results, notices, titles)
BLUEPRINTS = tuple(module.blueprint for module in _MODULES)
ACCESS = {row: roles for module in _MODULES for row, roles in module.ACCESS.items()}
