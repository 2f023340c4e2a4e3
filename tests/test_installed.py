"""The wheel, installed outside the checkout, makes a report with no network but the kernel's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

NO_NETWORK = """
import socket

def refuse(*args, **kwargs):
    raise OSError("this test allows no network")

class LocalSocket(socket.socket):
    def connect(self, address):
        if self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "localhost", "::1"):
            return super().connect(address)
        raise OSError(f"this test allows no network: {address}")
    connect_ex = connect

socket.socket = LocalSocket
socket.getaddrinfo = refuse
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """Folder with the installed wheel, and the environment in which it is what is imported."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    flags = ["--no-deps", "--no-index"]
    wheels = ["wheel", *flags, "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*pip, *wheels], check=True, cwd=folder)
    (wheel,) = folder.glob("syria_analysis-*.whl")
    target = folder / "site"
    subprocess.run([*pip, "install", *flags, "--target", str(target), str(wheel)], check=True)
    (target / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    return target, {**os.environ, "PYTHONPATH": str(target)}


@pytest.mark.slow
def test_a_report_from_the_wheel_without_network(installed, tmp_path):
    target, environment = installed
    script = "import syria_analysis as s; print(s.__file__, s.load().folder)"
    printed = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert all(Path(path).is_relative_to(target) for path in printed)
    asked = ["report", "situation", "--date", "2024-12-02", "--output", "out"]
    subprocess.run(
        [sys.executable, "-m", "syria_analysis.cli", *asked],
        check=True,
        cwd=tmp_path,
        env=environment,
        timeout=180,
    )
    report = tmp_path / "out" / "situation" / "2024-12-02"
    for name in ("report.html", "report.pdf", "report.ipynb", "findings.json", "manifest.json"):
        assert (report / name).stat().st_size > 0
    assert json.loads((report / "findings.json").read_text(encoding="utf-8"))
    assert len(list((report / "figures").glob("*.svg"))) == 5
    assert (report / "tables" / "sources.csv").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"out"}
