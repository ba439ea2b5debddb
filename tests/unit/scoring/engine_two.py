"""Schemes of engine 2: the weighted example with what is possible, and one with a range."""

from services.scoring.domain.scheme_reader import read_scheme
from tests.unit.scoring.builders import TEXTS, changed

_LEVELS = {"%": "{least: 0, most: 100}", "level": "{least: 0, most: 3}"}
_TWO_LEVELS = "{least: 0, most: 2}"


def _with_possible(text: str) -> str:
    lines = []
    for line in text.splitlines():
        unit = line.strip().removeprefix("unit: ").strip('"')
        if line.startswith("    unit: "):
            lines += [line, f"    possible: {_LEVELS.get(unit, '{least: 0}')}"]
        elif line.strip().startswith("- {code: N"):
            lines.append(line.replace("unit: level,", f"unit: level, possible: {_TWO_LEVELS},"))
        elif line.startswith("  - {code: A") and "yes_no" not in line:
            most = ", most: 100" if '"%"' in line else ""
            before, _, after = line.partition(", require:")
            lines.append(f"{before}, possible: {{least: 0{most}}}, require:{after}")
        else:
            lines.append(line)
    return "\n".join(lines).replace("family: ", "engine: 2\nfamily: ", 1) + "\n"


def _ordered(text: str) -> str:
    """Unit beside direction, so that a test may change both at once."""
    possible = "    possible: {least: 0, most: 3}\n"
    old = f"    unit: level\n{possible}    direction: ordinal\n"
    return text.replace(old, f"    unit: level\n    direction: ordinal\n{possible}")


#: Training hours may be missing; then they bring nothing.
SECOND = changed(
    "name: 员工年培训学时\n",
    "name: 员工年培训学时\n    missing: no_points\n",
    _ordered(_with_possible(TEXTS["branch-service"])),
)
ONLINE_SECOND = _ordered(_with_possible(TEXTS["online-banking"]))
_HALL = """\
  - code: D12
    name: 营业厅室温
    unit: "°C"
    direction: range
    missing: excluded
    possible: {least: -20, most: 60}
    baseline: {value: "14..30", document: GB/T 18883, clause: "4.1", origin: illustrative}
    levels: {3: "16..28", 4: "18..26", 5: "20..24"}
    origin: illustrative

innovation:
"""
RANGED = changed("\ninnovation:\n", _HALL, ONLINE_SECOND)
BRANCH_2, ONLINE_2, RANGED_2 = (read_scheme(text) for text in (SECOND, ONLINE_SECOND, RANGED))
