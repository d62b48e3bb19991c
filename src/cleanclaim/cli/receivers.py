"""Names of files that go to several receivers: each has its receiver's id in it."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path


def name_files(output: Path, receivers: Sequence[str]) -> list[Path]:
    """The name of each receiver's file, by the receivers' ids; the output's own where there is only one."""
    if len(receivers) < 2:
        return [output] * len(receivers)
    ids = Counter(receivers)
    named = [one if ids[one] == 1 else f"{one}-{number}" for number, one in enumerate(receivers, 1)]
    return [output.with_name(f"{output.stem}-{re.sub(r'[^A-Za-z0-9]+', '-', one)}{output.suffix}") for one in named]
