"""A report is whole or not there at all: kills, full disks, rivals, cells that will not end."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest

from syria_analysis.cli import main
from syria_analysis.errors import BadParameter, OutputNotWritable, ReportFailed
from syria_analysis.package import locks
from syria_analysis.package.locks import locked, owned_folder, sweep
from syria_analysis.reports import folder as folders
from syria_analysis.reports.build import build_report
from syria_analysis.reports.folder import put_in_place, reserved, staging, write_file
from syria_analysis.reports.processes import warm

CELLS = [
    ("markdown", "# A tiny report\n\nOf nothing.", ()),
    (
        "code",
        'date: str = "2024-12-02"  # Day\ntrouble: str = "pass"  # What is run',
        ("parameters",),
    ),
    ("markdown", "## Trouble", ()),
    ("code", "exec(trouble)", ()),
    (
        "code",
        "import syria_analysis as sa\n"
        "from syria_analysis.reports import Page\n"
        'page = Page(sa.load(), title="A tiny report", date=date)\n'
        "page.front()\n"
        'page.text("All is quiet.")',
        (),
    ),
]
COMMAND = [sys.executable, "-m", "syria_analysis", "report", "tiny"]
TARGET = Path("tiny", "2024-12-02")
LINUX = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="it looks into /proc")


def is_locked(path):
    """Whether a living process holds a lock."""
    if path.is_dir():
        handle = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False
    handle = locks._try(path) if path.exists() else -1
    if handle is not None and handle >= 0:
        os.close(handle)
    return handle is None


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    cells = []
    for n, (kind, source, tags) in enumerate(CELLS):
        make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        cells.append(make(source, id=f"cell-{n}", metadata={"tags": list(tags)} if tags else {}))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "tiny.ipynb")
    return folder


@pytest.fixture
def scratch(monkeypatch):
    """A temporary folder of one's own, short enough for sockets."""
    warm()  # its own folder is not to go with this one
    with tempfile.TemporaryDirectory(prefix="sa-test-", dir="/tmp") as name:
        monkeypatch.setenv("TMPDIR", name)
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield Path(name)
    tempfile.tempdir = None


