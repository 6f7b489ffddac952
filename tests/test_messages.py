"""The catalogue is whole: both languages, every sentence the code names, no sentence nobody says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from smrj_desktop import messages
from tests.support import tree

JA = messages.catalogue("ja")
EN = messages.catalogue("en")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_both_languages_say_the_same_sentences():
    assert JA.keys() ^ EN.keys() == set()


@pytest.mark.parametrize("catalogue", [JA, EN], ids=messages.LANGUAGES)
def test_every_sentence_says_something(catalogue):
    assert [name for name, sentence in catalogue.items() if not sentence.strip()] == []


def test_both_languages_have_the_same_placeholders():
    different = {name for name in JA.keys() & EN.keys() if placeholders(JA[name]) != placeholders(EN[name])}
    assert different == set()


def test_placeholders_are_names():
    assert {p for sentence in JA.values() for p in placeholders(sentence) if not p.isidentifier()} == set()


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the program, with where it stands."""
    for module, path in tree.modules().items():
        for node in ast.walk(tree.syntax(path)):
            if isinstance(node, ast.Call):
                yield f"{module}:{node.lineno}", node


def renders(call: ast.Call) -> bool:
    """Whether a call is `messages.text(...)`, or `text(...)` with the id written out."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return (
            function.attr == "text"
            and isinstance(function.value, ast.Name)
            and function.value.id == "messages"
        )
    return isinstance(function, ast.Name) and function.id == "text"


def errors() -> dict[str, str]:
    """The message id of every exception class that names one."""
    return {
        node.name: statement.value.value
        for path in tree.modules().values()
        for node in ast.walk(tree.syntax(path))
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and statement.targets[0].id == "message"
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    }


def test_every_sentence_the_code_names_exists():
    named = {
        (place, call.args[0].value)
        for place, call in calls()
        if renders(call) and call.args and isinstance(call.args[0], ast.Constant)
    }
    named |= set(errors().items())
    assert {(place, name) for place, name in named if name not in JA} == set()


def test_sentences_get_exactly_the_parameters_they_ask_for():
    wrong = []
    classes = errors()
    for place, call in calls():
        function = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if renders(call) and call.args and isinstance(call.args[0], ast.Constant):
            message = call.args[0].value
        elif function in classes:
            message = classes[function]
        else:
            continue
        given = {keyword.arg for keyword in call.keywords}
        if None not in given and message in JA and given != placeholders(JA[message]):
            wrong.append(f"{place}: {message} given {sorted(map(str, given))}")
    assert wrong == []


def test_every_sentence_is_said_somewhere():
    literals: set[str] = set()
    patterns: set[str] = set()
    for path in tree.modules().values():
        for node in ast.walk(tree.syntax(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                patterns.add(_pattern(node))
    # an id put together in the code, such as f"undo.{kind}", says all ids of its form
    spoken = re.compile(
        "|".join(pattern for pattern in patterns if re.match(r"[a-z_]+\\\.", pattern)) or r"(?!)"
    )
    assert [name for name in JA if name not in literals and not spoken.fullmatch(name)] == []


def _pattern(joined: ast.JoinedStr) -> str:
    return "".join(
        re.escape(part.value) if isinstance(part, ast.Constant) else r"[a-z0-9_.-]+" for part in joined.values
    )
