"""Suppression comments: what each form suppresses, and what is said of those that are wrong."""

from __future__ import annotations

import textwrap

import pytest

from shapecheck import check_source
from shapecheck.finding import Finding, Severity
from shapecheck.rules.rule import Rule, load
from shapecheck.source import Location, Span
from shapecheck.suppression import suppress

MARK = "BAD"
CODES = {"KSH201": "wrong-rank", "KSH203": "merge-mismatch"}


def findings_in(text: str) -> list[Finding]:
    """Make a KSH201 at each BAD, and a KSH203 at each WORSE."""
    made = []
    for row, line in enumerate(text.splitlines(), 1):
        for word, code in (("BAD", "KSH201"), ("WORSE", "KSH203")):
            column = line.partition("#")[0].find(word) + 1
            if column:
                span = Span(Location(row, column), Location(row, column + len(word)))
                made.append(Finding(code, CODES[code], Severity.ERROR, "bad", span, filename="a.py"))
    return made


def heard(text: str, *, without: str = "", complete: bool = True) -> list[tuple[int, str]]:
    text = textwrap.dedent(text).lstrip("\n")
    rules = load()
    enabled = set(rules) - {without}
    findings = [found for found in findings_in(text) if found.code in enabled]
    kept = suppress(text, "a.py", findings, rules, enabled, complete=complete)
    return sorted((found.span.start.row, found.code) for found in kept)


def test_without_comments() -> None:
    assert heard("x = BAD\n") == [(1, "KSH201")]


@pytest.mark.parametrize("code", ["KSH201", "wrong-rank", "KSH203, KSH201"])
def test_on_the_line(code: str) -> None:
    assert heard(f"x = BAD + WORSE  # shapecheck: ignore[{code}] -- why\ny = BAD", without="KSH002") == [
        *([] if "," in code else [(1, "KSH203")]),
        (2, "KSH201"),
    ]


def test_among_other_comments() -> None:
    assert heard("x = BAD  # (B, 3)  # shapecheck: ignore[KSH201]  # type: ignore") == []


def test_at_the_end_of_a_finding_of_several_lines() -> None:
    text = "x = f(\n    1,\n)  # shapecheck: ignore[KSH201]\n"
    found = Finding("KSH201", "wrong-rank", Severity.ERROR, "bad", Span(Location(1, 5), Location(3, 2)), filename="a")
    rules = load()
    assert suppress(text, "a", [found], rules, set(rules)) == []


def test_before_the_next_statement() -> None:
    text = """
    # shapecheck: ignore[KSH201]

    # another comment
    x = [
        BAD,
    ]
    y = BAD
    """
    assert heard(text) == [(7, "KSH201")]


def test_before_a_line_within_a_statement() -> None:
    text = """
    x = [
        # shapecheck: ignore[KSH201]
        # another comment
        BAD,
        BAD,
    ]
    """
    assert heard(text) == [(5, "KSH201")]


def test_for_the_file() -> None:
    assert heard("x = BAD\ny = WORSE\n# shapecheck: file-ignore[KSH201]\nz = BAD") == [(2, "KSH203")]


def test_between_disable_and_enable() -> None:
    text = """
    x = BAD
    # shapecheck: disable[KSH201, KSH203]
    x = BAD + WORSE
    # shapecheck: enable[KSH201]
    x = BAD + WORSE
    # shapecheck: enable
    x = BAD + WORSE
    """
    assert heard(text) == [(1, "KSH201"), (5, "KSH201"), (7, "KSH201"), (7, "KSH203")]


@pytest.mark.parametrize("code", ["KSH201", "wrong-rank"])
@pytest.mark.parametrize(
    "text",
    [
        "x = BAD  # shapecheck: ignore[{}]",
        "# shapecheck: ignore[{}]\nx = BAD",
        "x = BAD\n# shapecheck: file-ignore[{}]",
        "# shapecheck: disable[{}]\nx = BAD\n# shapecheck: enable[{}]\n",
        "#shapecheck:ignore[ {} ]--a reason, with [brackets] and # signs\nx = BAD",
        "x = BAD  # SHAPE of x  # shapecheck: ignore[{}] -- a reason",
    ],
)
def test_every_form_takes_codes_and_names(text: str, code: str) -> None:
    assert heard(text.replace("{}", code)) == []
    # another finding in its place is heard, and the comment is one too many
    other = [found for _, found in heard(text.replace("{}", code).replace("BAD", "WORSE"))]
    assert sorted(other) == ["KSH002", "KSH203"]


def test_disable_to_the_end() -> None:
    assert heard("# shapecheck: disable[KSH201]\nx = BAD\ny = BAD") == []


