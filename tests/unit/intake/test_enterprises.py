"""An enterprise registers once, under its code (R9)."""

from functools import reduce

import pytest

from services.contracts.intake import EnterpriseRegistered
from services.intake.domain import enterprise as rules
from services.intake.domain.refusals import EnterpriseKnown

USCC = "91140599DEM0000142"
REGISTERED = EnterpriseRegistered(
    enterprise=USCC, name="乌有农村商业银行", kind="rural_commercial_bank", region="140521"
)


def test_an_enterprise_registers_with_name_kind_and_region() -> None:
    event = rules.register(None, USCC, "乌有农村商业银行", "rural_commercial_bank", "140521")
    assert event == REGISTERED


def test_an_enterprise_registers_once() -> None:
    known = reduce(rules.evolve, [REGISTERED], None)
    with pytest.raises(EnterpriseKnown) as refused:
        rules.register(known, USCC, "另一个名称", "village_bank", "140522")
    assert refused.value.details == {"enterprise": USCC}
