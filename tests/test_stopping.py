"""However a command ends, nothing of it is left: signals, kills, full disks, closed outputs."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from mapped import write_maps, write_package
from syria_analysis.package.atomic import atomic_write
from syria_analysis.package.locks import locked, scratch_folder
from worlds import event, place, write_world

WAITING = """
import signal, sys, time
from pathlib import Path
import click
from syria_analysis import cli
from syria_analysis.package.atomic import atomic_write
from syria_analysis.package.locks import scratch_folder

@click.command()
def wait():
    with scratch_folder("sa-scratch-") as folder, atomic_write(Path(sys.argv[1])) as file:
        file.write_text("half")
        print(folder, flush=True)
        time.sleep(60)

cli.cli.add_command(wait)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it,
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # and one under nohup this one
sys.exit(cli.main(["wait"]))
"""


def waiting(target: Path, scratch: Path) -> subprocess.Popen:
    """A command at work: half a file is written beside its place."""
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, str(target)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    assert process.stdout.readline(), process.communicate()
    return process


@pytest.fixture
def places(tmp_path, monkeypatch):
    """The folder of a user and a temporary one."""
    for name in ("mine", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    return tmp_path / "mine", tmp_path / "tmp"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_command_told_to_end_tidies_up(places, number):
    mine, scratch = places
    process = waiting(mine / "map.svg", scratch)
    assert len(list(mine.iterdir())) == len(list(scratch.iterdir())) == 1
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err.strip()) == (128 + number, "syria-analysis: stopped")
    assert [*mine.iterdir(), *scratch.iterdir()] == []


def test_what_a_killed_command_left_the_next_one_sweeps_and_no_more(places):
    mine, scratch = places
    for name in (".map.svg-short.part", ".mine", "map-abcd1234.part", "sa-scratch-of-mine"):
        (mine / name).mkdir()
        (scratch / name).mkdir()
    (mine / ".file-abcd1234.part").write_text("no folder")
    before = {*mine.iterdir(), *scratch.iterdir()}
    killed = waiting(mine / "map.svg", scratch)
    killed.kill()
    killed.communicate()
    living = waiting(mine / "chart.svg", scratch)
    try:
        assert len({*mine.iterdir(), *scratch.iterdir()} - before) == 2  # it has swept
        with atomic_write(mine / "other.svg") as file, scratch_folder("sa-scratch-"):
            file.write_text("whole")
        left = {*mine.iterdir(), *scratch.iterdir()} - before - {mine / "other.svg"}
        assert len(left) == 2 and any(path.name.startswith(".chart.svg-") for path in left)
    finally:
        living.terminate()
        living.communicate()
    assert {*mine.iterdir(), *scratch.iterdir()} == before | {mine / "other.svg"}


EVENING = ("--date", "2024-12-02")
MADE = "reports/situation/2024-12-02"
ASKED = (  # all that write, to files, to kept ones or to temporary ones
    ("export", *EVENING, "--output", "control.gpkg"),
    ("export", *EVENING, "--output", "control.csv"),
    ("figure", "captures", *EVENING, "--output", "captures.svg"),
    ("report", "situation", *EVENING, "--output", "reports", "--force"),
    ("batch", "situation", "--from", "2024-12-01", "--to", "2024-12-02", "--output", "reports"),
    ("verify", MADE, "--rerun"),
    ("diff", "HEAD:data", "HEAD:data"),
    ("import", "maps", "maps/control_2024-11-26.geojson", "--data", "war", "--map", "rules.toml"),
    ("add", "new.csv", "--data", "places", "--write"),
    ("correct", "events", "event-1", "date", "--old", "2024-11-28", "--new", "2024-11-29",
     "--why", "a page", "--data", "places", "--write"),
    ("init", "young", "--like", "places", "--from", "2024-12-01", "--to", "2024-12-02"),
    ("migrate", "places", "newer", "--country", "Squareland"),
    ("annotate", "points.csv", *EVENING, "--certainty", "--output", "told.csv"),
    ("areas", *EVENING, "--certainty", "--format", "csv", "--output", "areas.csv"),
    ("alerts", *EVENING, "--output", "alerts.json"),
    ("validate", "places"),
    ("notebooks", "copy", "mine"),
)  # fmt: skip
NEW = "date,place,to,source,role,support,seen,says,origin\n"
NEW += "2024-11-30,Charlie,HTS,report,monitor,names,yes,it fell,a monitor\n"


@pytest.fixture
def evidence(places):
    """Lay what the commands are given into the user's folder."""
    mine, _ = places
    towns = [place(name, 34.5, 36.5 + k, "SAA") for k, name in enumerate(("bravo", "charlie"))]
    towns.append(place("alpha", 35.5, 36.5, "HTS"))
    write_world(mine / "places", towns, [event("2024-11-28", "bravo", "SAA", "HTS")])
    write_package(mine / "war")
    write_maps(mine / "maps")
    (mine / "new.csv").write_text(NEW, "utf-8")
    (mine / "points.csv").write_text("lat,lon\n34.7,36.7\n35.1,36.8\n", "utf-8")
    return places


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")
def test_kills_at_random_moments_leave_nothing_that_is_not_swept(evidence):
    mine, scratch = evidence
    given = set(mine.rglob("*"))
    chance = random.Random(16)
    environment = {**os.environ, "TMPDIR": str(scratch), "SYRIA_ANALYSIS_CACHE": str(mine)}
    command(*ASKED[3], cwd=mine, env=environment, stdout=subprocess.DEVNULL)  # to be verified
    for number in range(100):
        process = subprocess.Popen(
            [sys.executable, "-m", "syria_analysis.cli", *ASKED[number % len(ASKED)]],
            cwd=mine, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.uniform(0.2, 6))
        process.kill()
        process.wait()
    end = time.monotonic() + 30
    while processes_in(scratch) and time.monotonic() < end:
        time.sleep(0.1)
    assert processes_in(scratch) == []
    for asked in ASKED:  # a whole run of each; what was done before it was killed is refused
        done = command(*asked, cwd=mine, env=environment, stdout=subprocess.DEVNULL)
        assert done.returncode in (0, 2) and "Traceback" not in done.stderr, (asked, done.stderr)
        if asked[0] in ("export", "figure", "report", "batch", "verify", "annotate", "validate"):
            assert (done.returncode, done.stderr.count("failed")) == (0, 0), (asked, done.stderr)
    assert list(scratch.iterdir()) == []
    left = [path for path in mine.rglob("*") if path.suffix in (".part", ".new", ".lock", ".old")]
    assert left == []
    assert all(path.exists() for path in given)


