-- What is to be remitted, and what was: behind how that stands or stood (`status.sql`), but for the last. A line is still to be remitted when it lies behind the last span of its partition.

-- name: waiting
, ended AS (
    SELECT creditor_id, currency, span.partition, max(span.through) AS through
    FROM remittance
    CROSS JOIN unnest(partitions, throughs) AS span (partition, through)
    WHERE status <> 'cancelled'
    GROUP BY creditor_id, currency, span.partition
), waiting AS (
    SELECT line.*, coalesce(ended.through, 0) AS after
    FROM collected AS line
    LEFT JOIN ended USING (creditor_id, currency, partition)
    WHERE line.position > coalesce(ended.through, 0)
      AND (%(creditor_id)s IS NULL OR line.creditor_id = %(creditor_id)s)
)

-- name: spans
SELECT currency, partition, after, max(position), min(value_date)
FROM waiting
GROUP BY currency, partition, after
ORDER BY currency, partition;

-- name: sums
-- By the terms that hold for the bank's day: what came before the first ones goes by them.
SELECT currency, terms.valid_from, is_direct, count(*), sum(principal_minor)::bigint, sum(interest_minor)::bigint,
       sum(fees_minor)::bigint, sum(court_costs_minor)::bigint
FROM waiting
CROSS JOIN LATERAL (
    SELECT coalesce(max(valid_from) FILTER (WHERE valid_from <= value_date), min(valid_from)) AS valid_from
    FROM balances.contract_terms AS agreed
    WHERE agreed.creditor_id = waiting.creditor_id
) AS terms
GROUP BY currency, terms.valid_from, is_direct
ORDER BY currency, terms.valid_from, is_direct;

-- name: to_remit
SELECT creditor_id, coalesce(max(creditor.name), creditor_id), currency, count(*),
       coalesce(sum(principal_minor + interest_minor + fees_minor + court_costs_minor) FILTER (WHERE NOT is_direct), 0)::bigint,
       coalesce(sum(principal_minor + interest_minor + fees_minor + court_costs_minor) FILTER (WHERE is_direct), 0)::bigint,
       min(value_date)
FROM waiting
LEFT JOIN balances.creditor AS creditor USING (creditor_id)
GROUP BY creditor_id, currency
ORDER BY creditor_id, currency;

-- name: remittances
SELECT creditor_id, creditor.name, number, currency, status, lines, total_minor, payable_minor, remittance.iban,
       prepared_by, prepared_at, since, to_agency
FROM remittance
JOIN balances.creditor AS creditor USING (creditor_id)
WHERE %(creditor_id)s IS NULL OR creditor_id = %(creditor_id)s
ORDER BY prepared_at DESC, creditor_id, number DESC;

-- name: lines
SELECT line.case_id, held.creditor_reference, value_date, is_direct,
       line.principal_minor, line.interest_minor, line.fees_minor, line.court_costs_minor, line.partition, line.position
FROM unnest(%(partitions)s::integer[], %(afters)s::bigint[], %(throughs)s::bigint[]) AS span (partition, after, through)
JOIN balances.collected AS line
  ON line.creditor_id = %(creditor_id)s AND line.currency = %(currency)s
 AND line.partition = span.partition AND line.position > span.after AND line.position <= span.through
JOIN balances.case_balance AS held USING (case_id)
ORDER BY value_date, held.creditor_reference, line.partition, line.position;
