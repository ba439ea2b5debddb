"""Intake over HTTP."""

from . import applications, documents, platform, standards

_MODULES = (standards, documents, applications, platform)
BLUEPRINTS = tuple(module.blueprint for module in _MODULES)
ACCESS = {row: roles for module in _MODULES for row, roles in module.ACCESS.items()}
