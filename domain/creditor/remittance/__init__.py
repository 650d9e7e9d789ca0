"""What was collected for the creditor is paid out to it: prepared, approved by a second person, sent, confirmed."""
