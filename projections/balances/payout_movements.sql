-- These are few: their rows stand in the statement.

-- name: refund
INSERT INTO refund_movement (
    payment_id, number, partition, position, occurred_at, recorded_at, bank_day, begins, status)
VALUES %s;

-- name: remittance
INSERT INTO remittance_movement (
    creditor_id, number, partition, position, occurred_at, recorded_at, bank_day, begins, status, iban)
VALUES %s;

-- name: difference
INSERT INTO difference_movement (
    account_id, number, partition, position, occurred_at, recorded_at, bank_day, begins, status, sets_owner, owner,
    reason, first_date, reports, previous_closing_minor, opening_minor, closing_minor, bank_minor, ledger_minor)
VALUES %s;
