"""Payments that the person turned out to have made: told by a policy, because an erasure takes their keys too."""