@pytest.fixture(scope="module")
def good(notebooks, tmp_path_factory):
    """A folder with a report, and how long the command takes for one."""
    output = tmp_path_factory.mktemp("good")
    command = [*COMMAND, "--notebooks", str(notebooks)]
    clock = time.monotonic()
    subprocess.run([*command, "--output", str(output)], check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - clock
    assert is_whole(output / TARGET)
    return output, seconds


@pytest.fixture
def output(good, tmp_path):
    """A folder with a report that nothing may harm."""
    return Path(shutil.copytree(good[0], tmp_path / "out"))


@pytest.fixture
def start(notebooks, scratch, tmp_path):
    """Start the command in a process of its own; none outlives the test."""
    started = []

    def run(*arguments, output=tmp_path / "out", **options):
        command = [*COMMAND, "--notebooks", str(notebooks)]
        process = subprocess.Popen(
            [*command, "--output", str(output), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def command(notebooks, scratch, capsys):
    """Run the command in this process."""

    def run(output, *arguments):
        own = ["--notebooks", str(notebooks), "--output", str(output)]
        code = main(["report", "tiny", *own, *arguments])
        return code, *capsys.readouterr()

    return run


def ended(process):
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def is_whole(folder):
    """All that the manifest lists, as it lists it, and nothing else."""
    listed = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    found = {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file() and p.name != "manifest.json"
    }
    assert {"report.html", "report.pdf", "report.ipynb", "findings.json"} <= set(found)
    return found == {name: entry["sha256"] for name, entry in listed.items()}


def leftovers(output, scratch):
    """Name what a run should not leave: hidden files, kernel folders."""
    hidden = [p for p in output.rglob(".*") if p.name != ".index.json"]  # that one is to stay
    return [str(p) for p in [*hidden, *scratch.glob("sa-kernel-*")]]


def processes(scratch):
    """Find the processes that were started with this temporary folder, or work in it."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                variables = (entry / "environ").read_bytes().split(b"\0")
                inside = str((entry / "cwd").readlink()).startswith(str(scratch))
                if inside or f"TMPDIR={scratch}".encode() in variables:
                    found.append((entry / "cmdline").read_bytes())
    return found


def gone(scratch, seconds=30):
    """Wait for the end of all processes; name those that stay."""
    end = time.monotonic() + seconds
    while (left := processes(scratch)) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def kill_and_look(times, start, output, whole_run, scratch):
    target = output / TARGET
    chance = random.Random()
    for n in range(times):
        # one third early, one third with the kernel at work, one third at the end
        moment = whole_run * (n % 3 + chance.random()) / 3
        process = start("--force")
        time.sleep(moment)
        process.kill()
        process.communicate()
        assert is_whole(target), f"killed after {moment:.3f} of {whole_run:.3f} s"
        assert gone(scratch) == [], f"killed after {moment:.3f} of {whole_run:.3f} s"
    code, _, err = ended(start("--force"))
    assert (code, err) == (0, "")
    assert is_whole(target)
    assert leftovers(output, scratch) == []
    assert [p.name for p in target.parent.iterdir()] == [target.name]


@pytest.mark.slow
@LINUX
def test_kills_at_random_moments_leave_a_whole_report(start, output, good, scratch):
    kill_and_look(3, start, output, good[1], scratch)


@LINUX
@pytest.mark.slow
def test_many_kills_at_random_moments_leave_a_whole_report(start, output, good, scratch):
    kill_and_look(20, start, output, good[1], scratch)


@LINUX
def test_a_kernel_that_ignores_everything_dies_with_its_run(start, tmp_path, scratch):
    stubborn = (
        "import signal, time\n"
        "for s in (1, 2, 15): signal.signal(s, signal.SIG_IGN)\n"
        "while True:\n try: time.sleep(60)\n except BaseException: pass"
    )
    process = start("-p", f"trouble=exec({stubborn!r})")
    while not list(scratch.glob("sa-kernel-*/k-*")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    time.sleep(1.5)
    process.kill()
    assert gone(scratch) == []
    (left,) = scratch.glob("sa-kernel-*")
    assert not is_locked(left)
    assert sweep(scratch, "sa-kernel-*") == [left]


@pytest.mark.slow
def test_two_runs_for_one_target_both_end_with_a_whole_report(start, tmp_path, scratch):
    runs = [start(), start()]
    answers = [ended(process) for process in runs]
    assert [code for code, _, _ in answers] == [0, 0], answers
    assert {out.strip() for _, out, _ in answers} == {str(tmp_path / "out" / TARGET)}
    waited = [err for _, _, err in answers if "made by another run: waiting" in err]
    assert len(waited) == 1
    assert is_whole(tmp_path / "out" / TARGET)
    assert leftovers(tmp_path / "out", scratch) == []


def test_waiting_for_another_run_has_an_end(notebooks, scratch, tmp_path):
    (tmp_path / "tiny").mkdir()
    with reserved(tmp_path / TARGET), pytest.raises(ReportFailed, match=r"after 0\.2 s"):
        build_report("tiny", {}, tmp_path, notebooks=notebooks, limit=0.2)
    assert leftovers(tmp_path, scratch) == []


STUBBORN = (
    "exec('import time\\nwhile True:\\n try: time.sleep(9)\\n except KeyboardInterrupt: pass')"
)
CHILD = (
    "exec('import os,time\\nif not os.fork():\\n time.sleep(300)\\n os._exit(0)'); "
    "raise ValueError('enough')"
)


@LINUX
@pytest.mark.parametrize(
    ("trouble", "options", "words"),
    [
        ("raise ValueError('no luck')", {}, "ValueError: no luck"),
        ("import os; os.kill(os.getpid(), 9)", {}, "the kernel stopped"),
        ("import sys; sys.exit(0)", {}, "SystemExit"),
        ("exit()", {}, "the kernel stopped"),
        (STUBBORN, {"timeout": 1}, "it took longer than 1 s"),
        (STUBBORN, {"limit": 6}, "the report took longer than 6 s"),
        ("print('x' * 50_000_000)", {}, "it printed more than 10 MB"),
        (CHILD, {}, "ValueError: enough"),
    ],
)
def test_a_cell_that_goes_wrong_is_named(notebooks, scratch, tmp_path, trouble, options, words):
    clock = time.monotonic()
    with pytest.raises(ReportFailed) as caught:
        build_report("tiny", {"trouble": trouble}, tmp_path, notebooks=notebooks, **options)
    message = str(caught.value)
    cell = "[45]" if trouble == "exit()" else "4"  # its kernel ends a moment after the cell
    assert re.match(rf"tiny\.ipynb, cell {cell} \(Trouble\): {words}", message), message
    assert "\n" not in message
    assert time.monotonic() - clock < 60
    (kept,) = (tmp_path / "tiny" / "failed").iterdir()
    assert message.endswith(f"(see {kept})")
    notebook = nbformat.read(kept, as_version=4)
    assert any("exec(trouble)" in cell.source for cell in notebook.cells)
    assert any(cell.get("execution_count") for cell in notebook.cells)
    assert [p.name for p in (tmp_path / "tiny").iterdir()] == ["failed"]
    assert leftovers(tmp_path, scratch) == []
    assert gone(scratch) == []


def test_the_command_tells_a_failure_in_one_line(command, output):
    code, out, err = command(output, "--force", "--limit", "0.3")
    assert (code, out) == (1, "")
    assert err.startswith("syria-analysis: tiny.ipynb, cell ")
    assert err.count("\n") == 1
    assert is_whole(output / TARGET)
    assert (output / "tiny" / "failed" / "2024-12-02.ipynb").is_file()
    code, _, err = command(output, "--force")
    assert (code, err) == (0, "")
    assert not (output / "tiny" / "failed").exists()


def test_pages_that_cannot_be_set_leave_the_executed_notebook(
    notebooks, scratch, tmp_path, monkeypatch
):
    from syria_analysis.reports import exporters

    def fail(*about):
        raise RuntimeError("typst\nis ill")

    monkeypatch.setattr(exporters.ReportPDFExporter, "from_notebook_node", fail)
    with pytest.raises(ReportFailed, match=r"^tiny: the pages could not be set: \w+: typst is ill"):
        build_report("tiny", {}, tmp_path, notebooks=notebooks)
    (kept,) = (tmp_path / "tiny" / "failed").iterdir()
    notebook = nbformat.read(kept, as_version=4)
    assert all(cell.outputs for cell in notebook.cells if "page.text" in cell.source)
    assert not (tmp_path / TARGET).exists()


@pytest.mark.slow
def test_a_file_that_may_not_grow_harms_nothing(start, output, scratch):
    before = (output / TARGET / "manifest.json").read_bytes()

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    code, out, err = ended(start("--force", preexec_fn=small_files))
    assert (code, out) == (1, "")
    assert "File too large" in err
    assert err.count("\n") == 1
    assert (output / TARGET / "manifest.json").read_bytes() == before
    assert is_whole(output / TARGET)
    assert not [p for p in leftovers(output, scratch) if "sa-kernel" not in p]


@contextlib.contextmanager
def mounted(folder, *options):
    """Mount a file system of 1 MB; only root can."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a file system can be mounted by root alone")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_harms_nothing(command, good, tmp_path, scratch):
    with mounted(tmp_path / "small") as output:
        shutil.copytree(good[0], output, dirs_exist_ok=True)
        before = (output / TARGET / "manifest.json").read_bytes()
        with (output / "ballast").open("wb", buffering=0) as stream, contextlib.suppress(OSError):
            while True:
                stream.write(b"x" * 4096)
        with (output / "ballast").open("r+b") as stream:
            stream.truncate(max(stream.seek(0, 2) - 60_000, 0))
        code, out, err = command(output, "--force")
        assert (code, out) == (1, "")
        assert "No space left on device" in err
        assert err.count("\n") == 1
        assert (output / TARGET / "manifest.json").read_bytes() == before
        assert is_whole(output / TARGET)
        assert leftovers(output, scratch) == []


def test_a_target_that_is_read_only_harms_nothing(command, output):
    with contextlib.ExitStack() as stack:
        if os.geteuid() == 0:  # for whom modes do not count
            bind = ["mount", "--bind", str(output), str(output)]
            if subprocess.run(bind, capture_output=True).returncode:
                pytest.skip("nothing can be mounted here")
            stack.callback(subprocess.run, ["umount", str(output)], check=True)
            subprocess.run(["mount", "-o", "remount,ro,bind", str(output)], check=True)
        else:
            (output / "tiny").chmod(0o555)
            stack.callback((output / "tiny").chmod, 0o755)
        code, out, err = command(output, "--force")
    assert (code, out) == (2, "")
    assert "cannot write to" in err
    assert err.count("\n") == 1
    assert is_whole(output / TARGET)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), "1"])
