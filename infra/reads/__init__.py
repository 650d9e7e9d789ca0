"""Reads on record: who looked at which case or person, why and how much of it, without personal data.

They stand on a topic of their own, ``<log>.reads``, hash-chained in each partition as the events are.
"""
