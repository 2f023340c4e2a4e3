"""What pytest leaves out where an optional library is missing."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("dagster") else ["src/syria_analysis/integrations/dagster.py"]
