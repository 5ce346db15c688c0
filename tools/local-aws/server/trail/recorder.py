"""Writes a record for each request to a file, one JSON line each, as it is answered."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Iterator, TextIO

from moto.sts.models import AssumedRole

from .. import request as aws_request
from ..request import AwsRequest
from . import event_names, records
from .identities import identity_of
from .key_use import KeyUse, key_uses

MOTO_FAILED = 501


class Recorder:
    """Appends to a file. A reader that has the answer to a request finds its records in the file."""

    def __init__(self) -> None:
        self._path: str | None = None
        self._file: TextIO | None = None
        self._lock = threading.Lock()

    def write_to(self, path: str) -> None:
        """To be called once, before requests are taken; without it nothing is recorded."""
        self._path = path
        self._file = open(path, "a", encoding="utf-8")

    def record(self, request: AwsRequest, status: int, headers: records.Headers, answer: bytes, started: float) -> None:
        """To be called while it is the turn of this request; `started` in seconds since 1970."""
        if not self._file or status == MOTO_FAILED or not event_names.is_recorded(request):
            return
        account, identity = identity_of(request)
        denied = aws_request.denied()
        made = [records.api_call(request, identity, account, started, status, headers, answer, denied)]
        if status < 400:
            made += [records.key_used(use, request, identity, account, started) for use in key_uses(request, answer, account)]
        elif denied and denied.action.startswith("kms:") and request.service == "ssm":
            use = KeyUse(denied.action.removeprefix("kms:"), denied.resource, "")
            made.append(records.key_used(use, request, identity, account, started, denied))
        self._write(made)

    def role_taken_by_lambda(self, role: AssumedRole) -> None:
        if self._file:
            made = records.role_taken(
                role.role_arn, role.session_name, role.access_key_id, "lambda.amazonaws.com", role.region_name, role.account_id, time.time()
            )
            self._write([made])

    def all(self) -> Iterator[records.Record]:
        """Oldest first."""
        if self._path:
            with self._lock:
                lines = Path(self._path).read_text(encoding="utf-8").splitlines()
            yield from (json.loads(line) for line in lines)

    def _write(self, made: list[records.Record]) -> None:
        with self._lock:
            assert self._file
            self._file.write("".join(json.dumps(record, separators=(",", ":")) + "\n" for record in made))
            self._file.flush()


recorder = Recorder()
"""The one of this server."""
