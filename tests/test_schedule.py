"""What `schedule` prints does what it says, whatever the paths; the assets of Dagster."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from syria_analysis.cli import main
from syria_analysis.errors import BadDate, BadParameter, DateOutOfRange
from syria_analysis.reports.parameters import Parameter, resolve
from syria_analysis.reports.schedule import Schedule, clock_time

ODD = '/srv/it\'s 100% "mine" $HOME; a\\b'


def plan(folder="/srv/reports", program=("/srv/venv/bin/syria-analysis",), **more):
    day = ("-p", "date=latest")
    return Schedule("situation", "06:05", tuple(program), day, Path(folder), **more)


def fake_command(folder):
    """Make a command that writes its arguments down, a line each, and fails for a report."""
    program = folder / "bin dir" / "syria-analysis"
    program.parent.mkdir(parents=True)
    said = shlex.quote(str(folder / "said"))
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {said}\ntest "$1" = alerts\n')
    program.chmod(0o755)
    return str(program), folder / "said"


@pytest.mark.parametrize("name", ["plain", 'it\'s 100% "odd" $HOME; a\\b `x` \\%'])
def test_the_crontab_line_runs_both_commands(tmp_path, name):
    program, said = fake_command(tmp_path)
    output = tmp_path / name
    line = plan(output, [program], data=Path(ODD)).crontab
    assert line.count("\n") == 1
    when, command = re.fullmatch(r"(\d+ \d+ \* \* \*) (.*)\n", line).groups()
    assert when == "5 6 * * *"
    assert not re.search(r"(?<!\\)%", command)
    subprocess.run(["/bin/sh", "-c", command.replace("\\%", "%")], check=True)  # as cron does
    data = ["--data", ODD]
    assert said.read_text().splitlines() == [
        *("report", "situation", "-p", "date=latest", "--output", str(output), *data),
        *("alerts", "--date", "latest", "--output", str(output / "alerts.json"), *data),
    ]
    assert (output / "schedule.log").is_file()


def unit(text):
    parser = configparser.RawConfigParser(strict=True, delimiters=("=",))
    parser.optionxform = str
    parser.read_string(text)
    return parser


def test_the_timer_makes_up_for_a_time_missed():
    timer = unit(plan().timer)
    assert timer["Timer"]["OnCalendar"] == "*-*-* 06:05:00"
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_the_service_quotes_and_escapes():
    service = unit(plan(ODD).service)["Service"]
    assert service["Type"] == "oneshot"
    quoted = '"/srv/it\'s 100%% \\"mine\\" $$HOME; a\\\\b"'
    assert service["ExecStart"] == (
        f"/srv/venv/bin/syria-analysis report situation -p date=latest --output {quoted}"
    )
    assert service["ExecStopPost"].startswith("/srv/venv/bin/syria-analysis alerts --date latest")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
@pytest.mark.parametrize("folder", ["/srv/reports", ODD])
def test_systemd_takes_the_units(tmp_path, folder):
    program, _ = fake_command(tmp_path)
    made = plan(folder, [program])
    for kind in ("service", "timer"):
        (tmp_path / f"{made.unit}.{kind}").write_text(getattr(made, kind))
    units = [str(tmp_path / f"{made.unit}.{kind}") for kind in ("service", "timer")]
    checked = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    of_these = [line for line in checked.stderr.splitlines() if made.unit in line]
    assert not of_these, of_these


def test_what_cannot_be_scheduled():
    with pytest.raises(BadParameter, match="cannot stand in a crontab"):
        plan("/srv/a\nb")
    for wrong in ("6:30", "24:00", "06:60", "0630", "", "06:30\n", "٠٦:٣٠"):
        with pytest.raises(BadParameter, match="06:30"):
            clock_time(wrong)


def test_the_command(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["schedule", "situation", "--at", "23:59", "--output", "my reports"]) == 0
    text = capsys.readouterr().out
    assert f"--output '{tmp_path}/my reports'" in text
    assert "OnCalendar=*-*-* 23:59:00" in text
    assert list(tmp_path.iterdir()) == []
    assert main(["schedule", "situation", "--only", "crontab"]) == 0
    line = capsys.readouterr().out
    program = shlex.split(line)[10]
    assert Path(program).is_absolute()
    ran = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert "syria-analysis" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["situatoin"], "did you mean 'situation'"),
        (["situation", "--at", "7"], "time of day"),
        (["situation", "--data", "nowhere"], "no data package"),
        (["situation", "--rules", "nowhere.toml"], "cannot read the rules"),
    ],
)
def test_a_wrong_request_is_told_when_it_is_made(capsys, arguments, words):
    assert main(["schedule", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_latest_stands_for_the_last_evening(syria, capsys):
    day = Parameter("date", "Day", False, "2024-12-02")
    assert resolve([day], {"date": "latest"}, syria) == {"date": "2024-12-08"}
    with pytest.raises(BadDate):
        resolve([day], {"date": "lastest"}, syria)
    with pytest.raises(DateOutOfRange):
        syria.day("2024-12-12")
    assert main(["changes", "--since", "2024-12-07", "--date", "latest", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["date"] == "2024-12-08"
