"""The page on which whoever got a mail confirms that they read it, with the code of the mail.

The code is typed, or stands in the address behind ``#``, which no browser sends: it reaches the
server in a header only. Opening the page confirms nothing, for mail programs open links by
themselves.
"""

from flask import Blueprint

from services.registry.usecases.notifications import check_known

from . import PUBLIC, page

blueprint = Blueprint("notification_page", __name__)
ACCESS = {"notification_page.confirm": PUBLIC}


@blueprint.get("/notifications/<notification>")
def confirm(notification: str) -> str:
    """Ask for the code of a notification."""
    check_known(notification)
    return page("notification.html", notification=notification)
