"""Run the command with ``python -m syria_analysis``."""

import sys

from syria_analysis.cli import main

if __name__ == "__main__":
    sys.exit(main())
