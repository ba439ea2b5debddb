"""`lingpao …`: the commands of an installation."""

from .main import main

__all__ = ["main"]
