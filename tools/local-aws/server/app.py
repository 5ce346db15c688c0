"""Serves moto over HTTP/1.1 on the loopback interface, with keep-alive and a request log."""

from __future__ import annotations

import io
import json
import os
import sys
import time
import traceback
from contextlib import nullcontext
from typing import Any, Callable, Iterable

import moto
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from . import admission, issuers, lookups, request as aws_request, turns
from .request_log import RequestLog
from .trail import delivery, sessions
from .trail.recorder import recorder

# Loopback only: moto has no protection of its own, and its answers may hold test secrets. admission.py says who is let in.
HOST = "127.0.0.1"

Answer = tuple[str, list[tuple[str, str]], bytes]

# What takes its time: a function asks this server while it runs, and a queue is waited at.
SIDE_BY_SIDE = {("lambda", "Invoke"), ("sqs", "ReceiveMessage")}


def serve(port: int, request_log: str | None, trail: str | None) -> int:
    """Serves until the process ends. Prints one JSON line to stdout once requests are taken."""
    lookups.remember()
    sessions.remember()
    if trail:
        recorder.write_to(trail)
    moto_app = DomainDispatcherApplication(create_backend_app)
    application = Application(moto_app, RequestLog(request_log))
    # Port 0 makes the kernel choose while it binds: no other process can take the port in between.
    server = make_server(HOST, port, application, threaded=True, request_handler=Handler)  # type: ignore[arg-type]
    os.environ["MOTO_PORT"] = str(server.port)
    ready = {"endpoint": f"http://{HOST}:{server.port}", "pid": os.getpid(), "moto": moto.__version__}
    print(json.dumps(ready), flush=True)
    server.serve_forever()
    return 0


class Application:
    """Moto as a function from a request to a whole answer, with one log line for each AWS request."""

    def __init__(self, moto_app: Callable[..., Iterable[bytes]], log: RequestLog):
        self._moto = moto_app
        self._log = log

    def answer(self, environ: dict[str, Any], body: bytes) -> Answer:
        request = aws_request.read(environ, body)
        aws_request.begin(request)
        started = time.time()
        clock = time.perf_counter()
        try:
            with nullcontext() if (request.service, request.operation) in SIDE_BY_SIDE else turns.one_at_a_time:
                refused_or_told = admission.refuse(environ, request) or issuers.answer(environ, body) or delivery.answer(environ)
                status, headers, answer = refused_or_told or self._run(environ, body)
                if not refused_or_told:
                    recorder.record(request, int(status.split()[0]), headers, answer, started)
        except Exception as error:
            status, headers, answer = _failure(request, error)
        if not environ["PATH_INFO"].startswith("/moto-api"):
            # Before the answer leaves, so that a client which has it finds the line in the log.
            self._log.write(request, int(status.split()[0]), started, time.perf_counter() - clock)
        return status, headers, answer

    def _run(self, environ: dict[str, Any], body: bytes) -> Answer:
        begun: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> Callable[[bytes], None]:
            begun[:] = [status, headers]
            return written.append

        written: list[bytes] = []
        chunks = self._moto({**environ, "wsgi.input": io.BytesIO(body)}, start_response)
        try:
            written.extend(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close:
                close()
        return begun[0], begun[1], b"".join(written)


def _failure(request: aws_request.AwsRequest, error: Exception) -> Answer:
    """What moto cannot do, or fails at."""
    kind = type(error).__name__
    if isinstance(error, NotImplementedError):
        what = f"moto: {error}"
    else:
        # The place and the kind of the error, not its text: that may quote a secret value.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        file = os.path.join(os.path.basename(os.path.dirname(frame.filename)), os.path.basename(frame.filename))
        what = f"moto failed with {kind} at {file}:{frame.lineno} in {frame.name}"
    print(f"{request.service} {request.operation}: {what}", file=sys.stderr, flush=True)
    headers = [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-errortype", kind)]
    # Not 500: AWS clients repeat that for minutes, and moto would fail each time.
    return "501 Not Implemented", headers, json.dumps({"__type": kind, "message": what}).encode()


class Handler(WSGIRequestHandler):
    """werkzeug's handler closes each connection after one answer; AWS clients and benchmarks count on keep-alive."""

    protocol_version = "HTTP/1.1"
    # Headers and body leave together: clients take an answer that comes in two parts for a lost one now and then.
    wbufsize = 65_536
    # What is longer leaves in parts all the same; with Nagle's algorithm the second waits 40 ms for an acknowledgement.
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        environ = self.make_environ()
        body = self._read_body(environ)
        if body is None:
            self.close_connection = True
            return
        status, headers, answer = self.server.app.answer(environ, body)  # type: ignore[attr-defined]
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        for name, value in headers:
            if name.lower() != "content-length" or is_head:
                self.send_header(name, value)
        bodiless = is_head or int(code) in (204, 304)
        if not bodiless:
            self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if not bodiless:
            self.wfile.write(answer)
        self.wfile.flush()

    def handle_expect_100(self) -> bool:
        go_on = super().handle_expect_100()
        # The client waits for it before it sends the body.
        self.wfile.flush()
        return go_on

    def _read_body(self, environ: dict[str, Any]) -> bytes | None:
        """The whole body, so that the next request on this connection starts where this one ends."""
        if environ.pop("wsgi.input_terminated", False):
            body = environ["wsgi.input"].readall()
            del environ["HTTP_TRANSFER_ENCODING"]
            environ["CONTENT_LENGTH"] = str(len(body))
            return body
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = self.rfile.read(length)
        return body if len(body) == length else None

    def log_request(self, *_: object, **__: object) -> None:
        """Silent: the request log says more, and stderr is for faults."""
