"""To which account the creditor is paid out."""
