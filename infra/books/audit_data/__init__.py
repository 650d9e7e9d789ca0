"""Tables of the general ledger and of receivables for auditors, as ISO 21378 (audit data collection) has them, in CSV.

The text of the standard is sold and not public. What stands here is taken from public descriptions, which
docs/auditors.md names table by table; compare it with the standard before you rely on a column.
"""
