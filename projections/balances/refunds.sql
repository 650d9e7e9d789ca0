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
FROM refund
WHERE NOT %(only_under_way)s OR status NOT IN ('confirmed', 'cancelled')
ORDER BY since DESC, payment_id, number DESC;

-- name: overpaid
-- What cases owe back and nobody has asked for yet, the largest first; by when a refund of it is to be proposed.
SELECT case_id, creditor_id, creditor_reference, currency, owed_back_minor, clock.due_at
FROM case_balance
LEFT JOIN clock
  ON clock.aggregate_id = case_id AND clock.clock = 'overpayment' AND clock.state = 'running'
WHERE owed_back_minor > 0
ORDER BY owed_back_minor DESC, case_id;

-- name: refund_again
-- Payments of which a refund was cancelled, and what it held stands in none since, the longest first.
SELECT payment_id, currency, clock.due_at
FROM clock
JOIN balances.payment ON payment_id = clock.aggregate_id
WHERE clock.clock = 'overpayment' AND clock.state = 'running'
ORDER BY clock.due_at, payment_id;
