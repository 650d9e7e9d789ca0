"""Where a payment in suspense may belong: suggested by the matcher or a person, and decided by people."""
