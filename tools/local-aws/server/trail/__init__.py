"""The records that CloudTrail makes of requests: who asked for what, in the form that AWS documents, and never a value."""
