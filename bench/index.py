"""Building the form index from the lexicon and the gazetteer, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Goal, Section

BUILD_S = 60.0
_BUILD = (
    "import resource, sys; from pathlib import Path; from osta.discovery.index import build; "
    "from osta.discovery.lexicon.load import DATA; build.write(Path(sys.argv[1]), DATA, lambda step, share: None); "
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
)


def run() -> Section:
    """Build it once, into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", _BUILD, folder],
            cwd=Path(__file__).parent.parent,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        seconds = time.perf_counter() - started
        sizes = {path.name: path.stat().st_size / 1e6 for path in sorted(Path(folder).iterdir())}
    section = Section("index", "The form index", ("file", "MB"))
    section.rows = [(name, f"{size:.1f}") for name, size in sizes.items()]
    section.rows.append(("all", f"{sum(sizes.values()):.1f}"))
    section.figures = {
        "build_s": round(seconds, 2),
        "size_mb": round(sum(sizes.values()), 2),
        "peak_mb": int(done.stdout),
    }
    section.note = f"built in {seconds:.1f} s with at most {done.stdout.strip()} MB"
    section.goals = [Goal("building the index", round(seconds, 1), BUILD_S, "s")]
    return section
