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
                  'allocation_clearing', 'deductions', 'remittance_payable', 'remittance_clearing',
                  'untransferred_fees', 'refund_clearing', 'chargeback_loss')
GROUP BY currency
HAVING sum(balance_minor) <> 0;

-- name: accounts_hold_the_client_funds
-- What moved on the bank's accounts, line by line, is what the ledger has in the bank.
WITH moved AS (
    SELECT currency, sum(amount) AS amount
    FROM (
        SELECT currency, CASE WHEN is_deduction THEN -amount_minor ELSE amount_minor END AS amount FROM balances.payment
        UNION ALL
        SELECT currency, amount_minor FROM balances.moved_otherwise
    ) AS change
    GROUP BY currency
), held AS (
    SELECT currency, sum(balance_minor) AS amount
    FROM balances.ledger_account
    WHERE account = 'bank_client_funds'
    GROUP BY currency
)
SELECT format('bank_client_funds in %s is %s and the lines of the accounts make %s', currency, held.amount, moved.amount)
FROM held
FULL JOIN moved USING (currency)
WHERE coalesce(held.amount, 0) <> coalesce(moved.amount, 0);

-- name: creditors_are_owed_what_was_collected_and_not_remitted
WITH owed AS (
    SELECT creditor_id, currency, sum(amount) AS amount
    FROM (
        SELECT creditor_id, currency, principal_minor + interest_minor + fees_minor + court_costs_minor AS amount
        FROM balances.collected
        WHERE NOT is_direct
        UNION ALL
        SELECT creditor_id, currency, -total_minor FROM balances.remittance WHERE status <> 'cancelled'
    ) AS change
    GROUP BY creditor_id, currency
), held AS (
    SELECT creditor_id, currency, -sum(balance_minor) AS amount
    FROM balances.creditor_funds
    WHERE account = 'client_payable'
    GROUP BY creditor_id, currency
)
SELECT format('client_payable to %s in %s is %s and it is owed %s', creditor_id, currency, held.amount, owed.amount)
FROM held
FULL JOIN owed USING (creditor_id, currency)
WHERE coalesce(held.amount, 0) <> coalesce(owed.amount, 0);

-- name: what_is_held_for_each_creditor_is_owed
SELECT format('what is held for %s in %s differs by %s from what is owed', creditor_id, currency, sum(balance_minor))
FROM balances.creditor_funds
GROUP BY creditor_id, currency
HAVING sum(balance_minor) <> 0;

-- name: creditors_add_up_to_the_ledger
-- On the accounts that only cases and creditors move.
WITH added AS (
    SELECT currency, account, sum(balance_minor) AS amount
    FROM balances.creditor_funds
    GROUP BY currency, account
), held AS (
    SELECT currency, account, sum(balance_minor) AS amount
    FROM balances.ledger_account
    GROUP BY currency, account
)
SELECT format('%s in %s is %s and that of the creditors adds up to %s', account, currency, held.amount, added.amount)
FROM held
FULL JOIN added USING (currency, account)
WHERE account IN ('client_payable', 'remittance_payable', 'untransferred_fees')
  AND coalesce(held.amount, 0) <> coalesce(added.amount, 0);

-- name: remittances_are_what_was_collected
-- Of those whose last lines have all been folded: partitions come along by themselves.
WITH added AS (
    SELECT remittance.creditor_id, number, count(*) AS lines,
           coalesce(sum(principal_minor + interest_minor + fees_minor + court_costs_minor)
                    FILTER (WHERE NOT is_direct), 0) AS amount
    FROM balances.remittance
    CROSS JOIN unnest(partitions, afters, throughs) AS span (partition, after, through)
    JOIN balances.collected AS line
      ON line.creditor_id = remittance.creditor_id AND line.currency = remittance.currency
     AND line.partition = span.partition AND line.position > span.after AND line.position <= span.through
    GROUP BY remittance.creditor_id, number
    HAVING (SELECT count(*)
            FROM unnest(min(partitions), min(throughs)) AS last (partition, through)
            JOIN balances.collected AS line USING (partition)
            WHERE line.position = last.through AND line.creditor_id = remittance.creditor_id)
           >= cardinality(min(partitions))
)
SELECT format('remittance %s to %s is %s in %s lines, and they are %s in %s', number, creditor_id,
              total_minor, remittance.lines, added.amount, added.lines)
