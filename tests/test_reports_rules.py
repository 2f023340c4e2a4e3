"""What a notebook declares of its parameters is checked before anything runs."""

from __future__ import annotations

import pytest

from selection import first_quick
from syria_analysis.cli import main
from syria_analysis.errors import BadParameter, SyriaAnalysisError
from syria_analysis.reports import build
from syria_analysis.reports.parameter_rules import check_rules
from syria_analysis.reports.request import prepare

VALUES = {
    "first": "2024-11-26",
    "last": "2024-12-02",
    "us": ["HTS"],
    "them": ["SAA", "SDF"],
    "one": "SAA",
    "force": "HTS",
    "held": ["hama", "aleppo"],
    "free": ["hama", "homs"],
    "disputed": "suran",
    "lonely": "hmeimim",
}

KEPT = [
    "first <= last",
    "us apart them",
    "us apart one",
    "free not held by force on last",
    "held not held by force on first",
    "held not held by one on last",
    "disputed not held by force on last",
    "free on roads",
    "disputed on roads",
]
BROKEN = {
    "last <= first": "last 2024-12-02 must not be later than first 2024-11-26",
    "us apart us": "HTS cannot be among both the us and the us",
    "one apart them": "SAA cannot be among both the one and the them",
    "held not held by force on last": "'held': HTS already holds aleppo on 2024-12-02",
    "lonely on roads": "'lonely': hmeimim lies on no road of the data: the nearest",
    "us == them": "rule 'us == them' cannot be read",
    "us apart others": "cannot be read",
    "free not held by force": "cannot be read",
    "free on roads; import os": "cannot be read",
}


@pytest.mark.parametrize("rule", KEPT)
def test_a_rule_that_is_kept(syria, rule):
    values = VALUES if rule != "held not held by one on last" else VALUES | {"held": ["aleppo"]}
    check_rules([rule], values, syria)


@pytest.mark.parametrize(("rule", "said"), BROKEN.items())
def test_a_rule_that_is_broken(syria, rule, said):
    with pytest.raises(BadParameter) as caught:
        check_rules(["first <= last", rule], VALUES, syria)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


SCENARIOS = [
    ({"captures": "aleppo"}, "'captures': HTS already holds aleppo on 2024-12-02"),
    ({"captures": "homs,Aleppo"}, "'captures': HTS already holds aleppo on 2024-12-02"),
    ({"captures": "aleppo", "by": "SDF", "source": "hmeimim"}, "hmeimim lies on no road"),
    ({"targets": "hmeimim"}, "'targets': hmeimim lies on no road"),
    ({"targets": "damascus"}, "damascus cannot be among both the source and the targets"),
    ({"captures": "damascus"}, "damascus cannot be among both the captures and the source"),
    ({"captures": "latakia"}, "latakia cannot be among both the captures and the targets"),
    ({"by": "HTS,SNA"}, "'by'"),
    ({"captures": "hmaa"}, "did you mean 'hama'"),
]


@pytest.mark.parametrize(("values", "said"), first_quick(SCENARIOS, 3))
def test_a_scenario_that_cannot_be_is_refused_before_a_kernel_starts(
    monkeypatch, capsys, tmp_path, values, said
):
    monkeypatch.setattr(build, "Run", lambda *a, **k: pytest.fail("a kernel was started"))
    with pytest.raises(SyriaAnalysisError) as caught:
        build.build_report("scenario", values, tmp_path)
    assert said in str(caught.value)
    asked = [item for name, value in values.items() for item in ("-p", f"{name}={value}")]
    assert main(["report", "scenario", *asked, "--output", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_that_can_be_is_taken():
    asked = prepare("scenario", {"captures": "aleppo", "date": "2024-11-28", "by": "SNA"})
    assert asked.values["captures"] == ["aleppo"]
    back = prepare("scenario", {"captures": "aleppo", "by": "SAA", "targets": "hama"})
    assert back.values["by"] == "SAA"
