"""The credit record: an honour withdrawn, in three forms with their published schemas (R32)."""

import csv
import io
import json
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from services.contracts.registry import RevocationAnnulled
from services.registry.credit import forms, record
from services.registry.domain.grounds import GROUNDS
from tests.support.published import golden

ENTRY = golden("lingpao.registry.revoked.v1")
NAMES = {
    "91140599DEM000022W": "子虚村镇银行（虚构）",
    "jincheng-market-bureau": "晋城市市场监督管理局",
}
RECEIPT = {
    "of": "revocation",
    "receiver": "province-credit",
    "receipt": "回执 1 & 2",
    "received": "2022-05-18T01:00:00.000000Z",
    "record_sha256": "a" * 64,
}
JSON = Draft202012Validator(json.loads(forms.SCHEMAS["json"].read_bytes()))
XML = xmlschema.XMLSchema(str(forms.SCHEMAS["xml"]))


def made(**changes):
    event = replace(ENTRY.event(), **changes)
    return record.of_decision(event, ENTRY, 41, lambda one: NAMES.get(one, ""))


def annulled():
    event = RevocationAnnulled(
        revocation="rev-1", title="title-1", enterprise="ent-1", reasons="复检合格"
    )
    entry = replace(ENTRY, id="annulment-1", time="2022-06-30T16:30:00.000000Z")
    return record.of_annulment(made(), event, entry, 57)


RECORDS = [made(), annulled(), {**made(), "receipts": [RECEIPT, RECEIPT]}]


def test_the_record_tells_what_the_minimum_asks_R32():
    told = made()
    assert list(told) == list(record.FIELDS)
    assert told["event_id"] == ENTRY.id
    assert (told["log"], told["log_position"]) == ("lingpao.registry", 41)
    assert told["enterprise_name"] == "子虚村镇银行（虚构）"
    assert (told["authority"], told["authority_name"]) == (
        "jincheng-market-bureau",
        "晋城市市场监督管理局",
    )
    assert (told["ground"], told["ground_words"]) == (2, GROUNDS[2]["zh"])
    assert (told["first_barred_day"], told["last_barred_day"]) == ("2022-05-17", "2025-05-17")
    assert told["decided_on"] == "2022-05-17"
    assert told["repair_path"] == f"/registry/v1/revocations/{told['record']}"
    absent = {field for field, value in told.items() if value is None}
    assert absent == record.MAY_BE_ABSENT


def test_an_authority_registered_under_its_uscc_is_told_by_it_R32():
    entry = replace(ENTRY, actororg="91140599DEM0000142")
    told = record.of_decision(ENTRY.event(), entry, 41, lambda one: one)
    assert told["authority_uscc"] == "91140599DEM0000142"


@pytest.mark.parametrize("ground", list(GROUNDS))
def test_it_is_an_honour_withdrawn_and_never_a_penalty_R32(ground):
    told = made(ground=ground)
    assert told["kind"] == "荣誉称号取消"
    everything = forms.as_json(told).decode() + forms.SCHEMAS["json"].read_text("utf-8")
    assert not [word for word in ("处罚", "失信", "惩戒", "penalty") if word in everything]


def test_an_annulled_record_says_so_and_keeps_the_rest_R32():
    told = annulled()
    changed = {field for field in record.FIELDS if told[field] != made()[field]}
    assert changed == {"status"} | {f for f in record.FIELDS if f.startswith("annul")}
    # Half past midnight in Shanghai is the next day there.
    assert (told["annulled_on"], told["annulment_log_position"]) == ("2022-07-01", 57)


@pytest.mark.parametrize("told", RECORDS)
def test_every_form_follows_its_published_schema_R32(told):
    JSON.validate(json.loads(forms.as_json(told)))
    XML.validate(forms.as_xml([told]).decode())


@pytest.mark.parametrize(
    "spoilt",
    [
        {"kind": "行政处罚"},
        {"ground": 8},
        {"enterprise": "91140599DEM000022O"},
        {"status": "gone"},
        {"receipts": [{**RECEIPT, "of": "other"}]},
    ],
)
def test_the_schemas_refuse_another_record_R32(spoilt):
    told = {**made(), **spoilt}
    assert list(JSON.iter_errors(told))
    assert not XML.is_valid(forms.as_xml([told]).decode())


def test_an_annulment_without_reasons_is_no_record_R32():
    assert list(JSON.iter_errors({**annulled(), "annulment_reasons": None}))
    assert list(JSON.iter_errors({**made(), "status": "annulled"}))
    assert list(JSON.iter_errors({**made(), "later": 1}))


def test_schema_and_record_name_the_same_fields_in_the_same_order_R32():
    named = json.loads(forms.SCHEMAS["json"].read_bytes())
    assert tuple(named["required"]) == record.FIELDS
    assert (*record.FIELDS, "receipts") == tuple(named["properties"])
    inside = XML.types["CreditRecord"].content
    assert [one.local_name for one in inside] == [*record.FIELDS, "receipts"]
    optional = {one.local_name for one in inside if one.min_occurs == 0}
    assert optional == record.MAY_BE_ABSENT


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))).map(
    lambda text: unicodedata.normalize("NFC", text)
)


@given(TEXT)
def test_whatever_the_facts_say_comes_back_from_each_form_R32(facts):
    told = made(facts=facts)
    assert json.loads(forms.as_json(told)) == told
    [names, row] = csv.reader(io.StringIO(forms.as_csv([told]).decode(), newline=""))
    assert dict(zip(names, row, strict=True))["facts"] == facts
    root = ET.fromstring(forms.as_xml([told]))
    found = root.find(".//{*}facts")
    kept = "".join("\ufffd" if char in "\ufffe\uffff" else char for char in facts)
    assert (found.text or "") == kept


def test_the_same_record_is_the_same_bytes_R32():
    for write in (forms.as_csv, forms.as_xml):
        assert write(RECORDS) == write([dict(reversed(one.items())) for one in RECORDS])
    assert forms.as_json(made()) == forms.as_json(dict(reversed(made().items())))


def test_an_empty_list_of_records_has_its_frame_R32():
    assert forms.as_csv([]).decode().split(",")[0] == "schema"
    XML.validate(forms.as_xml([]).decode())
