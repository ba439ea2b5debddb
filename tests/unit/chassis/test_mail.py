"""A mail as it is written, the file that names the server, and answers that are kept."""

import email
import email.policy
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.mail.letter import Letter, compose, message_id
from services.chassis.mail.port import told
from services.chassis.mail.server import BadMailFile, MailServer, read
from services.chassis.settings import BadSettings, Settings

AT = datetime(2021, 9, 27, 1, 0, 0, 123456, tzinfo=UTC)
SAID = {
    "host": "mail.example",
    "port": 465,
    "security": "tls",
    "sender": "notify@registry.example",
    "pages": "https://registry.example/registry",
}
SERVER = MailServer(**SAID, sender_name="晋城市市场监督管理局")


def written(**changes):
    letter = {
        "id": "c0ffee",
        "to": "desk@bank-a.example",
        "subject": "拟取消“领跑者”称号：请陈述申辩 / A title may be withdrawn: you are heard first",
        "text": "您好。\n截止日为2021年10月15日。\n.\nHello.\n",
        "at": AT,
        **changes,
    }
    return compose(Letter(**letter), SERVER)


def parsed(data):
    return email.message_from_bytes(data, policy=email.policy.default)


def test_a_mail_says_what_it_must_and_is_a_machines():
    got = parsed(written())
    assert got["From"].addresses[0].addr_spec == "notify@registry.example"
    assert got["From"].addresses[0].display_name == "晋城市市场监督管理局"
    assert [one.addr_spec for one in got["To"].addresses] == ["desk@bank-a.example"]
    assert got["Subject"].startswith("拟取消“领跑者”称号：请陈述申辩 / A title")
    assert got["Date"].datetime == AT.replace(microsecond=0)
    assert got["Message-ID"] == "<c0ffee@registry.example>" == message_id("c0ffee", SERVER)
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_content_type() == "text/plain"
    # Lines of a text end so inside base64 too (RFC 2045).
    assert got.get_content() == "您好。\r\n截止日为2021年10月15日。\r\n.\r\nHello.\r\n"
    # Its reader may answer to nobody else and leaves no list.
    assert {
        name for name in got if name.lower().startswith(("list-", "cc", "bcc", "reply"))
    } == set()


def test_a_mail_is_the_same_bytes_each_time_in_seven_bits():
    assert written() == written()
    assert written().isascii()
    assert b"\n" not in written().replace(b"\r\n", b"")
    assert max(len(line) for line in written().split(b"\r\n")) < 100


@given(st.text(max_size=300))
def test_no_subject_adds_a_header(subject):
    got = parsed(written(subject=subject))
    assert set(got.keys()) == set(parsed(written()).keys())
    assert [one.addr_spec for one in got["To"].addresses] == ["desk@bank-a.example"]
    assert got.get_content() == parsed(written()).get_content()


@pytest.mark.parametrize("to", ["a@b.cn\r\nBcc: x@y.cn", "a@b.cn, c@d.cn", "a@b.cn\n"])
def test_an_address_that_is_more_than_one_is_not_written(to):
    with pytest.raises((ValueError, IndexError)):
        written(to=to)


# --- what a server answers


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (b"2.1.5 <zhang.san@bank-a.example> ok", "250 2.1.5 <***> ok"),
        (b"user zhang.san unknown", "250 user *** unknown"),
        (b"User ZHANG.SAN@BANK-A.EXAMPLE gone", "250 User *** gone"),
        (b"first\nsecond\r\n third", "250 first second third"),
        (b"queued as 4F0E\x07\x00", "250 queued as 4F0E"),
        ("拒绝".encode(), "250 \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"),
        (b"", "250"),
    ],
)
def test_an_answer_is_kept_without_the_address_R25(answer, kept):
    assert told(250, answer, "zhang.san@bank-a.example") == kept


def test_an_answer_is_kept_short():
    assert len(told(550, b"x" * 5_000, "a@b.cn")) == 200


# --- the file


def file(folder, said, mode=0o600):
    path = folder / "mail.json"
    path.write_text(said if isinstance(said, str) else json.dumps(said), "utf-8")
    path.chmod(mode)
    return path


def test_the_file_names_the_server(tmp_path):
    login = {"user": "registry", "password": "not told"}
    found = read(file(tmp_path, {**SAID, **login, "sender_name": "示例"}))
    assert (found.host, found.port, found.user, found.sender_name) == (
        "mail.example", 465, "registry", "示例",
    )  # fmt: skip
    assert (found.place, found.domain) == ("mail.example:465", "registry.example")
    assert "not told" not in repr(found)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_file_that_others_may_read_is_refused(tmp_path, mode):
    with pytest.raises(BadMailFile, match="others may read"):
        read(file(tmp_path, SAID, mode))


@pytest.mark.parametrize(
    "said",
    [
        "not json: hunter2",
        "[]",
        {},
        {**SAID, "host": ""},
        {**SAID, "port": "465"},
        {**SAID, "port": 0},
        {**SAID, "port": 70_000},
        {**SAID, "port": True},
        {**SAID, "security": "ssl"},
        {**SAID, "sender": "nobody"},
        {**SAID, "sender": "a@b@c.cn"},
        {**SAID, "sender": "a@b.cn\nBcc: x@y.cn"},
        {**SAID, "pages": "registry.example"},
        {**SAID, "sender_name": "晋" * 16},
        {**SAID, "sender_name": 1},
        {**SAID, "user": "registry"},
        {**SAID, "password": "hunter2"},
        {**SAID, "user": "registry", "password": "hunter2", "security": "none"},
        {**SAID, "pasword": "hunter2"},
    ],
)
def test_a_file_that_cannot_be_right_is_refused_without_its_secrets(tmp_path, said):
    with pytest.raises(BadMailFile) as caught:
        read(file(tmp_path, said))
    assert "hunter2" not in str(caught.value)


def test_the_settings_read_it_or_say_which_variable_is_wrong(tmp_path):
    pepper = tmp_path / "pepper"
    pepper.write_bytes(b"pepper")
    env = {"LINGPAO_DATA": str(tmp_path), "LINGPAO_PEPPER_FILE": str(pepper)}
    assert Settings.read("registry", env).mail is None
    env["LINGPAO_MAIL_FILE"] = str(file(tmp_path, SAID))
    assert Settings.read("registry", env).mail == MailServer(**SAID)
    env["LINGPAO_MAIL_FILE"] = str(tmp_path / "none.json")
    with pytest.raises(BadSettings, match="LINGPAO_MAIL_FILE"):
        Settings.read("registry", env)
