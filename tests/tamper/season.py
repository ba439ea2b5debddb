"""The season that is tampered with: exported from a real system, kept for the next run."""

import hashlib
import shutil
import time
from functools import lru_cache
from pathlib import Path

from services.auditor.audit import log
from services.auditor.audit.remembered import Memory, Remembered
from services.auditor.audit.run import Audit, Place, run, seen
from services.auditor.export import export
from services.auditor.source import SERVICES, HttpFiles
from services.chassis.log.keys import VerifierKey
from services.chassis.log.policy import Policy, text
from tests.support.audited import Files, Held, Silent
from tests.support.running import running_system

_QUIET_SECONDS = 1.0
#: Thousands of copies share nearly all of their entries: each is read once. What reading gives is
#: told by service, index and bytes alone, so nothing else changes by this.
log.logged = lru_cache(maxsize=8192)(log.logged)


class Subject:
    """An export in memory, whom to trust, and what an auditor knows who has seen it."""

    def __init__(self, files: Files, folder: Path) -> None:
        keys = [files[f"/{service}/log/key"].decode().split() for service in SERVICES]
        every = [VerifierKey.parse(key) for told in keys for key in told]
        self.files = files
        # Verdicts on another export are verdicts on other changes.
        every_byte = b"".join(path.encode() + files[path] for path in sorted(files))
        self.name = hashlib.sha256(every_byte).hexdigest()[:8]
        self._policy = Policy.parse(text(every, [], 0).encode())
        memory = Memory(folder, "tampered")
        found = self.audit({}, Remembered())
        if found.findings:
            raise AssertionError(f"the season does not pass as it is: {found.findings[0]}")
        leaves = {service: found.logs[service].leaves for service in SERVICES}
        memory.keep(Remembered(), {}, seen(found), leaves)
        self.known = memory.recall()

    def audit(self, changes: dict[str, bytes | None], before: Remembered) -> Audit:
        """Audit a copy with some files changed, None for one that is gone."""
        files = {**self.files, **changes}
        there = {path: data for path, data in files.items() if data is not None}
        return run(Place.of("tampered", Held(there)), self._policy, before, Silent())


def exported(folder: Path) -> Subject:
    """Return the demo's season; played and exported when that was not done yet."""
    made = folder / "export"
    if not made.exists():
        aside = folder / "export.new"
        shutil.rmtree(aside, ignore_errors=True)
        with running_system(folder / "system", demo=True) as system:
            export(HttpFiles(system.url), aside, lambda: time.sleep(_QUIET_SECONDS))
        shutil.rmtree(folder / "system")
        aside.rename(made)
    paths = [path for path in made.rglob("*") if path.is_file()]
    files = {f"/{path.relative_to(made)}": path.read_bytes() for path in sorted(paths)}
    return Subject(files, folder / "memory")