def test_a_blanket_is_obeyed_and_flagged() -> None:
    assert heard("x = BAD + WORSE  # shapecheck: ignore") == [(1, "KSH004")]
    assert heard("x = BAD  # shapecheck: ignore[]", without="KSH002") == [(1, "KSH004"), (1, "KSH201")]
    assert heard("# shapecheck: disable\nx = BAD\n") == [(1, "KSH004")]


@pytest.mark.parametrize("form", ["ignore", "file-ignore", "disable"])
def test_a_blanket_of_any_form_is_flagged(form: str) -> None:
    assert heard(f"# shapecheck: {form}\nx = BAD + WORSE\n") == [(1, "KSH004")]
    assert heard(f"# shapecheck: {form} -- with a reason\nx = BAD\n") == [(1, "KSH004")]


def test_before_a_statement_with_a_body_it_is_about_the_head() -> None:
    text = """
    # shapecheck: ignore[KSH201]
    for x in [
        BAD,
    ]:
        BAD
    """
    assert heard(text) == [(5, "KSH201")]


def test_unused() -> None:
    assert heard("x = 1  # shapecheck: ignore[KSH201]") == [(1, "KSH002")]
    assert heard("x = BAD  # shapecheck: ignore[KSH201, KSH203]") == [(1, "KSH002")]
    assert heard("# shapecheck: file-ignore[KSH201]\n") == [(1, "KSH002")]
    assert heard("# shapecheck: enable[KSH201]\n") == [(1, "KSH002")]
    assert heard("x = 1  # shapecheck: ignore") == [(1, "KSH002"), (1, "KSH004")]


def test_what_was_not_looked_for_is_not_unused() -> None:
    assert heard("x = BAD  # shapecheck: ignore[KSH201]", without="KSH201") == []
    assert heard("x = 1  # shapecheck: ignore[KSH201]", complete=False) == []
    assert heard("x = 1  # shapecheck: ignore[KSH201]", without="KSH002") == []


def test_two_that_mean_the_same_are_both_used() -> None:
    assert heard("# shapecheck: file-ignore[KSH201]\nx = BAD  # shapecheck: ignore[KSH201]") == []


def test_unused_can_be_suppressed() -> None:
    assert heard("x = 1  # shapecheck: ignore[KSH201, KSH002]") == []
    assert heard("# shapecheck: file-ignore[unused-suppression]\nx = 1  # shapecheck: ignore[KSH201]") == []
    assert heard("x = 1  # shapecheck: ignore[KSH002]") == [(1, "KSH002")]
    assert heard("x = BAD  # shapecheck: ignore[KSH201, KSH002]") == [(1, "KSH002")]


def test_unknown_words() -> None:
    assert heard("x = BAD  # shapecheck: ignore[KSH2001]") == [(1, "KSH003"), (1, "KSH201")]
    assert heard("x = BAD  # shapecheck: ingore[KSH201]") == [(1, "KSH005"), (1, "KSH201")]
    assert heard("x = 1  # shapecheck: reveal") == []
    assert heard("x = BAD  # noqa") == [(1, "KSH201")]
    assert heard("x = '# shapecheck: ignore[KSH2001]'") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # shapecheck: ignore[KSH201] -- why\ny = 2\n", "x = 1\ny = 2\n"),
        ("x = 1  # shapecheck: ignore[KSH201]", "x = 1"),
        ("    # shapecheck: ignore[KSH201]\nx = 1\n", "x = 1\n"),
        ("x = 1  # kept  # shapecheck: ignore[KSH201]\n", "x = 1  # kept\n"),
        ("x = BAD  # shapecheck: ignore[KSH203, KSH201] -- why\n", "x = BAD  # shapecheck: ignore[KSH201] -- why\n"),
        ("x = 1\n# shapecheck: file-ignore[KSH201]", "x = 1\n"),
    ],
)
def test_the_fix(before: str, after: str) -> None:
    rules = load()
    (found,) = suppress(before, "a.py", findings_in(before), rules, set(rules))
    assert found.fix is not None
    assert found.fix.applicability == "safe"
    (edit,) = found.fix.edits
    lines = before.splitlines(keepends=True)
    offsets = [sum(map(len, lines[: place.row - 1])) + place.column - 1 for place in edit.span]
    assert before[: offsets[0]] + edit.content + before[offsets[1] :] == after


@pytest.mark.parametrize(
    "rule", [rule for rule in load().values() if rule.function is None], ids=lambda rule: rule.code
)
def test_examples_of_the_rules_about_the_tool(rule: Rule) -> None:
    for example in rule.bad:
        text = f"import keras\n{example}"
        marked = [row for row, line in enumerate(text.splitlines(), 1) if line.endswith(f"# {rule.code}")]
        found = [each.span.start.row for each in check_source(text).findings if each.code == rule.code]
        assert marked
        assert found == marked or rule.code == "KSH001"
        assert found
