"""What is left of words in the files of an installation, however they are written."""

import json
import os
from pathlib import Path

import psycopg

from services.chassis.store.store import Store
from tests.support import ledger


def spellings(words: str) -> list[bytes]:
    """Words as UTF-8, and as JSON escapes in small and capital letters."""
    escaped = json.dumps(words)[1:-1]
    return [words.encode(), escaped.encode(), escaped.upper().replace("\\U", "\\u").encode()]


def files_with(words: str, *folders: Path) -> list[str]:
    """The files below the folders that hold the words in any spelling."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                if any(spelling in content for spelling in spellings(words)):
                    found.append(str(path.relative_to(folder)))
    return found


def store_files_with(words: str, store: Store) -> list[str]:
    """The data files of a store that hold the words; of PostgreSQL those of its database."""
    if not store.settings.postgres:
        return files_with(words, store.settings.database.parent)
    with psycopg.connect(os.environ[ledger.STORES_ON], autocommit=True) as admin:
        # What is only in memory yet is written, and what was dropped is taken away.
        admin.execute("CHECKPOINT")
        [folder] = admin.execute("SHOW data_directory").fetchone() or ("",)
    with psycopg.connect(store.settings.postgres) as connection:
        [number] = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone() or (0,)
    return files_with(words, Path(folder) / "base" / str(number))