FROM balances.remittance
JOIN added USING (creditor_id, number)
WHERE (total_minor, remittance.lines) <> (added.amount, added.lines);

-- name: remittances_stand_where_the_ledger_says
WITH unpaid AS (
    SELECT currency, sum(payable_minor) AS amount
    FROM balances.remittance
    WHERE status NOT IN ('cancelled', 'confirmed', 'borne')
    GROUP BY currency
), held AS (
    SELECT currency, -sum(balance_minor) AS amount
    FROM balances.ledger_account
    WHERE account = 'remittance_payable'
    GROUP BY currency
)
SELECT format('remittance_payable in %s is %s and the remittances that are not paid out are %s',
              currency, held.amount, unpaid.amount)
FROM held
FULL JOIN unpaid USING (currency)
WHERE coalesce(held.amount, 0) <> coalesce(unpaid.amount, 0);

-- name: no_more_is_made_good_than_was_lost
SELECT format('chargeback_loss in %s is %s: more was paid in for losses than there were', currency, sum(balance_minor))
FROM balances.ledger_account
WHERE account = 'chargeback_loss'
GROUP BY currency
HAVING sum(balance_minor) < 0;

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
           sum(amount_minor - goes_back_minor) AS amount
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

-- name: refunds_stand_where_the_ledger_says
-- What is to be paid back is a part of what is owed back; the rest is owed by cases, and in no refund.
WITH unpaid AS (
    SELECT currency, sum(amount_minor) AS amount
    FROM balances.refund
    WHERE status NOT IN ('asked', 'confirmed', 'cancelled')
    GROUP BY currency
), held AS (
    SELECT currency, -sum(balance_minor) AS amount
    FROM balances.ledger_account
    WHERE account = 'refund_payable'
    GROUP BY currency
)
SELECT format('refund_payable in %s is %s and the refunds that are not paid out are %s', currency, held.amount, unpaid.amount)
FROM unpaid
LEFT JOIN held USING (currency)
WHERE coalesce(held.amount, 0) < unpaid.amount;

-- name: cases_are_what_their_movements_add_up_to
-- So they are at any other time, too.
WITH added AS (
    SELECT case_id, {each amount: sum($) AS $}, sum(payments) AS payments, max(position) AS position,
           mod(max(position * 2 + (status = 'open')::int), 2) = 1 AS is_open
    FROM balances.case_movement
    GROUP BY case_id
)
SELECT format('the case %s is not what its movements add up to', case_id)
FROM added
FULL JOIN balances.case_balance AS held USING (case_id)
WHERE ({each amount: added.$}, added.payments, added.position, added.is_open)
      IS DISTINCT FROM ({each amount: held.$}, held.payments::bigint, held.position, held.status = 'open');

-- name: payments_stand_where_their_last_movement_says
WITH last AS (
    SELECT payment_id, max(position) FILTER (WHERE status IS NOT NULL) AS position,
           sum(goes_back_minor) AS goes_back_minor
    FROM balances.payment_movement
    GROUP BY payment_id
), said AS (
    SELECT payment_id, status, reason, occurred_at, position, last.goes_back_minor
    FROM last
    JOIN balances.payment_movement USING (payment_id, position)
)
SELECT format('the payment %s does not stand where its movements say', payment_id)
FROM said
FULL JOIN balances.payment AS held USING (payment_id)
WHERE (said.status, said.reason, said.occurred_at, said.position, said.goes_back_minor)
      IS DISTINCT FROM (held.status, held.reason, held.since, held.position, held.goes_back_minor);

