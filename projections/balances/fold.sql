-- The staged rows into the tables. Staged amounts are differences, so a batch may hold any number of a case's events.

-- name: insert_cases
INSERT INTO case_balance (
    case_id, partition, creditor_id, creditor_reference, portfolio, jurisdiction, currency, payment_reference,
    creditor_reference_key, payment_reference_key, person_id,
    status, outcome, claimed_minor, principal_minor, interest_minor, fees_minor,
    collected_minor, paid_to_creditor_minor, written_off_minor, owed_back_minor, payments, received_at, closed_at, position)
SELECT
    case_id, partition, creditor_id, creditor_reference, portfolio, jurisdiction, currency, payment_reference,
    creditor_reference_key, payment_reference_key, person_id,
    status, outcome, claimed_minor, principal_minor, interest_minor, fees_minor,
    collected_minor, paid_to_creditor_minor, written_off_minor, owed_back_minor, payments, received_at, closed_at, position
FROM staged_case
WHERE is_new;

-- name: change_cases
UPDATE case_balance AS held
SET status            = coalesce(staged.status, held.status),
    outcome           = CASE WHEN staged.status IS NULL THEN held.outcome ELSE staged.outcome END,
    closed_at         = CASE WHEN staged.status IS NULL THEN held.closed_at ELSE staged.closed_at END,
    claimed_minor     = held.claimed_minor + staged.claimed_minor,
    principal_minor   = held.principal_minor + staged.principal_minor,
    interest_minor    = held.interest_minor + staged.interest_minor,
    fees_minor        = held.fees_minor + staged.fees_minor,
    collected_minor   = held.collected_minor + staged.collected_minor,
    paid_to_creditor_minor = held.paid_to_creditor_minor + staged.paid_to_creditor_minor,
    written_off_minor = held.written_off_minor + staged.written_off_minor,
    owed_back_minor   = held.owed_back_minor + staged.owed_back_minor,
    payments          = held.payments + staged.payments,
    position          = staged.position
FROM staged_case AS staged
WHERE held.case_id = staged.case_id AND NOT staged.is_new AND held.position < staged.position;

-- name: change_portfolios
INSERT INTO portfolio_balance AS held (
    partition, creditor_id, portfolio, currency, cases, open_cases, claimed_minor, principal_minor, interest_minor,
    fees_minor, collected_minor, paid_to_creditor_minor, written_off_minor, owed_back_minor, payments)
SELECT
    its.partition, its.creditor_id, its.portfolio, its.currency,
    sum(staged.cases), sum(staged.open_cases), sum(staged.claimed_minor), sum(staged.principal_minor),
    sum(staged.interest_minor), sum(staged.fees_minor), sum(staged.collected_minor), sum(staged.paid_to_creditor_minor), sum(staged.written_off_minor), sum(staged.owed_back_minor), sum(staged.payments)
FROM staged_case AS staged
JOIN case_balance AS its USING (case_id)
GROUP BY its.partition, its.creditor_id, its.portfolio, its.currency
ON CONFLICT (creditor_id, portfolio, currency, partition) DO UPDATE
SET cases             = held.cases + excluded.cases,
    open_cases        = held.open_cases + excluded.open_cases,
    claimed_minor     = held.claimed_minor + excluded.claimed_minor,
    principal_minor   = held.principal_minor + excluded.principal_minor,
    interest_minor    = held.interest_minor + excluded.interest_minor,
    fees_minor        = held.fees_minor + excluded.fees_minor,
    collected_minor   = held.collected_minor + excluded.collected_minor,
    paid_to_creditor_minor = held.paid_to_creditor_minor + excluded.paid_to_creditor_minor,
    written_off_minor = held.written_off_minor + excluded.written_off_minor,
    owed_back_minor   = held.owed_back_minor + excluded.owed_back_minor,
    payments          = held.payments + excluded.payments;

-- name: insert_payments
INSERT INTO payment (
    payment_id, partition, currency, amount_minor, value_date, source, status, reason, since, position)
SELECT payment_id, partition, currency, amount_minor, value_date, source, status, reason, since, position
FROM staged_payment
WHERE is_new;

-- name: change_payments
UPDATE payment AS held
SET status   = staged.status,
    reason   = staged.reason,
    since    = staged.since,
    position = staged.position
FROM staged_payment AS staged
WHERE held.payment_id = staged.payment_id AND NOT staged.is_new AND held.position < staged.position;

-- name: change_accounts
INSERT INTO ledger_account AS held (partition, currency, account, balance_minor, postings)
SELECT partition, currency, account, balance_minor, postings
FROM staged_account
ON CONFLICT (currency, account, partition) DO UPDATE
SET balance_minor = held.balance_minor + excluded.balance_minor,
    postings      = held.postings + excluded.postings;
