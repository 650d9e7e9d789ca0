"""The HTTP API: one process, `caseledger serve`, in front of the command client and the read models.

Nothing of the domain is written again here: commands, their fields and what they must hold come from the catalogue.
"""
