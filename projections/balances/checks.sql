-- What must hold whatever happened. Each statement gives one line for each place where it does not.

-- name: trial_balance_is_zero
SELECT format('the accounts in %s add up to %s', currency, sum(balance_minor))
FROM balances.ledger_account
GROUP BY currency
HAVING sum(balance_minor) <> 0;

-- name: client_funds_are_owed
SELECT format('the client account in %s differs by %s from what is owed', currency, sum(balance_minor))
FROM balances.ledger_account
WHERE account IN ('bank_client_funds', 'client_payable', 'refund_payable', 'suspense', 'receipts_clearing',
                  'allocation_clearing', 'deductions')
GROUP BY currency
HAVING sum(balance_minor) <> 0;

-- name: receivables_are_what_cases_owe
WITH owed AS (
    SELECT currency, account, sum(amount) AS amount
    FROM balances.case_balance,
         LATERAL (VALUES ('debtor_receivable_principal', principal_minor),
                         ('debtor_receivable_interest', interest_minor),
                         ('debtor_receivable_fees', fees_minor),
                         ('debtor_receivable_court_costs', court_costs_minor)) AS part (account, amount)
    GROUP BY currency, account
), held AS (
    SELECT currency, account, sum(balance_minor) AS amount
    FROM balances.ledger_account
    WHERE starts_with(account, 'debtor_receivable_')
    GROUP BY currency, account
)
SELECT format('%s in %s is %s and the cases owe %s', account, currency, held.amount, owed.amount)
FROM held
FULL JOIN owed USING (currency, account)
WHERE coalesce(held.amount, 0) <> coalesce(owed.amount, 0);

-- name: portfolios_are_the_sum_of_their_cases
WITH added AS (
    SELECT creditor_id, portfolio, currency, partition, count(*) AS cases,
           count(*) FILTER (WHERE status = 'open') AS open_cases,
           {each amount: sum($) AS $},
           sum(payments) AS payments
    FROM balances.case_balance
    GROUP BY creditor_id, portfolio, currency, partition
)
SELECT format('the portfolio %s of %s in %s, partition %s, is not the sum of its cases',
              portfolio, creditor_id, currency, partition)
FROM added
FULL JOIN balances.portfolio_balance AS held USING (creditor_id, portfolio, currency, partition)
WHERE (added.cases, added.open_cases, {each amount: added.$}, added.payments)
      IS DISTINCT FROM (held.cases, held.open_cases, {each amount: held.$}, held.payments);

-- name: payments_stand_where_the_ledger_says
WITH status AS (
    SELECT currency, CASE status WHEN 'suspense' THEN 'suspense' ELSE 'receipts_clearing' END AS account,
           sum(amount_minor) AS amount
    FROM balances.payment
    WHERE status IN ('received', 'suspense')
    GROUP BY 1, 2
), held AS (
    SELECT currency, account, -sum(balance_minor) AS amount
    FROM balances.ledger_account
    WHERE account IN ('suspense', 'receipts_clearing')
    GROUP BY currency, account
)
SELECT format('%s in %s is %s and the payments that stand there are %s',
              account, currency, held.amount, status.amount)
FROM held
FULL JOIN status USING (currency, account)
WHERE coalesce(held.amount, 0) <> coalesce(status.amount, 0);
