"""Plays a folder from its first step to its last: clock, keys, steps, expected refusals."""

import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.client import Client, Problem, TooLate, Unreachable

from . import moves_around, moves_enterprises, moves_exit, moves_offices, moves_results, steps
from .checks import moment
from .desk import Desk, Unexpected
from .folder import Folder, read_folder
from .keys import KeysFile, KeysLost, admit, holders
from .moves import take
from .request_ids import request_id
from .summary import Summary, summarise

_SERVICES = ("registry", "intake", "scoring")
#: The modules whose functions ``take`` finds; importing them is what makes them known.
MOVES = (moves_offices, moves_enterprises, moves_results, moves_exit, moves_around)
#: Steps wait for a standards platform that is connected; so long does the player (R31).
_PLATFORM_SECONDS, _LOOK_AGAIN_SECONDS = 60.0, 0.2


class Stopped(Exception):
    """A step did not go as the story says. The message tells which, where and why."""


def play(
    folder: Path, base_url: str, operator_key: str, keys_file: Path, console: Console
) -> Summary:
    """Play a season's folder through the public HTTP routes of a simulation.

    Running it again sends the same requests, gets the same answers and changes nothing; a run
    that was broken off is taken up where it stopped.

    :param folder: holds ``season.yaml``, ``actors.yaml``, ``enterprises/``, ``schemes/``, ``story.yaml``.
    :param base_url: under which ``/registry``, ``/intake`` and ``/scoring`` lie.
    :param operator_key: makes the accounts and sets the clock.
    :param keys_file: keeps the actors' bearer keys, readable by its owner alone.
    :param console: where the progress bar is drawn.
    :raises Mistakes: when the folder has mistakes; nothing has been sent then.
    :raises Stopped: at the first answer that the story does not foresee.
    """
    read = read_folder(folder)
    with Client(base_url) as client:
        return play_through(client, read, operator_key, keys_file, console)


def play_through(
    client: Client, folder: Folder, operator_key: str, keys_file: Path, console: Console
) -> Summary:
    """Play a folder that has been read. As :func:`play` otherwise."""
    everyone = list(holders(folder))
    desk = Desk(folder, client, {})
    with _progress(console) as progress:
        total = len(everyone) + len(folder.story)
        task = progress.add_task("账户与密钥 · accounts", total=total)
        try:
            file = KeysFile(keys_file)
            for holder in everyone:
                desk.keys[holder.actor] = admit(
                    client, folder.season.season, operator_key, file, holder
                )
                progress.advance(task)
        except (Problem, Unreachable, KeysLost) as error:
            raise Stopped(f"accounts and keys: {error}") from error
        run = _Run(desk, operator_key)
        for step in folder.story:
            progress.update(task, description=f"{step.at}  {step.id}")
            run.step(step)
            progress.advance(task)
        progress.update(task, description="完成 · done")
    try:
        return summarise(desk, refused=run.refused, passed_over=run.passed_over)
    except (Problem, Unreachable) as error:
        raise Stopped(f"summary: {error}") from error


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}", table_column=None),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


class _Run:
    """Takes the steps one after another, moving the clock to each."""

    def __init__(self, desk: Desk, operator_key: str) -> None:
        self._desk = desk
        self._operator_key = operator_key
        self._at = ""
        self._been_here = False
        #: Ids of the steps that were refused as the story says.
        self.refused: list[str] = []
        #: Ids of such steps that were not tried, as the clock had moved past them before.
        self.passed_over: list[str] = []

    def step(self, step: steps.AnyStep) -> None:
        """Take one step.

        :raises Stopped: when it goes otherwise than the story says.
        """
        try:
            self._set_clock(step.at)
            if step.expect is None:
                self._take(step)
            else:
                self._expect(step, step.expect)
        except (Problem, Unreachable, TooLate, Unexpected) as error:
            who = f"{step.at} {step.id} ({step.by})"
            raise Stopped(f"{who}: {error}") from error

    def _take(self, step: steps.AnyStep) -> None:
        """Take a step as soon as the standards platform has shown the texts it rests on.

        :raises Problem: when it is refused otherwise, or the platform takes too long.
        """
        deadline = time.monotonic() + _PLATFORM_SECONDS
        while True:
            try:
                return take(step, self._desk)
            except Problem as problem:
                awaited = problem.code.endswith(".platform_awaited")
                if not awaited or time.monotonic() > deadline:
                    raise
            time.sleep(_LOOK_AGAIN_SECONDS)

    def _expect(self, step: steps.AnyStep, expected: steps.Refused) -> None:
        if self._been_here:
            # A refusal leaves no trace that would make its repetition safe: in the state of
            # today the same request might be accepted, and change something.
            self.passed_over.append(step.id)
            return
        try:
            take(step, self._desk)
        except Problem as problem:
            if (problem.status, problem.code) != (expected.status, expected.code):
                raise Unexpected(
                    f"refused, but not with {expected.status} {expected.code}: {problem}"
                ) from problem
            self.refused.append(step.id)
        else:
            raise Unexpected(f"accepted, not refused with {expected.status} {expected.code}")

    def _set_clock(self, at: str) -> None:
        """Move the clock of all services; a time that was set before is left as it is."""
        if at == self._at:
            return
        now = moment(at).isoformat()
        answers = [
            self._desk.client.post(
                f"/{service}/v1/simulation/clock",
                {"now": now},
                key=self._operator_key,
                idempotency_key=request_id(self._desk.folder.season.season, "clock", service, at),
            )
            for service in _SERVICES
        ]
        self._at = at
        self._been_here = all(answer.replayed for answer in answers)
