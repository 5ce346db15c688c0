"""Runs a program on a terminal of so many columns, and prints what it wrote there, as JSON: each line with the columns it takes.

    screen_of.py <columns> <program> [arguments]
"""

import fcntl
import json
import os
import pty
import struct
import sys
import termios
import unicodedata


def columns_of(text):
    """By Python's own tables, not by what is tested."""
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    marks = sum(unicodedata.category(each) in ("Mn", "Me", "Cf") for each in text)
    return len(text) + wide - marks


columns, *program = sys.argv[1:]
ready, go = os.pipe()
errors = os.dup(2)
pid, terminal = pty.fork()
if pid == 0:
    # The terminal has to have its size before the program looks.
    os.read(ready, 1)
    # Warnings and errors are lines of their own, whatever the terminal.
    os.dup2(errors, 2)
    os.execvp(program[0], program)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, int(columns), 0, 0))
os.write(go, b"x")
written = b""
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        break
    if not chunk:
        break
    written += chunk
_, status = os.waitpid(pid, 0)
lines = written.decode().replace("\r\n", "\n").rstrip("\n").split("\n")
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "lines": [{"text": line, "columns": columns_of(line)} for line in lines]}))
