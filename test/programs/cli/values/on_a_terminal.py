"""Runs a program on a terminal of its own, types what it is told to, and prints all that the terminal showed.

    on_a_terminal.py <question> <typed> <program> [arguments]
"""

import os
import pty
import select
import sys
import time

question, typed, *program = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(program[0], program)
shown = b""
answered = False
until = time.monotonic() + 30
while time.monotonic() < until:
    ready, _, _ = select.select([terminal], [], [], 0.1)
    if ready:
        try:
            chunk = os.read(terminal, 4096)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    if not answered and question.encode() in shown:
        # The question may be there before the terminal's echo is off.
        time.sleep(0.3)
        os.write(terminal, typed.encode().decode("unicode_escape").encode("latin-1"))
        answered = True
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
