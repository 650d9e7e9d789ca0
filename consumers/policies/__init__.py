"""Policies: consumers that read events and send commands. What crosses from one aggregate to another is one of them."""