-- name: accounts_are_what_their_movements_add_up_to
WITH added AS (
    SELECT line.partition, line.currency, line.account, sum(line.amount_minor) AS balance_minor,
           sum(moved.lines) AS postings
    FROM (
        SELECT partition, currency, debit, credit, sum(amount_minor) AS amount_minor, count(*) AS lines
        FROM balances.ledger_movement
        GROUP BY partition, currency, debit, credit
    ) AS moved
    CROSS JOIN LATERAL (VALUES (partition, currency, debit, amount_minor), (partition, currency, credit, -amount_minor))
        AS line (partition, currency, account, amount_minor)
    GROUP BY line.partition, line.currency, line.account
)
SELECT format('the account %s in %s, partition %s, is not what its movements add up to', account, currency, partition)
FROM added
FULL JOIN balances.ledger_account AS held USING (currency, account, partition)
WHERE (added.balance_minor, added.postings) IS DISTINCT FROM (held.balance_minor, held.postings);

-- name: refunds_stand_where_their_last_movement_says
WITH said AS (
    SELECT payment_id, number, (array_agg(status ORDER BY position DESC))[1] AS status, bool_or(begins) AS begins
    FROM balances.refund_movement
    GROUP BY payment_id, number
)
SELECT format('refund %s of the payment %s does not stand where its movements say', number, payment_id)
FROM said
FULL JOIN balances.refund AS held USING (payment_id, number)
WHERE (said.status, said.begins) IS DISTINCT FROM (held.status, true);

-- name: remittances_stand_where_their_last_movement_says
WITH said AS (
    SELECT creditor_id, number, (array_agg(status ORDER BY position DESC))[1] AS status, bool_or(begins) AS begins,
           (array_agg(iban ORDER BY position DESC) FILTER (WHERE iban IS NOT NULL))[1] AS iban
    FROM balances.remittance_movement
    GROUP BY creditor_id, number
)
SELECT format('remittance %s to %s does not stand where its movements say', number, creditor_id)
FROM said
FULL JOIN balances.remittance AS held USING (creditor_id, number)
WHERE (said.status, said.begins, said.iban) IS DISTINCT FROM (held.status, true, held.iban);

-- name: differences_stand_where_their_last_movement_says
WITH said AS (
    SELECT account_id, number, bool_or(begins) AS begins,
           (array_agg(status ORDER BY position DESC) FILTER (WHERE status IS NOT NULL))[1] AS status,
           (array_agg(owner ORDER BY position DESC) FILTER (WHERE sets_owner))[1] AS owner,
           (array_agg(bank_minor ORDER BY position DESC) FILTER (WHERE bank_minor IS NOT NULL))[1] AS bank_minor
    FROM balances.difference_movement
    GROUP BY account_id, number
)
SELECT format('difference %s of the account %s does not stand where its movements say', number, account_id)
FROM said
FULL JOIN balances.bank_difference AS held USING (account_id, number)
WHERE (said.status, said.begins, said.owner, said.bank_minor)
      IS DISTINCT FROM (held.status, true, held.owner, held.bank_minor);

-- name: approvals_stand_where_their_last_movement_says
WITH said AS (
    SELECT aggregate_id, kind, which, bool_or(begins) AS begins, max(position) FILTER (WHERE resets) AS reset_at,
           (array_agg(status ORDER BY position DESC) FILTER (WHERE status IS NOT NULL))[1] AS status,
           coalesce(max(position) FILTER (WHERE status IS NULL)
                    > max(position) FILTER (WHERE status IS NOT NULL), false) AS was_overtaken
    FROM balances.approval_movement
    GROUP BY aggregate_id, kind, which
), stood AS (
    SELECT said.*, ARRAY (SELECT actor_id FROM balances.approval_movement AS one
                          WHERE (one.aggregate_id, one.kind, one.which) = (said.aggregate_id, said.kind, said.which)
                            AND says_yes AND position > reset_at
                          ORDER BY position) AS approved_by
    FROM said
)
SELECT format('%s %s of %s does not stand where its movements say', kind, which, aggregate_id)
FROM stood
FULL JOIN balances.approval AS held USING (aggregate_id, kind, which)
WHERE (CASE WHEN was_overtaken AND stood.status IN ('waits', 'prepared') THEN 'over' ELSE stood.status END,
       stood.begins, stood.approved_by)
      IS DISTINCT FROM (held.status, true, held.approved_by);
