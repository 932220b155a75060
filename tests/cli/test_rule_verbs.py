"""`shapecheck rules` and `shapecheck explain`."""

from __future__ import annotations

import json
from pathlib import Path

from shapecheck.rules.rule import load
from tests.cli.conftest import Command


def test_rules(shapecheck: Command) -> None:
    out = shapecheck("rules").out
    for code, rule in load().items():
        assert code in out
        assert rule.name in out
    listed = json.loads(shapecheck("rules", "--output-format", "json").out)
    assert [each["code"] for each in listed] == list(load())


def test_explain(shapecheck: Command) -> None:
    by_code, by_name = shapecheck("explain", "ksh201"), shapecheck("explain", "wrong-rank")
    assert by_code == by_name
    assert by_code.status == 0
    for part in ("KSH201: wrong-rank", "error", "Bad:", "Good:", load()["KSH201"].summary):
        assert part in by_code.out
    (page,) = json.loads(shapecheck("explain", "KSH201", "--output-format", "json").out)
    assert page["bad"] == list(load()["KSH201"].bad)


def test_explain_all(shapecheck: Command) -> None:
    out = shapecheck("explain", "--all").out
    assert all(code in out for code in load())


def test_explain_what_is_none(shapecheck: Command) -> None:
    assert shapecheck("explain").status == 2
    done = shapecheck("explain", "wrong-rnk")
    assert done == (2, "", 'shapecheck: no rule is called "wrong-rnk"; did you mean "wrong-rank"?\n')


def test_explain_in_markdown(shapecheck: Command) -> None:
    out = shapecheck("explain", "--all", "--format", "md").out
    assert [line[2:8] for line in out.splitlines() if line.startswith("# KSH")] == list(load())
    assert "```python" in out


def test_explain_draws_what_flattening_is_about(shapecheck: Command) -> None:
    drawn = shapecheck("explain", "KSH104", "--format", "svg")
    assert drawn.status == 0
    assert drawn.out.startswith("<svg ")
    assert "54,090 parameters" in drawn.out
    assert "5,408 x 10 + 10 biases = 54,090 parameters" in shapecheck("explain", "KSH104").out
    refused = shapecheck("explain", "KSH201", "--format", "svg")
    assert (refused.status, refused.out) == (2, "")


def test_pages_of_all_rules(shapecheck: Command, project: Path) -> None:
    assert shapecheck("explain", "--all", "--into", "docs/rules") == (0, "", "")
    written = {path.name for path in (project / "docs/rules").iterdir()}
    assert written == {"README.md", "dense.svg", *(f"{code}.md" for code in load())}
    index = (project / "docs/rules/README.md").read_text()
    assert index == shapecheck("rules", "--format", "md").out
    for code, rule in load().items():
        assert f"[{code}]({code}.md) | {rule.name} | {rule.level}" in index
