"""The headers that are put on a record which is kept on ``<log>.rejected``, beside its own."""

from __future__ import annotations

REASON_HEADER = "rejected-because"
"""Why, for a person. It repeats nothing of what the record says."""

NOT_WHOLE_HEADER = "rejected-not-whole"
"""Says what is missing of a record that was not kept byte for byte; such a one cannot be sent again from here."""

PLACE_HEADER = "rejected-from"
"""Where it came from: topic, partition and offset of the command, or the policy whose command was refused."""
