"""The scripts of cases: how a debt is paid, or is not, and what comes in between."""
