-- The facts of a key figure added up. Before each stand the facts as `fact`, and the period, or its months, as `periods`.

-- name: now
WITH case_balance AS NOT MATERIALIZED (SELECT * FROM balances.case_balance),
payment AS NOT MATERIALIZED (SELECT * FROM balances.payment),
remittance AS NOT MATERIALIZED (SELECT * FROM balances.remittance),
collected AS NOT MATERIALIZED (SELECT * FROM balances.collected),
clock AS NOT MATERIALIZED (SELECT * FROM sla.clock),
audit_trail AS NOT MATERIALIZED (SELECT * FROM audit_trail.audit_trail)

-- name: trail_then
-- Behind cases and payments as they then stood (projections/balances/status.sql).
audit_trail AS NOT MATERIALIZED (
    SELECT *
    FROM audit_trail.audit_trail
    WHERE (%(happened_by)s IS NULL OR occurred_at <= %(happened_by)s)
      AND (%(recorded_by)s IS NULL OR recorded_at <= %(recorded_by)s)
)

-- name: periods
-- The months from the first claim to now, as far as they are asked for; all of it in one where it is not split.
bounds AS (
    SELECT coalesce(%(begins)s, (SELECT min(received_at) FROM case_balance)) AS begins,
           coalesce(%(ends)s, %(at)s::timestamptz) AS ends
),
periods AS (
    SELECT begins, ends FROM bounds WHERE %(by)s <> 'month'
    UNION ALL
    SELECT month AT TIME ZONE %(zone)s, (month + interval '1 month') AT TIME ZONE %(zone)s
    FROM bounds, generate_series(date_trunc('month', begins AT TIME ZONE %(zone)s),
                                 (ends - interval '1 microsecond') AT TIME ZONE %(zone)s, interval '1 month') AS month
    WHERE %(by)s = 'month'
)

-- name: chosen
placed AS (
    SELECT fact.part, fact.currency, fact.numerator, fact.denominator,
           CASE WHEN %(by)s = 'month' THEN to_char(fact.at AT TIME ZONE %(zone)s, 'YYYY-MM') END AS month,
           CASE WHEN %(by)s IN ('creditor', 'portfolio') THEN its.creditor_id END AS creditor_id,
           CASE WHEN %(by)s IN ('creditor', 'portfolio') THEN coalesce(creditor.name, its.creditor_id) END AS creditor,
           CASE WHEN %(by)s = 'portfolio' THEN its.portfolio END AS portfolio,
           CASE WHEN %(by)s = 'team' THEN its.team END AS team,
           fact.at > %(at)s - make_interval(days => %(within)s) AS is_young
    FROM fact
    LEFT JOIN case_balance AS its ON its.case_id = fact.case_id
    LEFT JOIN balances.creditor AS creditor ON creditor.creditor_id = its.creditor_id
    WHERE (%(begins)s IS NULL OR fact.at IS NULL OR fact.at >= %(begins)s)
      AND (%(ends)s IS NULL OR fact.at IS NULL OR fact.at < %(ends)s)
      AND (%(creditor_id)s IS NULL OR its.creditor_id = %(creditor_id)s)
      AND (%(portfolio)s IS NULL OR its.portfolio = %(portfolio)s)
      AND (%(team)s IS NULL OR its.team = %(team)s)
)

-- name: summed
SELECT month, creditor_id, creditor, portfolio, team, part, currency,
       sum(numerator)::bigint, sum(denominator)::bigint, coalesce(bool_or(is_young), false)
FROM placed
GROUP BY 1, 2, 3, 4, 5, 6, 7
ORDER BY month, creditor, creditor_id, portfolio, team, currency, part;

-- name: quantiles
SELECT month, creditor_id, creditor, portfolio, team, quantile.part, currency,
       percentile_disc(quantile.share) WITHIN GROUP (ORDER BY numerator), count(*), coalesce(bool_or(is_young), false)
FROM placed
CROSS JOIN (VALUES ('half of them', 0.5), ('nine of ten', 0.9), ('the longest', 1.0)) AS quantile (part, share)
GROUP BY 1, 2, 3, 4, 5, 6, 7, quantile.share
ORDER BY month, creditor, creditor_id, portfolio, team, currency, quantile.share;
