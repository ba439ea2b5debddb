"""A declaration and the platform's record of it, for tests of what platforms show."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from services.contracts.intake import PlatformCheckRequested
from services.contracts.values import DeclaredValue, Document, Reference
from services.intake.domain.platform_record import PlatformRecord
from services.intake.domain.standard import Declared, text_sha256

USCC = "91140599DEM0000142"
PLATFORM = "企业标准信息公共服务平台"


def value(indicator: str, operator: str, amount: str, unit: str = "min") -> DeclaredValue:
    return DeclaredValue(
        indicator=indicator,
        operator=operator,
        value=Decimal(amount),
        unit=unit,
        clause="5.1",
        page=7,
    )


DECLARED = Declared(
    category="branch-service",
    platform=PLATFORM,
    record_number="EX-1",
    number="Q/WYNS 0001-2021",
    name="营业网点服务",
    edition="2021",
    published=date(2021, 7, 1),
    effective=date(2021, 8, 1),
    covers=("柜面服务", "自助服务"),
    references=(Reference(number="GB/T 32320-2015", title="指南"), Reference(number="JR/T 1")),
    values=(value("C1", "≤", "5.0"), value("C2", "≥", "90", "%"), value("C2", "≤", "99", "%")),
    document=Document(sha256="0" * 64, size=1, media_type="application/pdf"),
)
RECORD = PlatformRecord(
    record_number="EX-1",
    number=DECLARED.number,
    name=DECLARED.name,
    edition=DECLARED.edition,
    published=DECLARED.published,
    effective=DECLARED.effective,
    abolished=None,
    covers=DECLARED.covers,
    references=DECLARED.references,
    values=DECLARED.values,
    document_sha256=DECLARED.document.sha256,
)
REQUEST = PlatformCheckRequested(
    check="application/a1/a1",
    enterprise=USCC,
    application="a1",
    standard="s1",
    version=1,
    platform=PLATFORM,
    record_number="EX-1",
    text_sha256=text_sha256(DECLARED),
    step="application",
    about="a1",
)


def shown(**changes: Any) -> PlatformRecord:
    return replace(RECORD, **changes)
