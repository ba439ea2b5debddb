"""``python -m services.asyncapi FILE``: write the document."""

import sys
from pathlib import Path

from . import text

Path(sys.argv[1]).write_text(text(), "utf-8")
