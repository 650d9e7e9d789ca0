-- Files, deposits and differences are few beside payments: one statement for each of their events.

-- name: receive_file
INSERT INTO bank_file (
    bank_file_id, partition, source, format, message_id, is_copy, created, lines, kept, currencies, amounts, received_at)
VALUES (
    %(id)s, %(partition)s, %(source)s, %(format)s, %(message_id)s, %(is_copy)s, %(created)s, %(lines)s,
    %(kept_for_a_person)s, %(currencies)s::text[], %(amounts)s::bigint[], %(at)s);

-- name: receive_deposit
INSERT INTO deposit (
    deposit_id, partition, bank_file_id, kind, receiver_account, currency, first_date, booked_date, serial,
    amount_minor, payments, deductions, opening_minor, closing_minor, received_at)
VALUES (
    %(id)s, %(partition)s, %(bank_file_id)s, %(kind)s, %(receiver_account)s, %(currency)s, %(first_date)s,
    %(booked_date)s, %(serial)s, %(amount_minor)s, %(payments)s, %(deductions)s, %(opening_minor)s, %(closing_minor)s,
    %(at)s);

-- name: move
INSERT INTO moved_otherwise (
    partition, position, payment_id, receiver_account, currency, booked_date, amount_minor, happened_at)
VALUES (
    %(partition)s, %(position)s, %(id)s, %(receiver_account)s, %(currency)s, %(day)s, %(amount_minor)s, %(at)s);

-- name: find
INSERT INTO bank_difference (
    account_id, number, partition, receiver_account, currency, first_date, day, reports, previous_closing_minor,
    opening_minor, closing_minor, bank_minor, ledger_minor, status, found_at, since)
VALUES (
    %(id)s, %(number)s, %(partition)s, %(receiver_account)s, %(currency)s, %(first_date)s, %(day)s, %(reports)s,
    %(previous_closing_minor)s, %(opening_minor)s, %(closing_minor)s, %(bank_minor)s, %(ledger_minor)s, 'open', %(at)s,
    %(at)s);

-- name: change
UPDATE bank_difference
SET first_date = %(first_date)s,
    reports = %(reports)s,
    previous_closing_minor = %(previous_closing_minor)s,
    opening_minor = %(opening_minor)s,
    closing_minor = %(closing_minor)s,
    bank_minor = %(bank_minor)s,
    ledger_minor = %(ledger_minor)s
WHERE account_id = %(id)s AND number = %(number)s;

-- name: assign
UPDATE bank_difference SET owner = %(owner)s WHERE account_id = %(id)s AND number = %(number)s;

-- name: explain
UPDATE bank_difference
SET status = 'explained', reason = %(reason)s, owner = NULL, since = %(at)s
WHERE account_id = %(id)s AND number = %(number)s;

-- name: clear
UPDATE bank_difference
SET status = 'cleared', owner = NULL, since = %(at)s
WHERE account_id = %(id)s AND number = %(number)s;
