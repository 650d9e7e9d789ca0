-- Refunds are few: one statement for each of their events, and what can be asked of them.

-- name: propose
INSERT INTO refund (
    payment_id, number, partition, currency, amount_minor, reason, case_id, status, proposed_by, proposed_at, since)
VALUES (
    %(payment_id)s, %(number)s, %(partition)s, %(currency)s, %(amount_minor)s, %(reason)s, %(from_case)s, %(status)s,
    %(proposed_by)s, %(at)s, %(at)s);

-- name: change
UPDATE refund
SET status = %(status)s, since = %(at)s
WHERE payment_id = %(payment_id)s AND number = %(number)s;

-- name: refunds
SELECT payment_id, number, currency, amount_minor, reason, case_id, status, proposed_by, proposed_at, since
FROM balances.refund
WHERE NOT %(only_under_way)s OR status NOT IN ('confirmed', 'cancelled')
ORDER BY since DESC, payment_id, number DESC;

-- name: overpaid
-- What cases owe back and nobody has asked for yet, the largest first.
SELECT case_id, creditor_id, creditor_reference, currency, owed_back_minor
FROM balances.case_balance
WHERE owed_back_minor > 0
ORDER BY owed_back_minor DESC, case_id;
