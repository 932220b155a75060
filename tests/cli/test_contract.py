"""What users and other programs rely on, row by row, each with the test that holds it.

The table is a copy of the contract of the command line: a row may be added, and never taken away.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest

from shapecheck.cli.entry import _shapecheck
from shapecheck.output.formats import FORMATS

TESTS = Path(__file__).parents[1]

FLAGS = "cli/test_flags.py::test_a_flag_and_its_variable"
GOLDEN = "output/test_formats.py::test_whole_output"

VERBS = {
    "check": "cli/test_check_verb.py::test_statuses",
    "summary": "cli/test_model_verbs.py::test_summary_text",
    "graph": "cli/test_graph_verb.py::test_whole_output",
    "verify": "cli/test_model_verbs.py::test_verify",
    "diff": "cli/test_diff_verb.py::test_modules_are_those_of_the_revision",
    "coverage": "cli/test_coverage_verb.py::test_counts",
    "explain": "cli/test_rule_verbs.py::test_explain",
    "reveal": "cli/test_reveal_verb.py::test_a_tensor_and_how_it_came_about",
    "rules": "cli/test_rule_verbs.py::test_rules",
    "baseline write": "cli/test_baseline_verb.py::test_what_is_known_is_not_reported",
    "baseline update": "cli/test_baseline_verb.py::test_prune_takes_out_and_update_puts_in",
    "baseline prune": "cli/test_baseline_verb.py::test_prune_takes_out_and_update_puts_in",
    "baseline show": "cli/test_baseline_verb.py::test_show",
    "config show": "cli/test_config_verb.py::test_it_says_where_each_value_comes_from",
    "config schema": "cli/test_config_verb.py::test_the_schema_is_one",
    "clean": "cache/test_cached_runs.py::test_clean",
    "version": "cli/test_entry.py::test_version",
    "why": "cli/test_why_verb.py::test_a_traceback_is_explained",
    "completion": "cli/test_completion.py::test_scripts",
}

ROWS = [
    *[
        ("check", flag, FLAGS)
        for flag in """--select --extend-select --ignore --per-file-ignores --severity --fix --unsafe-fixes --diff
        --show-fixes --output-format --output-file --fail-on --exit-zero --statistics --show-files --show-settings
        --show-unknown --stdin-filename --exclude --extend-exclude --force-exclude --no-respect-gitignore --cache-dir
        --no-cache --baseline --error-on-stale-baseline --add-ignore --keras-version --image-data-format --config
        --isolated --color --quiet --verbose""".split()
    ],
    ("check", "-o", FLAGS),
    ("check", "-q", FLAGS),
    ("check", "-v", FLAGS),
    ("check", "-w", "cli/test_watching.py::test_watching"),
    ("check", "--watch", "cli/test_watching.py::test_watching"),
    ("check", "-j", "test_workers.py::test_as_one_process"),
    ("check", "--jobs", "test_workers.py::test_as_one_process"),
    ("check", "--preview", "test_selection.py::test_selection"),
    ("summary", "--set", "cli/test_model_verbs.py::test_summary_with_values"),
    ("summary", "--input", "cli/test_model_verbs.py::test_wrong_usage"),
    ("summary", "--depth", "output/test_summary.py::test_depth_shows_nested_layers"),
    ("summary", "--columns", "cli/test_model_verbs.py::test_columns_batch_and_dtype"),
    ("summary", "--batch", "cli/test_model_verbs.py::test_columns_batch_and_dtype"),
    ("summary", "--dtype", "cli/test_model_verbs.py::test_costs_in_json"),
    ("summary", "--output-format", "cli/test_model_verbs.py::test_summary_json"),
    ("verify", "--set", "cli/test_model_verbs.py::test_verify"),
    ("verify", "--input", "cli/test_model_verbs.py::test_wrong_usage"),
    ("graph", "--format", "cli/test_graph_verb.py::test_whole_output"),
    ("graph", "--depth", "cli/test_graph_verb.py::test_whole_output"),
    ("graph", "--no-fold", "cli/test_graph_verb.py::test_blocks_are_folded_unless_not_wanted"),
    ("graph", "--set", "cli/test_graph_verb.py::test_formulas_and_values"),
    ("explain", "--format", "cli/test_rule_verbs.py::test_explain_in_markdown"),
    ("explain", "--all", "cli/test_rule_verbs.py::test_explain_all"),
    ("explain", "--into", "cli/test_rule_verbs.py::test_pages_of_all_rules"),
    ("diff", "--output-format", "cli/test_diff_verb.py::test_json"),
    ("diff", "--format", "cli/test_diff_verb.py::test_markdown"),
    ("reveal", "--format", "cli/test_reveal_verb.py::test_json"),
    ("rules", "--format", "cli/test_rule_verbs.py::test_pages_of_all_rules"),
    ("coverage", "--output-format", "cli/test_coverage_verb.py::test_counts"),
    ("coverage", "--show-unknown", "cli/test_coverage_verb.py::test_show_unknown"),
    ("config show", "--format", "cli/test_config_verb.py::test_it_says_where_each_value_comes_from"),
]

FORMS = {
    "sarif": "output/test_sarif_schema.py::test_findings_of_the_buggy_fixtures",
    "junit": "output/test_formats.py::test_junit_is_what_jenkins_reads",
    "rdjson": "output/test_formats.py::test_rdjson_counts_bytes",
    "gitlab": "output/test_formats.py::test_fingerprints_outlive_moved_lines",
    "azure": "output/test_formats.py::test_commands_cannot_be_smuggled_in",
    "github": "output/test_formats.py::test_commands_cannot_be_smuggled_in",
    "json": "output/test_formats.py::test_json_has_the_fields_of_the_contract",
    "json-lines": "output/test_formats.py::test_json_loses_nothing",
    "pylint": "output/test_formats.py::test_one_line_a_finding",
    "concise": "output/test_formats.py::test_one_line_a_finding",
    "full": "output/test_formats.py::test_carets_stand_below_their_place",
    "grouped": GOLDEN,
}

STATUSES = {
    "0, 1, 2": "cli/test_check_verb.py::test_statuses",
    "2: a setting, a path": "cli/test_check_verb.py::test_wrong_usage",
    "3, 130": "cli/test_entry.py::test_endings",
    "3: the others are still reported": "test_check.py::test_our_own_bug_is_a_finding_and_other_files_go_on",
}


def command_of(verb: str) -> click.Command:
    """Return the command of a verb, or of a word below it."""
    first, _, rest = verb.partition(" ")
    context = click.Context(_shapecheck)
    found = _shapecheck.get_command(context, first)
    assert found is not None, f"there is no verb {first}"
    if rest:
        assert isinstance(found, click.Group)
        found = found.get_command(context, rest)
        assert found is not None, f"there is no {verb}"
    return found


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_there(verb: str) -> None:
    assert command_of(verb).help


@pytest.mark.parametrize(("verb", "flag"), [row[:2] for row in ROWS])
def test_every_flag_is_there(verb: str, flag: str) -> None:
    words = {
        word
        for option in command_of(verb).params
        if isinstance(option, click.Option)
        for word in (*option.opts, *option.secondary_opts)
    }
    assert flag in words


def test_every_format_is_there() -> None:
    assert set(FORMS) == set(FORMATS)


@pytest.mark.parametrize(
    "held", sorted({*VERBS.values(), *(row[2] for row in ROWS), *FORMS.values(), *STATUSES.values(), GOLDEN})
)
def test_what_holds_it_is_a_test(held: str) -> None:
    path, _, name = held.partition("::")
    assert name in names_in(TESTS / path)


def test_flags_that_are_tested_are_all_that_there_are() -> None:
    """Every flag of `check` has its row."""
    known = {flag for verb, flag, _ in ROWS if verb == "check"}
    for option in command_of("check").params:
        if isinstance(option, click.Option) and "--help" not in option.opts:
            assert known & {*option.opts, *option.secondary_opts}, option.opts


@pytest.mark.parametrize("verb", sorted({verb for verb, _, _ in ROWS}))
def test_every_flag_has_its_variable(verb: str) -> None:
    for option in command_of(verb).params:
        if not isinstance(option, click.Option) or "--help" in option.opts:
            continue
        variable = option.envvar
        if option.name == "output":
            assert variable is None, "where a picture is written belongs to one call"
            continue
        assert isinstance(variable, str)
        assert re.fullmatch(r"SHAPECHECK_[A-Z_]+", variable)
        long = next(word for word in option.opts if word.startswith("--"))
        expected = long.removeprefix("--").replace("-", "_").upper()
        assert variable.removeprefix("SHAPECHECK_") in (expected, f"{verb.partition(' ')[0].upper()}_FORMAT")
