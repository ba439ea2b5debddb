"""``python -m tests.mutation [rules]``: see the package."""

import argparse
import sys

from . import domains, guards


def main() -> int:
    """Run what was asked for; 0 when every change was noticed, or every change tried."""
    parser = argparse.ArgumentParser(prog="tests.mutation")
    parser.add_argument("what", nargs="?", choices=["domains", "rules"], default="domains")
    parser.add_argument("--package", choices=domains.PACKAGES, help="of the domains, only this")
    parser.add_argument("--minutes", type=int, default=55, help="stop then; the next run goes on")
    parser.add_argument("--children", type=int, default=2, help="processes side by side")
    asked = parser.parse_args()
    if asked.what == "rules":
        return guards.run()
    packages = [asked.package] if asked.package else domains.PACKAGES
    return min(domains.run(packages, asked.minutes * 60, asked.children), 1)


if __name__ == "__main__":
    sys.exit(main())
