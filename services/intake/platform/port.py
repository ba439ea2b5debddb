"""What a public standards platform is to intake: somebody who shows a record, now."""

from datetime import datetime
from typing import Protocol

from services.intake.domain.platform_record import Shown


class Platform(Protocol):
    """One platform. What it shows is taken as it stands; nothing of it is run or followed."""

    def show(self, record_number: str, since: datetime) -> Shown:
        """Return a record as the platform shows it, or that it is gone.

        :param since: when it was asked for: what was shown before then says nothing.
        :raises OutsideUnavailable: when it does not answer, or not in a form that can be read;
            the message is for officers and holds no secret.
        """
