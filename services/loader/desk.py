"""What every step works with: the keys of the actors, and the ids that services have given.

A step's request bears an Idempotency-Key made of the season, the step's id and, for a step
taken by many, whose part it is. So a second run sends the same requests, gets the same answers
back, finds the same ids in them and changes nothing.
"""

from typing import Any

from services.client import Answer, Client

from .folder import Folder
from .model import Enterprise, Standard, Text
from .request_ids import request_id
from .steps import ANYONE, Step

#: How long something that happens by itself may take.
REACTION_SECONDS = 60.0


class Unexpected(Exception):
    """A service answered, but not with what the story says."""


class Desk:
    """One run: the folder, the client, the keys by actor, and the ids made so far."""

    def __init__(self, folder: Folder, client: Client, keys: dict[str, str]) -> None:
        self.folder = folder
        self.client = client
        self.keys = keys
        self.sent = 0
        self.replayed = 0
        #: The version in force of each declared standard, by ``enterprise/category``.
        self.in_force: dict[str, Text] = {}
        self._made: dict[tuple[str, str], str] = {}

    # --- requests ---------------------------------------------------------------------------

    def send(
        self, step: Step, path: str, body: dict[str, Any], *, by: str = "", part: str = ""
    ) -> dict[str, Any]:
        """Send a step's request with the key of who takes it, and return the answer.

        :param by: who sends, when it is not the step's own ``by``.
        :param part: whose part of a step it is, when many take it.
        :raises Problem: when the service refuses.
        """
        answer = self.client.post(
            path,
            body,
            key=self.key(by or step.by),
            idempotency_key=self.request_id(step.id, part),
        )
        return self._count(answer)

    def upload(self, by: str, name: str, text: str) -> dict[str, Any]:
        """Put a document into the store and return how to cite it.

        :param name: what names the request; the same text is the same document in any case.
        """
        answer = self.client.post_raw(
            "/intake/v1/documents",
            text.encode(),
            "text/plain",
            key=self.key(by),
            idempotency_key=self.request_id("document", name),
        )
        return {name: answer.body[name] for name in ("sha256", "size", "media_type")}

    def request_id(self, *names: str) -> str:
        """Return the Idempotency-Key of a request: the same for the same names, in any run."""
        return request_id(self.folder.season.season, *names)

    def key(self, actor: str) -> str | None:
        """Return an actor's bearer key; None for anyone."""
        return None if actor == ANYONE else self.keys[actor]

    def _count(self, answer: Answer) -> dict[str, Any]:
        self.sent += 1
        self.replayed += answer.replayed
        return answer.body

    # --- ids that services gave -------------------------------------------------------------

    def keep(self, kind: str, name: str, id: object) -> None:
        """Remember the id that a service gave to what the story calls ``name``."""
        self._made[kind, name] = str(id)

    def made(self, kind: str, name: str) -> str:
        """Return the id of a ``standard``, ``application``, ``notice``, ``revocation`` …

        :raises Unexpected: when the story has not made it, for example because it was refused.
        """
        try:
            return self._made[kind, name]
        except KeyError:
            raise Unexpected(f"the story has made no {kind} for {name!r} yet") from None

    def name_of(self, kind: str, id: str) -> str:
        """Return what the story calls the thing with an id; the id itself when it has no name."""
        names = (name for (of, name), made in self._made.items() if of == kind and made == id)
        return next(names, id)

    def title(self, name: str) -> str:
        """Return the id of the title that an application ``enterprise/category`` won.

        It may be a successor's by now.

        :raises Unexpected: when it won none.
        """
        application = self.made("application", name)
        for one in self.client.items("/registry/v1/titles"):
            if one["application"] == application:
                return str(one["title"])
        raise Unexpected(f"{name} has won no title")

    # --- names in the folder ----------------------------------------------------------------

    def board(self, category: str) -> str:
        """Return the id of a category's board, which is its scheme's id too."""
        return f"{self.folder.season.season}.{category}"

    def enterprise(self, name: str) -> Enterprise:
        """Return the enterprise of an enterprise's name, or of a ``enterprise/category``."""
        return self.folder.enterprises[name.partition("/")[0]]

    def standard(self, name: str) -> Standard:
        """Return the standard that ``enterprise/category`` names."""
        return self.folder.standards[name]
