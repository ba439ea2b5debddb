"""Where an organisation is to be notified: an e-mail address that can be one, and nothing else (R25).

An address goes into a mail's header: what is not plainly an address is refused, so that nothing
can be smuggled in with it.
"""

import re

from services.contracts.registry import ContactRecorded

from . import refusals

#: What words about a contact belong to, when they are erased.
KIND = "contact"
_MOST = 254
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){_LOCAL}@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")
_TELEPHONE = re.compile(r"\+?[0-9](?:[0-9 -]{3,28})[0-9]")


def is_email(text: str) -> bool:
    """Tell whether a text is one plain e-mail address in ASCII, and nothing besides."""
    return len(text) <= _MOST and _EMAIL.fullmatch(text) is not None


def check(email: str, telephone: str) -> None:
    """Refuse what is no address or telephone number; the refusal does not repeat it (R25).

    :param telephone: empty for none.
    :raises FieldWrong: naming the field.
    """
    if not is_email(email):
        raise refusals.FieldWrong(field="email", found="***", expected="name@example.org")
    if telephone and not _TELEPHONE.fullmatch(telephone):
        raise refusals.FieldWrong(field="telephone", found="***", expected="+86 356 0000000")


def record(organisation: str, commitment: str) -> ContactRecorded:
    """Record that an organisation said where it is to be notified."""
    return ContactRecorded(organisation=organisation, commitment=commitment)
