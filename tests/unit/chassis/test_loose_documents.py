"""Documents that were uploaded and never cited go in their time; a cited one never does (R25)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.chassis.documents import DocumentLeaving, DocumentMissing, Documents

DAY = datetime(2021, 9, 1, tzinfo=UTC)


def older(than: datetime) -> Callable[[datetime], bool]:
    return lambda since: since < than


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    return Documents((tmp_path / "documents").as_uri())


def test_what_nothing_cites_goes_when_it_is_due_R25(documents: Documents) -> None:
    kept = documents.put_loose(b"later", "text/plain", DAY + timedelta(days=2))
    gone = documents.put_loose(b"early", "text/plain", DAY)
    assert dict(documents.loose()) == {gone.sha256: DAY, kept.sha256: DAY + timedelta(days=2)}
    assert documents.remove_loose(older(DAY)) == 0
    assert documents.remove_loose(older(DAY + timedelta(days=1))) == 1
    with pytest.raises(DocumentMissing):
        documents.get(gone.sha256)
    assert documents.get(kept.sha256) == b"later"
    assert not documents.cite(gone.sha256), "it cannot be cited any more, and may come again"
    assert documents.put_loose(b"early", "text/plain", DAY) == gone
    assert documents.cite(gone.sha256)


def test_what_is_cited_stays_for_ever_R25(documents: Documents) -> None:
    cited = documents.put_loose(b"cited", "text/plain", DAY)
    assert documents.cite(cited.sha256)
    assert dict(documents.loose()) == {}
    documents.put_loose(b"cited", "text/plain", DAY)
    own = documents.put(b"own", "text/plain")
    documents.put_loose(b"own", "text/plain", DAY)
    assert documents.remove_loose(older(DAY + timedelta(days=9_999))) == 0
    assert documents.get(cited.sha256) == b"cited"
    assert documents.get(own.sha256) == b"own"


def test_what_was_kept_before_there_were_marks_stays(documents: Documents, tmp_path: Path) -> None:
    old = documents.put(b"old", "text/plain")
    for mark in (tmp_path / "documents" / "cited").iterdir():
        mark.unlink()
    assert documents.remove_loose(older(DAY + timedelta(days=9_999))) == 0
    documents.put_loose(b"old", "text/plain", DAY)
    assert documents.remove_loose(older(DAY + timedelta(days=9_999))) == 0
    assert documents.get(old.sha256) == b"old"


def test_uploaded_again_its_time_begins_again(documents: Documents) -> None:
    again = documents.put_loose(b"again", "text/plain", DAY)
    documents.put_loose(b"again", "text/plain", DAY + timedelta(days=5))
    assert dict(documents.loose()) == {again.sha256: DAY + timedelta(days=5)}


def leaving(documents: Documents, tmp_path: Path, sha256: str) -> None:
    """As a process leaves it that was killed while it removed the document."""
    folder = tmp_path / "documents"
    (folder / "leaving").mkdir(exist_ok=True)
    (folder / "loose" / sha256).rename(folder / "leaving" / sha256)


def test_whoever_comes_while_it_leaves_is_told_to_come_again(
    documents: Documents, tmp_path: Path
) -> None:
    gone = documents.put_loose(b"gone", "text/plain", DAY)
    leaving(documents, tmp_path, gone.sha256)
    with pytest.raises(DocumentLeaving):
        documents.put_loose(b"gone", "text/plain", DAY + timedelta(days=3))
    assert documents.remove_loose(older(DAY + timedelta(days=1))) == 1
    assert not documents.has(gone.sha256)


def test_cited_while_it_leaves_it_is_refused_or_stays_R25(
    documents: Documents, tmp_path: Path
) -> None:
    gone = documents.put_loose(b"gone", "text/plain", DAY)
    leaving(documents, tmp_path, gone.sha256)
    assert not documents.cite(gone.sha256), "nothing may cite what is about to go"
    assert documents.remove_loose(older(DAY + timedelta(days=1))) == 0
    assert documents.cite(gone.sha256), "and here it has stayed, for somebody wanted it"
    assert documents.get(gone.sha256) == b"gone"


def test_renewed_while_it_was_chosen_it_stays(documents: Documents, tmp_path: Path) -> None:
    kept = documents.put_loose(b"kept", "text/plain", DAY)
    documents.put_loose(b"kept", "text/plain", DAY + timedelta(days=3))
    leaving(documents, tmp_path, kept.sha256)
    assert documents.remove_loose(older(DAY + timedelta(days=1))) == 0
    assert dict(documents.loose()) == {kept.sha256: DAY + timedelta(days=3)}
    assert documents.get(kept.sha256) == b"kept"
