-- A command whose events come in two batches has one bank's day all the same: the one that its last event says.

-- name: case_day
SELECT bank_day FROM case_movement
WHERE case_id = %(id)s AND position >= %(first)s AND bank_day IS NOT NULL
LIMIT 1;

-- name: date_case
UPDATE case_movement SET bank_day = %(day)s WHERE case_id = %(id)s AND position >= %(first)s;

-- name: payment_day
SELECT bank_day FROM payment_movement
WHERE payment_id = %(id)s AND position >= %(first)s AND bank_day IS NOT NULL
LIMIT 1;

-- name: date_payment
UPDATE payment_movement SET bank_day = %(day)s WHERE payment_id = %(id)s AND position >= %(first)s;

-- name: ledger_day
-- Events of one command follow each other in their partition.
SELECT bank_day FROM ledger_movement
WHERE partition = %(partition)s AND position BETWEEN %(first)s AND %(last)s AND bank_day IS NOT NULL
LIMIT 1;

-- name: date_ledger
UPDATE ledger_movement SET bank_day = %(day)s
WHERE partition = %(partition)s AND position BETWEEN %(first)s AND %(last)s;