def test_times_that_are_none_are_refused(notebooks, tmp_path, seconds):
    for name in ("timeout", "limit"):
        with pytest.raises(BadParameter, match=name):
            build_report("tiny", {}, tmp_path, notebooks=notebooks, **{name: seconds})


def test_an_exchange_that_was_interrupted_is_put_right(tmp_path):
    """What a kill between the two renames leaves where folders cannot be exchanged."""
    (tmp_path / ".target-abcd1234.old").mkdir()
    (tmp_path / ".target-abcd1234.old" / "file").write_text("good")
    (tmp_path / ".target-abcd1234.part").mkdir()
    (tmp_path / ".target.lock").write_text("")
    with reserved(tmp_path / "target"):
        assert (tmp_path / "target" / "file").read_text() == "good"
    assert [p.name for p in tmp_path.iterdir()] == ["target"]


def test_an_exchange_that_fails_is_taken_back(tmp_path, monkeypatch):
    target = tmp_path / "target"
    target.mkdir()
    (target / "file").write_text("good")
    monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
    rename = Path.rename

    def fail(self, other):
        if self.suffix == ".part":
            raise OSError(5, "Input/output error")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", fail)
    with staging(target) as folder, pytest.raises(OutputNotWritable):
        put_in_place(folder, target)
    assert (target / "file").read_text() == "good"
    assert [p.name for p in tmp_path.iterdir()] == ["target"]


