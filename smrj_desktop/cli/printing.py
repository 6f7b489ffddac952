"""`export --to pdf`: the whole plan, or summaries of sections, without a screen."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from smrj_desktop import messages
from smrj_desktop.cli.common import say
from smrj_desktop.cli.progress import Tell
from smrj_desktop.domain.errors import NothingReplacedError, UnknownSectionError

if TYPE_CHECKING:
    from smrj_desktop.domain.plan import Plan
    from smrj_desktop.render.page import Printout
    from smrj_desktop.render.parts import Wanted


_LAYING_OUT = "worker.laying_out"


def write(options: argparse.Namespace, plan: Plan, tell: Tell) -> None:
    """Writes a plan as a PDF document.

    Args:
        options: what `export` was given.
        plan: the plan to print.
        tell: is told how far it is.

    Raises:
        UnknownSectionError: the plan has no section of a name that was given.
        NothingReplacedError: no page differs from the earlier plan's.
        FileError: the earlier plan cannot be read, or the file cannot be written.
    """
    from smrj_desktop.domain.fiscal_years import show_day
    from smrj_desktop.io import atomic, workbook_read
    from smrj_desktop.io.sheet_words import print_form as word

    old = workbook_read.read(options.replaces)[0] if options.replaces else None
    wanted = _wanted(options, plan, old)
    from smrj_desktop.render import missing, parts, printout, publishing, replacement, replacement_list
    from smrj_desktop.render.paper import PageSetup

    # faces of type are there as long as this is
    application = publishing.application()
    setup = PageSetup(mono=options.mono)
    if old is not None and replacement_list.other_plan(old, plan):
        say(messages.text("printing.other_plan", title=old.profile.title))

    def printed(of: Plan, wanted: Wanted, begin: float) -> Printout:
        made = parts.of_plan(of, wanted)
        return publishing.printed(
            made, setup, contents=wanted.contents, tell=lambda share: tell(begin + share * 0.2, _LAYING_OUT)
        )

    whole = printed(plan, wanted, 0.2)
    if old is not None:
        before = printed(old, wanted.of_earlier(old, plan), 0.4)
        numbered = replacement.renumbered(before, whole, setup)
        found = replacement.replacing(before, numbered, retitled=old.profile.title != plan.profile.title)
        if not found.entries:
            raise NothingReplacedError
        whole = replacement_list.handed_out(found, replacement_list.listing(found, old, plan), setup)
    furniture = publishing.furniture_of(
        plan,
        version=options.name_version,
        date=show_day(datetime.now().astimezone().date()),
        draft=word("draft") if options.draft else "",
    )
    whole = printout.furnished(whole, furniture, setup)
    if said := missing.sentence(whole):
        say(said)
    content = publishing.pdf(
        whole,
        title=plan.profile.title,
        mono=setup.mono,
        tell=lambda share: tell(0.6 + share * 0.3, "worker.writing"),
    )
    atomic.write(options.output, content)
    del application


def _wanted(options: argparse.Namespace, plan: Plan, old: Plan | None) -> Wanted:
    """What is to be printed: summaries of the sections named, which may have gone, or the whole plan."""
    from smrj_desktop.render import parts

    if not options.section:
        return replace(parts.whole_plan(plan), notes=options.comments)
    known = dict.fromkeys(key for each in (plan, old) if each for key in parts.sections_of(each))
    for name in options.section:
        if name not in known:
            raise UnknownSectionError(name=name, known="、".join(known))
    chosen = tuple(key for key in known if key in options.section)
    return parts.Wanted(sections=chosen, notes=options.comments, contents=len(chosen) > 1)
