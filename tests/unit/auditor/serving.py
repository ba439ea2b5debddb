"""Logs and documents laid out as files, as the services serve them."""

from pathlib import Path

from services.chassis.log import bundle, canon
from tests.unit.auditor.telling import Telling


def write_export(folder: Path, telling: Telling) -> None:
    """Lay logs and documents out as the services serve them."""
    for service, log in telling.logs.items():
        write_log(folder, service, [one.entry.to_bytes() for one in log])
        documents = folder / service / "documents"
        documents.mkdir(parents=True, exist_ok=True)
        for name, data in telling.documents.items():
            (documents / name).write_bytes(data)


def write_log(folder: Path, service: str, entries: list[bytes], told: object = None) -> None:
    log = folder / service / "log"
    log.mkdir(parents=True, exist_ok=True)
    size = len(entries) if told is None else told
    (log / "size").write_bytes(canon.encode({"origin": f"lingpao.{service}", "size": size}))
    for first in range(0, len(entries), bundle.BUNDLE):
        part = entries[first : first + bundle.BUNDLE]
        tile = log / "tile" / "entries" / bundle.tile_path(first // bundle.BUNDLE, len(part))
        tile.parent.mkdir(parents=True, exist_ok=True)
        tile.write_bytes(bundle.write(part))
