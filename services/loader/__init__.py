"""Plays a season from a folder of plain files through the public HTTP routes.

The folder says who takes part (``actors.yaml``, ``enterprises/*.yaml``), by which rules
(``season.yaml``, ``schemes/*.yaml``) and what happens on which day (``story.yaml``). The loader
holds no rule of the domain: it does what each actor would do with a key of its own, and stops
at the first answer that the story did not foresee.
"""

from .folder import Folder, read_folder
from .mistakes import Mistake, Mistakes
from .play import Stopped, play
from .summary import Summary, show

__all__ = [
    "Folder",
    "Mistake",
    "Mistakes",
    "Stopped",
    "Summary",
    "play",
    "read_folder",
    "show",
]
