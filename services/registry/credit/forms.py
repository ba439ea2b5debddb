"""The credit record as JSON, CSV and XML: the same record, the same bytes (R32)."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from services.chassis.log import canon

from .record import FIELDS, Record

#: The namespace of the XML form.
NAMESPACE = "urn:lingpao:credit-record:1"
MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
}
#: The published schemas, by the form they describe.
SCHEMAS = {
    "json": Path(__file__).parent / "credit-record.schema.json",
    "xml": Path(__file__).parent / "credit-record.xsd",
}

RECEIPTS = ("of", "receiver", "receipt", "received", "record_sha256")
# What XML 1.0 cannot hold at all, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(record: Record) -> bytes:
    """Return canonical JSON (RFC 8785): what is sent to receivers and hashed."""
    return canon.encode(record)


def as_csv(records: Iterable[Record]) -> bytes:
    """Return one line a record under a line of names (RFC 4180), absent values empty.

    Receipts stand in the last column as canonical JSON.
    """
    told = io.StringIO(newline="")
    lines = csv.writer(told, lineterminator="\r\n")
    lines.writerow((*FIELDS, "receipts"))
    for record in records:
        plain = ("" if record[field] is None else record[field] for field in FIELDS)
        lines.writerow((*plain, canon.encode(record.get("receipts", [])).decode()))
    return told.getvalue().encode()


def as_xml(records: Iterable[Record]) -> bytes:
    """Return the records as XML after credit-record.xsd, absent values left out."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<creditRecords xmlns="{NAMESPACE}">']
    for record in records:
        lines.append("  <creditRecord>")
        lines += [
            f"    <{field}>{_text(record[field])}</{field}>"
            for field in FIELDS
            if record[field] is not None
        ]
        lines.append("    <receipts>")
        for one in record.get("receipts", []):
            inner = "".join(f"<{field}>{_text(one[field])}</{field}>" for field in RECEIPTS)
            lines.append(f"      <receipt>{inner}</receipt>")
        lines += ["    </receipts>", "  </creditRecord>"]
    lines += ["</creditRecords>", ""]
    return "\n".join(lines).encode()


def _text(value: object) -> str:
    # A carriage return would be read as a line feed, so it is written by number.
    return escape(_NO_XML.sub("\ufffd", str(value)), {"\r": "&#13;"})
