"""The script that sets the findings of two folders of reports side by side."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "tools" / "compare_findings.py"
FRONT = {
    "id": "front",
    "sentence": "The front is 18 km away.",
    "numbers": {"km": 18.2, "ends": {"low": 14.0}},
    "events": ["a", "b"],
    "sources": ["s"],
}
GONE = {**FRONT, "id": "gone", "sentence": "Nothing moved."}


@pytest.fixture
def compared(tmp_path, capsys):
    """Compare two lists of findings by the script; give its exit code and lines."""
    main = runpy.run_path(str(SCRIPT))["main"]

    def run(before, after):
        for name, findings in (("before", before), ("after", after)):
            file = tmp_path / name / "situation" / "2019-06-10" / "findings.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps({"findings": findings}))
        code = main([str(tmp_path / "before"), str(tmp_path / "after")])
        return code, capsys.readouterr().out.splitlines()[2:]

    return run


def test_equal_findings_differ_in_nothing(compared):
    barely = {**FRONT, "numbers": {"km": 18.2 + 1e-9, "ends": {"low": 14}}, "events": ["b", "a"]}
    assert compared([FRONT], [barely]) == (0, ["", "no difference"])


def test_every_difference_has_its_line(compared):
    moved = {**FRONT, "sentence": "It is 19 km away.", "events": ["b", "c"]}
    moved["numbers"] = {"km": 19.0, "ends": {"low": 14.0}, "high": 21}
    code, lines = compared([FRONT, GONE], [moved, {**GONE, "id": "new"}])
    at = "| situation/2019-06-10 |"
    assert code == 1
    assert lines[:6] == [
        f"{at} front | sentence | The front is 18 km away. | It is 19 km away. |",
        f"{at} front | numbers.km | 18.2 | 19 |",
        f"{at} front | events | a | c |",
        f"{at} front | numbers.high |  | 21 |",
        f"{at} gone | removed | Nothing moved. |  |",
        f"{at} new | added |  | Nothing moved. |",
    ]
