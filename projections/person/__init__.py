"""Who persons are and how they are found: the one read model that holds personal texts in the clear."""

from __future__ import annotations
