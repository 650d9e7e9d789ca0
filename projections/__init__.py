"""The read models: what PostgreSQL holds so that a person can ask, folded from the log and rebuilt from it at will.

One model is one folder: ``tables.sql`` (what it serves), ``staging.sql`` (what a batch is copied into), ``rows.py``
(pure: events to staged rows), ``fold.sql`` (staged rows into the tables), ``queries.sql`` and ``queries.py`` (what
can be asked). ``projections.catalogue`` lists them all.
"""
