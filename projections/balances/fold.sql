-- The staged rows into the tables. Staged amounts are differences, so a batch may hold any number of a case's events.

-- name: insert_cases
INSERT INTO case_balance (
    case_id, partition, creditor_id, creditor_reference, portfolio, jurisdiction, currency, payment_reference,
    creditor_reference_key, payment_reference_key, person_id, due_date,
    stage, status, outcome, team, {each amount: $}, payments, received_at, closed_at, position)
SELECT
    case_id, partition, creditor_id, creditor_reference, portfolio, jurisdiction, currency, payment_reference,
    creditor_reference_key, payment_reference_key, person_id, due_date,
    stage, status, outcome, team, {each amount: $}, payments, received_at, closed_at, position
FROM staged_case
WHERE is_new;

-- name: change_cases
UPDATE case_balance AS held
SET stage             = coalesce(staged.stage, held.stage),
    status            = coalesce(staged.status, held.status),
    outcome           = CASE WHEN staged.status IS NULL THEN held.outcome ELSE staged.outcome END,
    closed_at         = CASE WHEN staged.status IS NULL THEN held.closed_at ELSE staged.closed_at END,
    due_date          = coalesce(staged.due_date, held.due_date),
    team              = CASE WHEN staged.has_manager THEN staged.team ELSE held.team END,
    {each amount: $ = held.$ + staged.$},
    payments          = held.payments + staged.payments,
    position          = staged.position
FROM staged_case AS staged
WHERE held.case_id = staged.case_id AND NOT staged.is_new AND held.position < staged.position;

-- name: change_portfolios
INSERT INTO portfolio_balance AS held (
    partition, creditor_id, portfolio, currency, cases, open_cases, {each amount: $}, payments)
SELECT
    its.partition, its.creditor_id, its.portfolio, its.currency,
    sum(staged.cases), sum(staged.open_cases), {each amount: sum(staged.$)}, sum(staged.payments)
FROM staged_case AS staged
JOIN case_balance AS its USING (case_id)
GROUP BY its.partition, its.creditor_id, its.portfolio, its.currency
ON CONFLICT (creditor_id, portfolio, currency, partition) DO UPDATE
SET cases             = held.cases + excluded.cases,
    open_cases        = held.open_cases + excluded.open_cases,
    {each amount: $ = held.$ + excluded.$},
    payments          = held.payments + excluded.payments;

-- name: insert_collected
INSERT INTO collected (
    partition, position, is_direct, creditor_id, currency, case_id, value_date,
    principal_minor, interest_minor, fees_minor, court_costs_minor, payment_id)
SELECT staged.partition, staged.position, staged.is_direct, its.creditor_id, staged.currency, case_id, staged.value_date,
       staged.principal_minor, staged.interest_minor, staged.fees_minor, staged.court_costs_minor, staged.payment_id
FROM staged_collected AS staged
JOIN case_balance AS its USING (case_id);

-- name: insert_payments
INSERT INTO payment (
    payment_id, partition, currency, amount_minor, value_date, source, status, reason, since, receiver_account,
    booked_date, bank_file_id, deposit_id, line_number, is_deduction, case_ids, received_at, position)
SELECT payment_id, partition, currency, amount_minor, value_date, source, status, reason, since, receiver_account,
       booked_date, bank_file_id, deposit_id, line_number, is_deduction, case_ids::uuid[], received_at, position
FROM staged_payment
WHERE is_new;

-- name: change_payments
UPDATE payment AS held
SET status      = staged.status,
    reason      = staged.reason,
    since       = staged.since,
    case_ids    = staged.case_ids::uuid[],
    owner       = CASE WHEN NOT staged.was_placed THEN held.owner END,
    suggestions = CASE WHEN NOT staged.was_placed THEN held.suggestions ELSE 0 END,
    position    = staged.position
FROM staged_payment AS staged
WHERE held.payment_id = staged.payment_id AND NOT staged.is_new AND held.position < staged.position;

-- name: care_for_payments
-- The rows stand in the statement: few payments are cared for in one batch.
UPDATE payment AS held
SET owner       = coalesce(care.owner, held.owner),
    suggestions = held.suggestions + care.suggestions,
    goes_back_minor = held.goes_back_minor + care.goes_back_minor
FROM (VALUES %s) AS care (payment_id, owner, suggestions, goes_back_minor)
WHERE held.payment_id = care.payment_id;

-- name: change_accounts
INSERT INTO ledger_account AS held (partition, currency, account, balance_minor, postings)
SELECT partition, currency, account, balance_minor, postings
FROM staged_account
ON CONFLICT (currency, account, partition) DO UPDATE
SET balance_minor = held.balance_minor + excluded.balance_minor,
    postings      = held.postings + excluded.postings;

-- name: change_creditor_funds
INSERT INTO creditor_funds AS held (partition, creditor_id, currency, account, balance_minor)
SELECT staged.partition, coalesce(staged.creditor_id, its.creditor_id), staged.currency, staged.account,
       sum(staged.balance_minor)
FROM staged_funds AS staged
LEFT JOIN case_balance AS its USING (case_id)
GROUP BY 1, 2, 3, 4
ON CONFLICT (creditor_id, currency, account, partition) DO UPDATE
SET balance_minor = held.balance_minor + excluded.balance_minor;
