"""Starts Local AWS: `python -m server` beside this package, or `python path/to/server`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

if not __package__:
    # Run by path: Python puts this folder itself on sys.path, where the package cannot be seen.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from server import fixes, lifetime, regions  # noqa: E402


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="server",
        description="moto on 127.0.0.1 with a request log, and with the fixes that real Terraform needs.",
    )
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0, the default, takes a free one")
    parser.add_argument("--request-log", metavar="FILE", help="write one JSON line for each request here")
    parser.add_argument("--trail", metavar="FILE", help="write the record that CloudTrail makes of each request here, as JSON lines")
    parser.add_argument(
        "--without-fixes",
        metavar="NAMES",
        type=_fix_names,
        default=[],
        help="leave out these fixes, separated by commas; 'all' gives moto as it is",
    )
    parser.add_argument("--list-fixes", action="store_true", help="print the fixes as JSON, and stop")
    parser.add_argument(
        "--scratch", metavar="FOLDER", help="a folder of the caller's, deleted when the server ends, however it ends"
    )
    return parser.parse_args(arguments)


def _fix_names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


def main() -> int:
    arguments = parse_arguments(sys.argv[1:])
    if arguments.list_fixes:
        print(json.dumps(fixes.descriptions(), indent=2))
        return 0
    lifetime.tie_to_caller(scratch=arguments.scratch)
    if arguments.scratch:
        os.environ["COFFER_SCRATCH"] = arguments.scratch
    regions.find_by_service_name()
    try:
        fixes.apply(leave_out=arguments.without_fixes)
    except fixes.UnknownFix as error:
        print(error, file=sys.stderr)
        return 2

    # Imported only now: moto takes most of a second, and the lines above should fail before that.
    from server.app import serve

    return serve(port=arguments.port, request_log=arguments.request_log, trail=arguments.trail)


if __name__ == "__main__":
    sys.exit(main())
