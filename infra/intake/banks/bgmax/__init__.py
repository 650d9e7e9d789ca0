"""BgMax, in which Bankgirot reports incoming payments: layout, reader, control totals, writer."""
