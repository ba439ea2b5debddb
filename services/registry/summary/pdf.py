"""The report as PDF, with the same bytes for the same report (R24).

The one date in the file is the moment the report was closed, which an event tells; the font comes
from a package that the lock pins by hash, and only the glyphs that are used are put in.
"""

from datetime import datetime

import pylopdf_fonts_zh_cn
from fpdf import FPDF
from fpdf.enums import WrapMode
from fpdf.fonts import FontFace

from services.chassis import clock

from .content import Bars, Report, Say, Table, Words

_FONT = "report"
_MARGIN = 18
_BODY, _SMALL, _HEADING, _TITLE = 10, 8, 13, 20
_LINE = 6
_BAR_LABEL, _BAR_LONGEST, _BAR_HEIGHT = 50, 95, 4
_GREY, _RED = (235, 235, 235), (164, 0, 0)


class _Paper(FPDF):
    """A4 with page numbers."""

    def __init__(self, say: Say) -> None:
        super().__init__(format="A4")
        self._say = say

    def footer(self) -> None:
        self.set_y(-_MARGIN)
        self.set_font(_FONT, size=_SMALL)
        self.cell(0, text=self._say("page", page=self.page_no()), align="C")


def render(report: Report, say: Say, closed: datetime, version: int) -> bytes:
    """Return the PDF of a report.

    :param closed: the moment the report was closed, aware.
    """
    paper = _Paper(say)
    paper.set_margin(_MARGIN)
    paper.set_auto_page_break(auto=True, margin=_MARGIN + _LINE)
    paper.set_creation_date(closed)
    paper.set_title(f"{report.season} {report.title}")
    paper.set_lang("zh-CN")
    paper.add_font(_FONT, fname=pylopdf_fonts_zh_cn.sans_path())
    paper.add_page()
    _heading(paper, report.season, _HEADING, align="C")
    _heading(paper, report.title, _TITLE, align="C")
    paper.set_font(_FONT, size=_BODY)
    day = clock.shanghai_date(closed).isoformat()
    _paragraph(paper, say("closed_on", day=day, version=version), _LINE, align="C")
    for section in report.sections:
        _heading(paper, section.title, _HEADING)
        for block in section.blocks:
            _draw(paper, block)
    return bytes(paper.output())


def _heading(paper: FPDF, text: str, size: int, align: str = "L") -> None:
    paper.ln(2)
    # A title does not stand alone at the foot of a page.
    if paper.will_page_break(size + 2 * _LINE):
        paper.add_page()
    paper.set_font(_FONT, size=size)
    _paragraph(paper, text, size * 0.6, align)


def _paragraph(paper: FPDF, text: str, height: float, align: str = "L") -> None:
    paper.multi_cell(
        0, height, text, align=align, new_x="LMARGIN", new_y="NEXT", wrapmode=WrapMode.CHAR
    )


def _draw(paper: FPDF, block: Words | Table | Bars) -> None:
    paper.set_font(_FONT, size=_BODY)
    if isinstance(block, Words):
        for paragraph in block.paragraphs:
            _paragraph(paper, paragraph, _LINE)
    elif isinstance(block, Table):
        _draw_table(paper, block)
    else:
        _draw_bars(paper, block)


def _draw_table(paper: FPDF, table: Table) -> None:
    if table.rows:
        paper.set_font(_FONT, size=_SMALL)
        head = FontFace(fill_color=_GREY)
        with paper.table(
            headings_style=head, line_height=_LINE - 1, text_align="LEFT", wrapmode=WrapMode.CHAR
        ) as drawn:
            for cells in (table.head, *table.rows):
                row = drawn.row()
                for cell in cells:
                    row.cell(cell)
    for said in filter(None, ("" if table.rows else table.empty, table.more)):
        _paragraph(paper, said, _LINE)


def _draw_bars(paper: FPDF, chart: Bars) -> None:
    """Draw a bar for each name, its number beside it; a chart stays on one page."""
    if paper.will_page_break(_LINE * (len(chart.bars) + 2)):
        paper.add_page()
    paper.ln(2)
    _paragraph(paper, chart.title, _LINE)
    for name, number in chart.bars:
        paper.cell(_BAR_LABEL, _LINE, text=_fitting(paper, name, _BAR_LABEL - 2))
        length = _BAR_LONGEST * number // chart.longest
        x, y = paper.get_x(), paper.get_y()
        if length:
            with paper.local_context(fill_color=_RED):
                paper.rect(x, y + 1, length, _BAR_HEIGHT, style="F")
        paper.set_x(x + length + 2)
        paper.cell(0, _LINE, text=str(number), new_x="LMARGIN", new_y="NEXT")


def _fitting(paper: FPDF, text: str, width: float) -> str:
    """Return as much of a text as fits the width."""
    shown = text
    while shown and paper.get_string_width(shown) > width:
        text = text[:-1]
        shown = f"{text}…"
    return shown
