"""What a platform's words must be before they are compared or recorded."""

from collections.abc import Iterator
from dataclasses import replace

from services.chassis.errand import OutsideUnavailable
from services.intake.domain.platform_record import PlatformRecord

_SPACE = 32


def tidy(record: PlatformRecord) -> PlatformRecord:
    """Return a record without the blanks around its words.

    :raises OutsideUnavailable: when a word has control characters, or a value is no number.
    """
    for text in _texts(record):
        if any(ord(char) < _SPACE and char not in "\n\t" for char in text):
            raise OutsideUnavailable("应答无法读取 the answer cannot be read: control characters")
    for value in record.values:
        if not value.value.is_finite():
            raise OutsideUnavailable(
                f"应答无法读取 the answer cannot be read: {value.indicator[:20]} is no number"
            )
    return replace(
        record,
        number=record.number.strip(),
        name=record.name.strip(),
        edition=record.edition.strip(),
        covers=tuple(one.strip() for one in record.covers),
        references=tuple(
            replace(one, number=one.number.strip(), title=one.title.strip())
            for one in record.references
        ),
        values=tuple(
            replace(
                one,
                indicator=one.indicator.strip(),
                unit=one.unit.strip(),
                clause=one.clause.strip(),
            )
            for one in record.values
        ),
    )


def _texts(record: PlatformRecord) -> Iterator[str]:
    yield from (record.record_number, record.number, record.name, record.edition, *record.covers)
    for reference in record.references:
        yield from (reference.number, reference.title)
    for value in record.values:
        yield from (value.indicator, value.unit, value.clause)