def test_what_others_left_is_swept_unless_they_live(tmp_path):
    for name in (".a-abcd1234.part", ".b-abcd1234.part", ".b-abcd1234.old", ".kept", "a-b.part"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    (tmp_path / ".index.html-abcd1234.part").write_text("half")
    with locked(tmp_path / ".a.lock"), reserved(tmp_path / "target"):
        assert {p.name for p in tmp_path.iterdir()} == {
            ".a-abcd1234.part", ".a.lock", ".target.lock", ".kept", "a-b.part", "b",
        }  # fmt: skip
    assert (tmp_path / "b" / "file").read_text() == ".b-abcd1234.old"


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "index.html"
    write_file(path, "old")

    def half():
        assert is_locked(tmp_path / ".index.html.lock")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_file(path, half)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OutputNotWritable, match="File too large"):
            write_file(path, "new" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]
    write_file(path, lambda: "new")
    assert path.read_text() == "new"


def test_a_lock_ends_with_its_holder(tmp_path):
    lock = tmp_path / "lock"
    hold = (
        "import sys, time; from pathlib import Path\n"
        "from syria_analysis.package.locks import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", hold, str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        assert is_locked(lock)
        told = []
        with pytest.raises(TimeoutError), locked(lock, wait=0.7, busy=lambda: told.append(1)):
            pytest.fail("two held one lock")
        assert told == [1]
        process.send_signal(signal.SIGKILL)
    assert lock.exists()
    assert not is_locked(lock)
    with locked(lock, wait=0):
        assert is_locked(lock)
    assert not lock.exists()
    assert not is_locked(lock)


def test_only_folders_without_an_owner_are_swept(tmp_path):
    mine, handle = owned_folder("sa-x-", tmp_path)
    assert mine.name.startswith("sa-x-")
    dead, other = owned_folder("sa-x-", tmp_path)
    os.close(other)
    (dead / "deep").mkdir()
    new = tmp_path / "sa-x-abcd1234.new"
    new.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "sa-x-link").symlink_to(tmp_path / "elsewhere")
    assert sweep(tmp_path, "sa-x-*") == [dead]
    os.utime(new, (0, 0))
    assert sweep(tmp_path, "sa-x-*") == [new]
    os.close(handle)
    assert sweep(tmp_path, "sa-x-*") == [mine]
    assert {p.name for p in tmp_path.iterdir()} == {"elsewhere", "sa-x-link"}
