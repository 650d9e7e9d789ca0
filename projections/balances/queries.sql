-- What says no schema of a table begins with how things stand or stood (`status.sql`).

-- name: portfolios
SELECT balance.creditor_id, coalesce(max(creditor.name), balance.creditor_id), portfolio, currency,
       sum(cases)::bigint, sum(open_cases)::bigint, sum(payments)::bigint,
       {each amount: sum($)::bigint}
FROM portfolio_balance AS balance
LEFT JOIN balances.creditor AS creditor USING (creditor_id)
WHERE (%(creditor_id)s IS NULL OR balance.creditor_id = %(creditor_id)s) AND (%(portfolio)s IS NULL OR portfolio = %(portfolio)s)
GROUP BY balance.creditor_id, portfolio, currency
ORDER BY 2, portfolio, currency, 1;

-- name: creditors
SELECT balance.creditor_id, coalesce(max(creditor.name), balance.creditor_id), NULL, currency,
       sum(cases)::bigint, sum(open_cases)::bigint, sum(payments)::bigint,
       {each amount: sum($)::bigint}
FROM portfolio_balance AS balance
LEFT JOIN balances.creditor AS creditor USING (creditor_id)
WHERE (%(creditor_id)s IS NULL OR balance.creditor_id = %(creditor_id)s)
GROUP BY balance.creditor_id, currency
ORDER BY 2, currency, 1;

-- name: cases
SELECT case_id, balance.creditor_id, coalesce(creditor.name, balance.creditor_id), creditor_reference, portfolio,
       balance.jurisdiction, currency, payment_reference, status, outcome,
       payments, {each amount: $}, received_at, closed_at, balance.partition, balance.position
FROM case_balance AS balance
LEFT JOIN balances.creditor AS creditor USING (creditor_id)
WHERE (%(case_id)s IS NULL OR case_id = %(case_id)s)
  AND (%(case_ids)s::uuid[] IS NULL OR case_id = ANY (%(case_ids)s::uuid[]))
  AND (%(creditor_id)s IS NULL OR balance.creditor_id = %(creditor_id)s)
  AND (%(portfolio)s IS NULL OR portfolio = %(portfolio)s)
  AND (%(person_id)s IS NULL OR person_id = %(person_id)s)
  AND (%(status)s IS NULL OR status = %(status)s)
  AND (%(after)s IS NULL OR case_id > %(after)s)
ORDER BY case_id
LIMIT %(limit)s;

-- name: case_terms
SELECT case_id, currency, person_id
FROM balances.case_balance
WHERE case_id = %(case_id)s;

-- name: with_payment_reference
SELECT case_id FROM balances.case_balance
WHERE payment_reference_key = %(key)s AND payment_reference_key <> ''
ORDER BY case_id
LIMIT %(limit)s;

-- name: with_creditor_reference
SELECT case_id FROM balances.case_balance
WHERE creditor_reference_key = %(key)s
ORDER BY case_id
LIMIT %(limit)s;

-- name: suspended
-- What the bank took away unexplained stands beside it, below zero. What has a bank's day counts from it, and is
-- never younger than nothing.
SELECT payment_id, currency, CASE status WHEN 'deducted' THEN -amount_minor ELSE amount_minor - goes_back_minor END,
       value_date, source, reason, since, greatest(%(at)s - since, interval '0'), owner, suggestions, clock.due_at
FROM payment
LEFT JOIN clock
  ON clock.aggregate_id = payment_id AND clock.clock = 'suspense_age' AND clock.state = 'running'
WHERE status IN ('suspense', 'deducted') AND (%(since_before)s IS NULL OR since <= %(since_before)s)
  AND (%(owner)s IS NULL OR coalesce(owner, '') = %(owner)s)
  AND (%(amounts)s IS NULL OR (%(amounts)s::jsonb ->> currency)::bigint
       = CASE status WHEN 'deducted' THEN amount_minor ELSE amount_minor - goes_back_minor END)

-- name: longest_first
  AND (%(after_since)s IS NULL OR (since, payment_id) > (%(after_since)s, %(after_id)s::uuid))
ORDER BY since, payment_id
LIMIT %(limit)s;

-- name: newest_first
  AND (%(after_since)s IS NULL OR (since, payment_id) < (%(after_since)s, %(after_id)s::uuid))
ORDER BY since DESC, payment_id DESC
LIMIT %(limit)s;

-- name: suspended_count
SELECT count(*)
FROM payment
WHERE status IN ('suspense', 'deducted') AND (%(since_before)s IS NULL OR since <= %(since_before)s)
  AND (%(owner)s IS NULL OR coalesce(owner, '') = %(owner)s)
  AND (%(amounts)s IS NULL OR (%(amounts)s::jsonb ->> currency)::bigint
       = CASE status WHEN 'deducted' THEN amount_minor ELSE amount_minor - goes_back_minor END);

-- name: creditor_names
-- Each registered creditor, with each portfolio that it has; one without claims has none.
SELECT DISTINCT creditor_id, coalesce(creditor.name, creditor_id), creditor.former_names, portfolio
FROM balances.portfolio_balance AS balance
FULL JOIN balances.creditor AS creditor USING (creditor_id)
ORDER BY 2, 4;

-- name: registered
SELECT creditor.creditor_id, creditor.name, creditor.former_names, creditor.org_number, creditor.jurisdiction,
       creditor.iban, creditor.registered_at,
       coalesce(sum(balance.cases), 0)::bigint, coalesce(sum(balance.open_cases), 0)::bigint,
       creditor.partition, creditor.position
