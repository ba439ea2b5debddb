"""Events of the registry: access, seasons, consent rounds, review, notices, objections,
publication, titles, revocations and bars.
"""

# One language, told in chapters, in the order in which a season goes.
# isort: off
from .accounts import *  # noqa: F403
from .seasons import *  # noqa: F403
from .soliciting import *  # noqa: F403
from .results import *  # noqa: F403
from .notices import *  # noqa: F403
from .titles import *  # noqa: F403
from .channels import *  # noqa: F403
from .exit import *  # noqa: F403
from .notifications import *  # noqa: F403
