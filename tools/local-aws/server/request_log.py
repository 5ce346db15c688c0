"""One JSON line for each request: what was asked, of what, by whom, and how it ended. Never a body or a value."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timezone
from typing import TextIO

from .request import AwsRequest


class RequestLog:
    """Appends to a file. A reader that has the answer to a request finds its line in the file."""

    def __init__(self, path: str | None):
        self._file: TextIO | None = open(path, "a", encoding="utf-8") if path else None
        self._lock = threading.Lock()

    def write(self, request: AwsRequest, status: int, started: float, duration: float) -> None:
        """`started` in seconds since 1970, `duration` in seconds."""
        if not self._file:
            return
        # Named field by field: whatever is added to a request later stays out until someone decides it.
        record = {
            "time": datetime.fromtimestamp(started, timezone.utc).isoformat(timespec="milliseconds"),
            "duration_ms": round(duration * 1000, 1),
            "service": request.service,
            "operation": request.operation,
            "name": request.names[0] if request.names else None,
            "names": request.names,
            "with_decryption": request.with_decryption,
            "status": status,
            "access_key_id": request.access_key_id,
        }
        with self._lock:
            self._file.write(json.dumps(record) + "\n")
            self._file.flush()
