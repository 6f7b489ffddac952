"""The plan's text as it is published: title and preamble, then a part for each chapter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from smrj_desktop.domain import fiscal_years
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.measures import HEADINGS, Outline, Passage, PassageKind
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.sections import below, continued, named
from smrj_desktop.io.indicator_grid import target_text
from smrj_desktop.io.print_form_comments import Comments
from smrj_desktop.io.sheet_words import paper
from smrj_desktop.render.blocks import BODY, Block, Heading, Paragraph, Part
from smrj_desktop.render.page import Face, TextStyle

_TITLE = TextStyle(Face.GOTHIC, 20.0, bold=True)
_FACTS = TextStyle(Face.GOTHIC, 12.0)
_ROOM = TextStyle(Face.GOTHIC, 36.0)
"""Of the empty lines between what stands on the first page."""


def text_parts(plan: Plan, *, notes: bool) -> Iterator[Part]:
    """The text; with `notes` footnotes say what open notes say of its passages."""
    group, comments = paper("part_text"), Comments(plan, wanted=notes)
    front = tuple(_front(plan))
    if front:
        yield Part(key="text/front", title=paper("part_front"), blocks=front, group=group)
    for key in plan.outline.children(""):
        chapter = plan.outline[key]
        yield Part(
            key=f"text/{key}",
            title=named(chapter) or key,
            blocks=tuple(_chapter(plan, chapter, comments)),
            group=group,
        )


def _front(plan: Plan) -> Iterator[Block]:
    """Title, agency and date, then the preamble: the first page."""
    profile = plan.profile
    facts = [text for text in (profile.agency, _day(profile.date)) if text]
    if profile.title or facts:
        yield Paragraph(text="", style=_ROOM)
    if profile.title:
        yield Paragraph(text=profile.title, style=_TITLE)
    for text in facts:
        yield Paragraph(text=text, style=_FACTS)
    if profile.preamble:
        if profile.title or facts:
            yield Paragraph(text="", style=_ROOM)
        for text in profile.preamble.splitlines():
            yield Paragraph(text=f"　{text}")


def _day(written: str) -> str:
    """A date as a plan writes it, whatever else stands in its place as it is."""
    try:
        return fiscal_years.show_day(date.fromisoformat(written))
    except ValueError:
        return written


def _chapter(plan: Plan, chapter: Passage, comments: Comments) -> Iterator[Block]:
    outline = plan.outline
    yield from _passage(outline, chapter, 0, comments)
    depth = {chapter.key: -1}
    for passage in below(outline, chapter.key):
        key, parent = passage.key, passage.parent
        # what stands below a heading is not set in, what stands below a passage is
        further = continued(outline, passage) is None
        depth[key] = -1 if passage.kind in HEADINGS else depth[parent] + further
        yield from _passage(outline, passage, depth[key], comments)
        if passage.kind is PassageKind.INDICATORS:
            own = (item for item in plan.indicators if item.section == parent)
            yield from (_indicator(item, comments) for item in own)


def _passage(outline: Outline, passage: Passage, depth: int, comments: Comments) -> Iterator[Block]:
    """A heading or a passage. Headings have no footnotes: a line below says that there is one."""
    note = comments.of_item(passage.key)
    if passage.kind in HEADINGS:
        level = outline.depth(passage.key) + 1
        yield Heading(text=named(passage), level=min(level, 3), listed=level == 2)
        if note:
            yield Paragraph(text=paper("part_noted"), style=BODY, note=note)
        return
    repeat = paper("part_repeat") if passage.repeat_of else ""
    before = continued(outline, passage)
    yield Paragraph(
        text=passage.text + repeat,
        mark=passage.mark,
        under=before.mark if before else "",
        depth=max(depth, 0),
        note=note,
    )


def _indicator(item: Indicator, comments: Comments) -> Paragraph:
    core = paper("part_core") if item.core else ""
    basis = paper("part_basis", basis=item.basis) if item.basis else ""
    said = paper("part_indicator", indicator=item.name, target=target_text(item))
    return Paragraph(text=said + basis + core, mark="・", depth=1, note=comments.of_item(item.key))
