"""A name server for the names of a compose network: each stands for all addresses of its replicas.

An engine has one at 127.0.0.11. This one answers A questions over UDP, in a shuffled order and
with a lifetime of nothing, and knows no name but those it was given.
"""

import random
import socket
import struct
import threading
from collections.abc import Mapping, Sequence

_A, _IN = 1, 1
_ANSWER, _NO_SUCH_NAME = 0x8180, 0x8183


class Resolver:
    """Answers until it is closed; ``names`` may be changed meanwhile."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self.names = dict(names)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, name="resolver")
        self._thread.start()

    def close(self) -> None:
        """Send itself an empty question, upon which it ends."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            question, who = self._socket.recvfrom(512)
            if not question:
                return
            self._socket.sendto(self._answer(question), who)

    def _answer(self, question: bytes) -> bytes:
        labels, at = [], 12
        while length := question[at]:
            labels.append(question[at + 1 : at + 1 + length].decode())
            at += 1 + length
        kind, _ = struct.unpack(">HH", question[at + 1 : at + 5])
        found = list(self.names.get(".".join(labels), ()))
        random.shuffle(found)
        told = found if kind == _A else []
        head = question[:2] + struct.pack(
            ">HHHHH", _ANSWER if found else _NO_SUCH_NAME, 1, len(told), 0, 0
        )
        # 0xC00C: the name is the one of the question.
        records = [
            struct.pack(">HHHIH", 0xC00C, _A, _IN, 0, 4) + socket.inet_aton(one) for one in told
        ]
        return head + question[12 : at + 5] + b"".join(records)
