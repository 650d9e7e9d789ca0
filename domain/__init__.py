"""What a case is: pure rules without clock, I/O or randomness.

One aggregate kind is one package (``domain.case``, ``domain.payment``); one theme of it is one small file that
holds its commands, its events, what is decided and what is evolved. ``domain.catalogue`` lists them all.
"""
