"""A system made again from entries: the same trees, the read models of that day, nothing taken."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services import composition
from services.auditor.held import root
from services.auditor.prefix import prefixes
from services.auditor.source import SERVICES, FolderFiles, Logged, Source
from services.chassis.documents import DocumentMissing
from services.chassis.log.tree import Tree
from services.chassis.store.store import StandsStill
from services.chassis.web.app import create_app
from services.cli.replay_made import environment, fetch_documents, make
from services.contracts import registry as r
from services.contracts import scoring as s
from tests.unit.auditor.serving import write_export
from tests.unit.auditor.telling import PROMISES, SEASON, Telling, on, sha256

AT = on("2021-08-21")


def season() -> Telling:
    """Banks that declared by the moment and were accepted after it; an organisation on each side."""
    telling = Telling()
    telling.say(r.OrganisationRegistered(organisation="org", name="单位"), on("2021-08-20"))
    conflict = s.ConflictOfInterestDeclared(
        body="body", enterprise="usc-jia", season=SEASON, grounds="持股"
    )
    telling.say(conflict, on("2021-08-20"))
    for bank in PROMISES:
        telling.declare(bank, AT)
    for bank in PROMISES:
        telling.accept(bank, on("2021-08-25"))
    telling.say(r.OrganisationRegistered(organisation="late", name="单位"), on("2021-08-22"))
    return telling


@pytest.fixture(scope="module")
def logs() -> dict[str, list[Logged]]:
    return {service: list(log) for service, log in prefixes(season().logs, AT).items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, logs: dict[str, list[Logged]]) -> Path:
    made = tmp_path_factory.mktemp("replay")
    make(made, logs, AT)
    return made


@pytest.fixture
def clients(folder: Path) -> Iterator[dict[str, FlaskClient]]:
    env = environment(folder)
    stores = {name: composition.open_store(name, env) for name in SERVICES}
    yield {
        name: create_app(composition.service(name), store).test_client()
        for name, store in stores.items()
    }
    for store in stores.values():
        store.close()


def test_each_store_has_the_very_entries_and_their_tree(
    folder: Path, logs: dict[str, list[Logged]]
) -> None:
    for service in SERVICES:
        with closing(composition.open_store(service, environment(folder))) as store:
            stored = store.log_entries(0, 1000)
            assert stored == [one.entry.to_bytes() for one in logs[service]]
            assert Tree(len(stored), store.hashes).root() == root(logs[service])


def test_read_models_tell_what_was_known_then_and_nothing_later(
    clients: dict[str, FlaskClient],
) -> None:
    assert _views(clients["intake"], "enterprise") == len(PROMISES)
    assert _views(clients["intake"], "standard") == len(PROMISES)
    assert _views(clients["intake"], "application") == 0
    assert _views(clients["registry"], "organisation") == 1


def _views(client: FlaskClient, kind: str) -> int:
    with client.application.extensions["store"].reading() as views:
        return len(views.all(kind))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(("tongue", "words"), [("zh", "回放"), ("en", "replay")])
def test_nothing_is_taken_whoever_asks_whatever_for(
    clients: dict[str, FlaskClient], method: str, tongue: str, words: str
) -> None:
    for client in clients.values():
        for path in ("/v1/seasons", "/v1/simulation/clock", "/no/such/place", "/v1/documents"):
            refused = client.open(path, method=method, headers={"Accept-Language": tongue})
            said: dict[str, Any] = refused.get_json()
            assert (refused.status_code, said["code"]) == (409, "web.replay_is_read_only")
            assert words in said["title"]
            assert "2021-08-21 09:00:00" in said["detail"]


def test_every_answer_says_of_when_it_is_and_pages_in_words(
    clients: dict[str, FlaskClient],
) -> None:
    for client in clients.values():
        for path in ("/healthz", "/log/size", "/openapi.json", "/no/such/place"):
            assert client.get(path).headers["Lingpao-As-Of"] == AT
    for tongue, words in (("zh", "当时所知"), ("en", "how it was known at")):
        page = clients["registry"].get(f"/?lang={tongue}")
        assert page.status_code == 200
        assert words in page.text
        assert "2021-08-21 09:00:00" in page.text


def test_the_clock_stands_at_the_moment(clients: dict[str, FlaskClient]) -> None:
    for client in clients.values():
        store = client.application.extensions["store"]
        with store.reading_cursor() as cursor:
            assert store.now(cursor).isoformat() == "2021-08-21T01:00:00+00:00"


def test_a_checkpoint_that_no_signer_will_sign_is_not_waited_for(
    clients: dict[str, FlaskClient],
) -> None:
    for client in clients.values():
        assert client.get("/log/checkpoint").status_code == 404


def test_no_transaction_and_no_worker_are_had_on_it(
    folder: Path, clients: dict[str, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    for client in clients.values():
        with pytest.raises(StandsStill), client.application.extensions["store"].writing():
            raise AssertionError
    monkeypatch.setenv("LINGPAO_DATA", str(folder))
    for service in SERVICES:
        with pytest.raises(StandsStill, match="no worker"):
            composition.make_worker(service)


def test_it_is_ready_although_nobody_works_in_it(clients: dict[str, FlaskClient]) -> None:
    for client in clients.values():
        answer = client.get("/readyz")
        assert (answer.status_code, answer.get_json()["loops"]) == (200, {})


def test_a_document_that_was_not_to_be_had_is_not_found_and_no_fault(
    clients: dict[str, FlaskClient],
) -> None:
    app = clients["registry"].application
    with app.test_request_context("/"):
        answer = app.make_response(app.handle_user_exception(DocumentMissing("no document abc")))
    assert answer.status_code == 404
    assert "abc" in answer.get_json()["detail"]


def test_a_moment_before_the_first_entry_shows_an_empty_system(tmp_path: Path) -> None:
    make(tmp_path, {service: [] for service in SERVICES}, on("2021-01-01"))
    with closing(composition.open_store("registry", environment(tmp_path))) as store:
        client = create_app(composition.service("registry"), store).test_client()
        assert client.get("/v1/seasons").get_json()["items"] == []
        assert client.get("/?lang=zh").status_code == 200


def test_a_live_page_has_no_banner_and_a_live_answer_no_such_header(tmp_path: Path) -> None:
    env = environment(tmp_path) | {"LINGPAO_SIMULATION": AT}
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "pepper").write_bytes(b"pepper")
    composition.migrate_all(env)
    with closing(composition.open_store("registry", env)) as store:
        page = create_app(composition.service("registry"), store).test_client().get("/")
    assert (page.status_code, "当时所知" in page.text) == (200, False)
    assert "Lingpao-As-Of" not in page.headers


def test_documents_are_fetched_by_hash_and_what_is_not_to_be_had_is_told(
    tmp_path: Path, logs: dict[str, list[Logged]]
) -> None:
    telling = season()
    gone = sha256(b"text of jia")
    del telling.documents[gone]
    write_export(tmp_path / "export", telling)
    data = tmp_path / "data"
    (data / "keys").mkdir(parents=True)
    (data / "keys" / "pepper").write_bytes(b"pepper")
    source = Source(FolderFiles(tmp_path / "export"))
    assert fetch_documents(data, logs, source) == [gone]
    kept = [path.name for path in (data / "documents").rglob("*") if path.is_file()]
    assert {sha256(f"text of {bank}".encode()) for bank in PROMISES} - {gone} <= set(kept)


def test_nothing_of_a_live_installation_is_in_a_replays_settings_but_its_pepper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE", "KAFKA", "SIGNER", "MAIL_FILE", "DATA"):
        monkeypatch.setenv(f"LINGPAO_{name}", "live")
    monkeypatch.setenv("LINGPAO_PEPPER_FILE", "/pepper")
    ours = {name: value for name, value in environment(tmp_path).items() if "LINGPAO" in name}
    assert ours == {"LINGPAO_DATA": str(tmp_path), "LINGPAO_PEPPER_FILE": "/pepper"}
