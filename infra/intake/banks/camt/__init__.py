"""ISO 20022's camt.053 (statements) and camt.054 (notifications): XML, elements, entries, totals, writer."""
