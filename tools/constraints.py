"""Resolve every dependency anew and write constraints.txt: exact releases, no addresses, no hashes."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEAD = "# The exact releases this is tested with, on Python 3.11, 3.12 and 3.13. Renew: make constraints\n"
EXTRAS = "bench,dev,lexicon"


def main() -> int:
    """Ask pip what it would install into an empty environment."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-"]
    found = subprocess.run([*command, f"{ROOT}[{EXTRAS}]"], check=True, stdout=subprocess.PIPE)  # noqa: S603 - fixed arguments
    releases = [entry["metadata"] for entry in json.loads(found.stdout)["install"]]
    exact = {release["name"].lower().replace("_", "-"): release["version"] for release in releases}
    del exact["osta-paikallista"]
    (ROOT / "constraints.txt").write_text(HEAD + "".join(f"{name}=={exact[name]}\n" for name in sorted(exact)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
