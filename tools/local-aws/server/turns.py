"""Whose turn it is: moto's dictionaries are not made for threads, and fail where one changes while another is read."""

from __future__ import annotations

import threading

# Held while moto works on a request. Python runs one thread at a time anyway, so that it costs no time.
one_at_a_time = threading.RLock()
