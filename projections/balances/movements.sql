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

-- name: refund_day
SELECT bank_day FROM refund_movement
WHERE partition = %(partition)s AND position BETWEEN %(first)s AND %(last)s AND bank_day IS NOT NULL
LIMIT 1;

-- name: date_refund
UPDATE refund_movement SET bank_day = %(day)s
WHERE partition = %(partition)s AND position BETWEEN %(first)s AND %(last)s;

-- name: remittance_day
SELECT bank_day FROM remittance_movement
WHERE partition = %(partition)s AND position BETWEEN %(first)s AND %(last)s AND bank_day IS NOT NULL
LIMIT 1;

-- name: date_remittance
UPDATE remittance_movement SET bank_day = %(day)s
WHERE partition = %(partition)s AND position BETWEEN %(first)s AND %(last)s;

-- name: approval_day
SELECT bank_day FROM approval_movement
WHERE partition = %(partition)s AND position BETWEEN %(first)s AND %(last)s AND bank_day IS NOT NULL
LIMIT 1;

-- name: date_approval
UPDATE approval_movement SET bank_day = %(day)s
WHERE partition = %(partition)s AND position BETWEEN %(first)s AND %(last)s;