def processes_in(scratch):
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"TMPDIR={scratch}".encode() in path.read_bytes():
                found.append(path)
    return found


def command(*arguments, **options):
    code = "import sys; from syria_analysis.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        stderr=subprocess.PIPE, text=True, timeout=300, **options,
    )  # fmt: skip


def test_what_could_not_be_printed_is_no_success():
    done = command("--version", preexec_fn=lambda: os.close(1))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "standard output is closed" in done.stderr
    with Path("/dev/full").open("w") as full:
        done = command("--version", stdout=full)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "No space left on device" in done.stderr
    reading, writing = os.pipe()
    os.close(reading)
    done = command("--version", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")  # as of any program whose reader is gone


def test_a_full_disk_is_no_fault_of_the_request(tmp_path, monkeypatch, capsys):
    import errno

    from syria_analysis.cli import main
    from syria_analysis.package import atomic

    told = []
    for number, code in ((errno.ENOSPC, 1), (errno.EDQUOT, 1), (errno.EACCES, 2)):

        def fail(path, number=number):
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(atomic, "to_disk", fail)
        asked = ["export", "--date", "2024-12-02", "--output", str(tmp_path / "control.csv")]
        told.append((main(asked), code, capsys.readouterr().err))
    assert [got for got, _, _ in told] == [code for _, code, _ in told], told
    assert all(err.startswith("syria-analysis: cannot write") for _, _, err in told)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")
def test_a_lock_that_another_user_left_can_be_taken(request):
    folder = Path(tempfile.mkdtemp(prefix="sa-test-", dir="/tmp"))  # pytest's own is private
    request.addfinalizer(lambda: shutil.rmtree(folder))
    folder.chmod(0o777)
    lock = folder / ".target.lock"
    hold = (
        "import os, sys, signal\n"
        "from pathlib import Path\n"
        "from syria_analysis.package.locks import locked\n"
        "os.setuid(65534); os.umask(0o077)\n"
        "with locked(Path(sys.argv[1]), wait=0):\n"
        "    os.kill(os.getpid(), signal.SIGKILL if len(sys.argv) > 2 else 0)\n"
    )
    run = [sys.executable, "-c", hold, str(lock)]
    assert subprocess.run([*run, "killed"]).returncode == -signal.SIGKILL
    assert lock.stat().st_uid == 65534
    with locked(lock, wait=0):
        pass
    assert not lock.exists()
    killed = subprocess.Popen([*run, "killed"])
    killed.wait()
    os.chown(lock, 0, 0)  # as if root had left it
    subprocess.run(run, check=True)
    assert not lock.exists()
