"""Intake over HTTP."""

from . import applications, documents, standards

_MODULES = (standards, documents, applications)
BLUEPRINTS = tuple(module.blueprint for module in _MODULES)
ACCESS = {row: roles for module in _MODULES for row, roles in module.ACCESS.items()}
