"""What a kernel is told it is told by argument: no variable is left in the environment."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import syria_analysis
from syria_analysis.reports.session import Session

SRC = Path(syria_analysis.__file__).parent
SETTINGS = {  # which a user may make, or the system
    "SYRIA_ANALYSIS_CACHE",
    "SYRIA_ANALYSIS_REPORTS",
}


def test_a_kernel_begins_with_what_it_is_told(tmp_path, line_world):
    session = Session(tmp_path / 'it\'s "here"', data=line_world, anew=True)
    (argument,) = session.arguments()
    _, _, line = argument.partition("=")
    program = (
        f"import json, sys; {line}\n"
        "import syria_analysis as sa\n"
        "from syria_analysis.package.cache import is_computed_anew\n"
        "from syria_analysis.reports.session import current_session\n"
        "now = current_session()\n"
        "print(json.dumps([str(now.figures), len(sa.load().places), "
        "is_computed_anew()]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert json.loads(done.stdout) == [str(session.figures), 4, True]


def test_our_own_parts_send_no_message_by_environment():
    named, set_in = set(), set()
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Constant(value=str(text)) if text.startswith("SYRIA_ANALYSIS_"):
                    named.add(text)
                case ast.Assign(targets=[ast.Subscript(value=changed)]):
                    set_in |= {path.name} if ast.unparse(changed) == "os.environ" else set()
                case ast.Call(func=ast.Attribute(value=changed, attr=how)) if how != "get":
                    set_in |= {path.name} if ast.unparse(changed) == "os.environ" else set()
    assert named == SETTINGS
    assert set_in == {"processes.py"}  # a forked process takes its owner's as a whole
