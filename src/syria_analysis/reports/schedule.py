"""Lines for crontab and systemd that make a report each day; nothing is installed here."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from syria_analysis.errors import BadParameter

__all__ = ["PARTS", "Schedule", "clock_time"]

PARTS = ("crontab", "service", "timer")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_SPECIAL = {"\\": "\\\\", '"': '\\"', "%": "%%", "$": "$$"}


def clock_time(text: str) -> tuple[int, int]:
    """Read a time of day.

    Parameters
    ----------
    text : str
        ``"06:30"``.

    Returns
    -------
    hour, minute : int

    Raises
    ------
    BadParameter

    Examples
    --------
    >>> clock_time("06:30")
    (6, 30)
    """
    match = _TIME.fullmatch(text)
    if not match:
        raise BadParameter(f"{text[:40]!r} is not a time of day: write it as 06:30")
    return int(match[1]), int(match[2])


@dataclass(frozen=True)
class Schedule:
    """A report each day at a time of the machine's clock, then the alerts.

    Attributes
    ----------
    name : str
        Name of the report.
    at : str
        Time of day.
    program : tuple of str
        The command, by absolute paths.
    parameters : tuple of str
        What the report is asked, as arguments.
    output : pathlib.Path
        Folder of all reports, absolute.
    data : pathlib.Path or None
        Folder of another data package, absolute.
    rules : pathlib.Path or None
        What the alerts watch for, absolute.
    notebook : str
        File of the notebook, absolute, if it is the user's own.
    """

    name: str
    at: str
    program: tuple[str, ...]
    parameters: tuple[str, ...]
    output: Path
    data: Path | None = None
    rules: Path | None = None
    notebook: str = ""

    def __post_init__(self) -> None:
        clock_time(self.at)
        for text in (*self.program, *map(str, (self.output, self.data, self.rules)), self.notebook):
            if not text.isprintable():
                raise BadParameter(f"{text!r} cannot stand in a crontab or a unit: rename it")

    @property
    def unit(self) -> str:
        """Name of the systemd units, without their ending."""
        return f"syria-analysis-{self.name}"

    @property
    def log(self) -> Path:
        """Where cron's runs write what they say; systemd's write to the journal."""
        return self.output / "schedule.log"

    @property
    def report(self) -> tuple[str, ...]:
        """The command that makes the report of the latest evening."""
        command = (*self.program, "report", self.notebook or self.name, *self.parameters)
        return (*command, "--output", str(self.output), *self._data)

    @property
    def alerts(self) -> tuple[str, ...]:
        """The command that tells what is new on that evening, at the head of the index."""
        rules = ("--rules", str(self.rules)) if self.rules else ()
        command = (*self.program, "alerts", "--date", "latest", *rules)
        return (*command, "--output", str(self.output / "alerts.json"), *self._data)

    @property
    def _data(self) -> tuple[str, ...]:
        return ("--data", str(self.data)) if self.data else ()

    @property
    def crontab(self) -> str:
        """One line for ``crontab -e``."""
        hour, minute = clock_time(self.at)
        make = shlex.join(("mkdir", "-p", str(self.output)))
        both = f"{shlex.join(self.report)}; {shlex.join(self.alerts)}"
        line = f"{make} && {{ {both}; }} >> {shlex.quote(str(self.log))} 2>&1"
        # To cron an unescaped percent sign is the end of the line, also within quotes.
        return f"{minute} {hour} * * * {line.replace('%', chr(92) + '%')}\n"

    @property
    def service(self) -> str:
        """The systemd service: what is run."""
        return (
            "[Unit]\n"
            f"Description=Report {self.name} of the latest evening, then the alerts\n"
            "\n"
            "[Service]\n"
            "Type=oneshot\n"
            f"ExecStart={_unit_line(self.report)}\n"
            "# After a failed report too: what is new must be told all the same.\n"
            f"ExecStopPost={_unit_line(self.alerts)}\n"
            "TimeoutStartSec=2h\n"
            "Nice=10\n"
        )

    @property
    def timer(self) -> str:
        """The systemd timer: when; a time missed while the machine was off is made up for."""
        return (
            "[Unit]\n"
            f"Description=Report {self.name} each day at {self.at}\n"
            "\n"
            "[Timer]\n"
            f"OnCalendar=*-*-* {self.at}:00\n"
            "Persistent=true\n"
            "\n"
            "[Install]\n"
            "WantedBy=timers.target\n"
        )

    @property
    def text(self) -> str:
        """All three, with where they go."""
        where = "~/.config/systemd/user"
        return (
            "# Either cron: add this line with `crontab -e`. What a run says goes to\n"
            f"# {self.log}\n"
            f"{self.crontab}\n"
            "# Or systemd: save these two files, then run\n"
            "#   systemctl --user daemon-reload\n"
            f"#   systemctl --user enable --now {self.unit}.timer\n"
            "#   loginctl enable-linger    (to run while you are not logged in)\n"
            f"# What a run says: journalctl --user -u {self.unit}\n"
            "\n"
            f"# {where}/{self.unit}.service\n"
            f"{self.service}\n"
            f"# {where}/{self.unit}.timer\n"
            f"{self.timer}"
        )


def _unit_line(command: Sequence[str]) -> str:
    """Write a command as systemd reads it: quoted where needed, no specifiers, no variables."""
    words = ["".join(_SPECIAL.get(c, c) for c in word) for word in command]
    return " ".join(f'"{word}"' if re.search(r"[^\w@%+=:,./$-]", word) else word for word in words)
