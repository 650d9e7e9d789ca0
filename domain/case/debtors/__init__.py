"""Who owes what the claim is about, or answers for it: one main debtor, and others beside."""