FROM balances.creditor AS creditor
LEFT JOIN balances.portfolio_balance AS balance USING (creditor_id)
WHERE %(creditor_id)s IS NULL OR creditor.creditor_id = %(creditor_id)s
GROUP BY creditor.creditor_id, creditor.name, creditor.former_names, creditor.org_number, creditor.jurisdiction,
         creditor.iban, creditor.registered_at, creditor.partition, creditor.position
ORDER BY creditor.creditor_id;

-- name: terms
SELECT valid_from, commission_basis_points, vat_basis_points, remittance, fees_go_to, commission_is,
       product, creditor_vat
FROM balances.contract_terms
WHERE creditor_id = %(creditor_id)s
ORDER BY valid_from;

-- name: labels
-- How people know a case or a payment: what stands beside its id in a list.
SELECT case_id, 'case', coalesce(creditor.name, creditor_id), creditor_reference,
       principal_minor + interest_minor + fees_minor + court_costs_minor, currency
FROM balances.case_balance
LEFT JOIN balances.creditor AS creditor USING (creditor_id)
WHERE case_id = ANY (%(ids)s::uuid[])
UNION ALL
SELECT payment_id, 'payment', NULL, NULL, amount_minor, currency
FROM balances.payment
WHERE payment_id = ANY (%(ids)s::uuid[]);

-- name: payment_statuses
SELECT status, count(*)
FROM balances.payment
WHERE payment_id = ANY (%(payment_ids)s::uuid[])
GROUP BY status;

-- name: cases_paid_with
SELECT payment_reference_key, case_id, creditor_id, creditor_reference, currency, due_date, status = 'open',
       principal_minor + interest_minor + fees_minor + court_costs_minor,
       (SELECT sum(part.minor)::bigint FROM (VALUES {each paid: ($)}) AS part (minor))
FROM balances.case_balance
WHERE payment_reference_key = ANY (%(keys)s) AND payment_reference_key <> ''
ORDER BY case_id;

-- name: payments
SELECT payment_id, currency, amount_minor, value_date, source, status, reason, since
FROM balances.payment
WHERE payment_id = ANY (%(payment_ids)s::uuid[])
ORDER BY value_date DESC, payment_id;

-- name: payment_totals
SELECT status, currency, count(*), sum(amount_minor)::bigint
FROM balances.payment
GROUP BY status, currency
ORDER BY status, currency;

-- name: accounts
SELECT currency, account, sum(balance_minor)::bigint, sum(postings)::bigint
FROM ledger_account
GROUP BY currency, account
ORDER BY currency, account;

-- name: trial_balance
SELECT currency,
       coalesce(sum(balance_minor) FILTER (WHERE balance_minor > 0), 0)::bigint,
       coalesce(-sum(balance_minor) FILTER (WHERE balance_minor < 0), 0)::bigint
FROM (
    SELECT currency, account, sum(balance_minor) AS balance_minor
    FROM ledger_account
    GROUP BY currency, account
) AS account
GROUP BY currency
ORDER BY currency;

-- name: client_funds
SELECT currency,
       coalesce(sum(balance_minor) FILTER (WHERE account = 'bank_client_funds'), 0)::bigint,
       coalesce(-sum(balance_minor) FILTER (WHERE account = 'client_payable'), 0)::bigint,
       coalesce(-sum(balance_minor) FILTER (WHERE account = 'remittance_payable'), 0)::bigint,
       coalesce(-sum(balance_minor) FILTER (WHERE account = 'untransferred_fees'), 0)::bigint,
       coalesce(-sum(balance_minor) FILTER (WHERE account = 'refund_payable'), 0)::bigint,
       coalesce(-sum(balance_minor) FILTER (WHERE account = 'suspense'), 0)::bigint,
       coalesce(-sum(balance_minor) FILTER (
           WHERE account IN ('receipts_clearing', 'allocation_clearing', 'remittance_clearing', 'refund_clearing')),
           0)::bigint,
       coalesce(sum(balance_minor) FILTER (WHERE account = 'deductions'), 0)::bigint,
       coalesce(sum(balance_minor) FILTER (WHERE account = 'chargeback_loss'), 0)::bigint
FROM ledger_account
GROUP BY currency
ORDER BY currency;

-- name: creditor_funds
SELECT creditor_id, currency,
       coalesce(sum(balance_minor) FILTER (
           WHERE account NOT IN ('client_payable', 'remittance_payable', 'untransferred_fees', 'refund_payable')),
           0)::bigint,
       coalesce(-sum(balance_minor) FILTER (WHERE account = 'client_payable'), 0)::bigint,
       coalesce(-sum(balance_minor) FILTER (WHERE account = 'remittance_payable'), 0)::bigint,
       coalesce(-sum(balance_minor) FILTER (WHERE account = 'untransferred_fees'), 0)::bigint,
       coalesce(-sum(balance_minor) FILTER (WHERE account = 'refund_payable'), 0)::bigint
FROM balances.creditor_funds
GROUP BY creditor_id, currency
ORDER BY creditor_id, currency;

-- name: clearing
-- What is on its way between payments and what they are for: nothing, when nothing is under way.
SELECT currency, account, -sum(balance_minor)::bigint
FROM ledger_account
WHERE account IN ('receipts_clearing', 'allocation_clearing', 'remittance_clearing', 'refund_clearing')
GROUP BY currency, account
ORDER BY currency, account;
