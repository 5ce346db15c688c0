"""Ends the server when whoever started it is gone, so that no orphan keeps a port and memory."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
import threading
import time
from typing import Callable, NoReturn

PARENT_POLL_SECONDS = 1.0


def tie_to_caller(scratch: str | None = None) -> None:
    """Ends this process on SIGTERM or SIGINT, when stdin closes, or when the parent process dies.

    `scratch` is a folder that belongs to the caller and is deleted then: a caller that was killed cannot do it.
    """

    def end(*_: object) -> NoReturn:
        if scratch:
            shutil.rmtree(scratch, ignore_errors=True)
        # Not sys.exit: request threads may be in the middle of something, and nothing here is worth finishing.
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if _stdin_is_a_pipe():
        threading.Thread(target=_end_with_stdin, args=(end,), name="stdin", daemon=True).start()
    threading.Thread(target=_end_with_parent, args=(end,), name="parent", daemon=True).start()


def _stdin_is_a_pipe() -> bool:
    """Only a pipe (Node gives a socket) says something by closing: /dev/null is at its end from the start."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _end_with_stdin(end: Callable[[], NoReturn]) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    end()


def _end_with_parent(end: Callable[[], NoReturn]) -> None:
    # The parent's id changes when it dies and another process adopts this one. Covers the case in which
    # some other child of the parent holds the far end of stdin open.
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(PARENT_POLL_SECONDS)
    end()
