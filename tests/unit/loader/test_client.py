"""The client repeats safely, tells refusals as exceptions and carries positions across services."""

import httpx
import pytest

from services.client import Client, Problem, TooLate, Unreachable

POST = {"key": "k", "idempotency_key": "i"}


def client(answer: object) -> Client:
    return Client("http://toy", patience=0.3, transport=httpx.MockTransport(answer))  # type: ignore[arg-type]


def test_a_post_bears_key_idempotency_key_and_one_form_of_its_body() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={})

    with client(answer) as one:
        one.post("/a", {"b": "领跑者", "a": "99.95"}, **POST)
    (request,) = seen
    assert request.headers["Authorization"] == "Bearer k"
    assert request.headers["Idempotency-Key"] == "i"
    assert request.content.decode() == '{"a":"99.95","b":"领跑者"}'


def test_a_request_without_key_bears_no_authorization() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert "Authorization" not in request.headers
        return httpx.Response(200, json={})

    with client(answer) as one:
        assert one.get("/a") == {}


def test_the_newest_position_of_each_partition_is_sent_on() -> None:
    told = iter(["lingpao.intake/3@7, lingpao.registry/0@2", "lingpao.intake/3@5", ""])

    with client(
        lambda _: httpx.Response(201, json={}, headers={"Lingpao-Position": next(told)})
    ) as one:
        for _ in range(3):
            one.post("/a", {}, **POST)
        assert one.after == "lingpao.intake/3@7, lingpao.registry/0@2"


def test_a_problem_document_becomes_an_exception_that_names_rule_and_fields() -> None:
    document = {
        "code": "web.fields_invalid",
        "title": "请求字段有误",
        "errors": [{"field": "values[0].value", "why": "须为十进制数"}],
    }
    with (
        client(lambda _: httpx.Response(422, json=document)) as one,
        pytest.raises(Problem) as caught,
    ):
        one.post("/intake/v1/standards", {}, **POST)
    assert (caught.value.status, caught.value.code) == (422, "web.fields_invalid")
    assert "POST /intake/v1/standards" in str(caught.value)
    assert "values[0].value: 须为十进制数" in str(caught.value)


@pytest.mark.parametrize("body", [b"<html>", b"[1]"])
def test_an_answer_that_is_no_problem_document_is_told_as_it_came(body: bytes) -> None:
    with (
        client(lambda _: httpx.Response(502, content=body)) as one,
        pytest.raises(Problem) as caught,
    ):
        one.get("/a")
    assert (caught.value.status, caught.value.code) == (502, "")
    assert body.decode() in str(caught.value)


def test_a_replayed_answer_is_told() -> None:
    with client(
        lambda _: httpx.Response(201, json={}, headers={"Idempotent-Replay": "true"})
    ) as one:
        assert one.post("/a", {}, **POST).replayed


def test_a_busy_service_is_asked_again_until_patience_ends() -> None:
    asked: list[int] = []

    def answer(_: httpx.Request) -> httpx.Response:
        asked.append(1)
        return httpx.Response(503, headers={"Retry-After": "0"}, json={"code": "web.busy"})

    with client(answer) as one, pytest.raises(Problem, match=r"web\.busy"):
        one.get("/a")
    assert len(asked) > 1


def test_a_service_that_is_away_is_asked_again_until_patience_ends() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with client(answer) as one, pytest.raises(Unreachable):
        one.get("/a")


def test_a_list_is_followed_page_after_page() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.params["enterprise"] == "E"
        first = "after" not in request.url.params
        return httpx.Response(
            200, json={"items": [1 if first else 2], "next": "c" if first else None}
        )

    with client(answer) as one:
        assert list(one.items("/a", enterprise="E")) == [1, 2]


def test_waiting_ends_with_what_was_seen_last() -> None:
    with (
        client(lambda _: httpx.Response(200, json={"state": "open"})) as one,
        pytest.raises(TooLate, match=r"the notice; last seen: \{'state': 'open'\}"),
    ):
        one.wait_until(
            lambda: one.get("/a"), lambda s: s["state"] == "closed", what="the notice", seconds=0.1
        )
