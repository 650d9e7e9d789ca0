"""Marked text as PDF (A4). The same text gives the same bytes: no clock and no chance is in it."""

from __future__ import annotations

from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph as Flow
from reportlab.platypus import SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from infra.documents.marked_text import Block, Heading, Paragraph, TextTable, blocks

FONTS = Path(__file__).with_name("fonts")
"""DejaVu Sans: letters far beyond Latin-1, free to embed (LICENSE_DEJAVU beside it)."""
REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"
SIZE, LEADING = 9.5, 13.0
MARGIN = 22 * mm
TEXT_WIDTH = A4[0] - 2 * MARGIN
CELL_GAP = 8.0


def as_pdf(text: str, title: str) -> bytes:
    """The document's bytes. ``title`` is its name in a reader, and stands at the foot of each page with its number."""
    _register_fonts()
    stream = BytesIO()
    document = SimpleDocTemplate(
        stream, pagesize=A4, title=title, author="", invariant=1,
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
    )  # fmt: skip

    def foot(canvas: Any, page: Any) -> None:
        canvas.setFont(REGULAR, 7.5)
        canvas.drawString(MARGIN, 12 * mm, title)
        canvas.drawRightString(A4[0] - MARGIN, 12 * mm, str(page.page))

    document.build([_flow(block) for block in blocks(text)], onFirstPage=foot, onLaterPages=foot)
    return stream.getvalue()


@cache
def _register_fonts() -> None:
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))


def _style(size: float = SIZE, font: str = REGULAR, **more: Any) -> ParagraphStyle:
    return ParagraphStyle("", fontName=font, fontSize=size, leading=size * LEADING / SIZE, **more)


def _flow(block: Block) -> Any:
    if isinstance(block, TextTable):
        return _grid(block)
    if isinstance(block, Heading):
        return Flow(escape(block.text), _style(14 if block.level == 1 else 11, BOLD, spaceBefore=4, spaceAfter=4))
    assert isinstance(block, Paragraph)
    return Flow(escape(block.text), _style()) if block.text else Spacer(0, LEADING * 0.7)


def _grid(table: TextTable) -> Grid:
    styles = [_style(alignment=TA_RIGHT) if right else _style() for right in table.to_the_right]
    rows = [[Flow(escape(cell), style) for cell, style in zip(row, styles, strict=True)] for row in table.rows]
    padding = [(f"{side}PADDING", (0, 0), (-1, -1), 1.0) for side in ("TOP", "BOTTOM", "LEFT")]
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("RIGHTPADDING", (0, 0), (-1, -1), CELL_GAP), *padding]
    return Grid(rows, colWidths=_widths(table), hAlign="LEFT", style=style)


def _widths(table: TextTable) -> list[float]:
    """As wide as the widest cell, where all fit side by side; else the widest columns share what the others leave."""
    wanted = [
        max(stringWidth(cell, REGULAR, SIZE) for cell in column) + CELL_GAP + 4
        for column in zip(*table.rows, strict=True)
    ]
    left, settled = TEXT_WIDTH, dict[int, float]()
    for place, number in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        settled[number] = min(wanted[number], left / (len(wanted) - place))
        left -= settled[number]
    return [settled[number] for number in range(len(wanted))]
