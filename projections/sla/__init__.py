"""Clocks that start, pause and stop on events: what was promised by when, and whether it was kept."""

from __future__ import annotations
