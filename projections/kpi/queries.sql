-- The facts that each key figure counts: (case_id, at, part, currency, numerator, denominator). `at` says to which month
-- a fact belongs, and is NULL where it stands as of now. The frames at the end add them up.
-- `case_balance`, `payment` and `audit_trail` are those of now or of the time that is asked of, as the frames say.
-- `at` as a parameter is the time of the question; `begins` and `ends` bound the period and may be NULL.

-- name: resolution_rate
SELECT case_id, received_at AS at, NULL AS part, NULL AS currency,
       (status = 'closed' AND outcome = ANY (%(resolved)s)
        AND closed_at <= received_at + make_interval(days => %(within)s))::int AS numerator,
       1 AS denominator
FROM case_balance
WHERE stage <> 'rejected';

-- name: legal_rate
SELECT case_id, received_at AS at, NULL AS part, NULL AS currency,
       (legal.aggregate_id IS NOT NULL)::int AS numerator, 1 AS denominator
FROM case_balance
LEFT JOIN (SELECT DISTINCT aggregate_id FROM audit_trail WHERE type = 'LegalActionStarted') AS legal
       ON legal.aggregate_id = case_id
WHERE stage <> 'rejected';

-- name: solved_before_demand
SELECT case_id, closed_at AS at, NULL AS part, NULL AS currency,
       (demanded.aggregate_id IS NULL)::int AS numerator, 1 AS denominator
FROM case_balance
LEFT JOIN (SELECT DISTINCT aggregate_id FROM audit_trail WHERE type = 'PaymentDemandSent') AS demanded
       ON demanded.aggregate_id = case_id
WHERE stage = 'closed';

-- name: days_to_resolve
SELECT case_id, received_at AS at, NULL AS part, NULL AS currency,
       extract(epoch FROM closed_at - received_at)::bigint AS numerator, 1 AS denominator
FROM case_balance
WHERE status = 'closed' AND outcome = ANY (%(resolved)s);

-- name: debt_free
SELECT DISTINCT ON (person_id)
       case_id, closed_at AS at, NULL AS part, NULL AS currency, 1 AS numerator, 0 AS denominator
FROM case_balance AS last
WHERE outcome = ANY (%(resolved)s) AND status = 'closed' AND NOT EXISTS (
    SELECT FROM case_balance AS other
    WHERE other.person_id = last.person_id
      AND (other.status = 'open' OR (other.stage = 'closed' AND other.closed_at > last.closed_at)))
ORDER BY person_id, closed_at DESC, case_id;

-- name: recovery_rate
SELECT case_id, received_at AS at, NULL AS part, currency,
       collected_minor + paid_to_creditor_minor AS numerator, claimed_minor + added_minor AS denominator
FROM case_balance
WHERE stage <> 'rejected';

-- name: ageing
SELECT case_id, NULL::timestamptz AS at, its_age.part, currency,
       principal_minor + interest_minor + fees_minor + court_costs_minor AS numerator, 1 AS denominator
FROM case_balance
JOIN (VALUES (1, 30, '1 to 30 days'), (31, 60, '31 to 60 days'), (61, 90, '61 to 90 days'),
             (91, 180, '91 to 180 days'), (181, 365, '181 to 365 days'), (366, 1000000, 'more than 365 days'),
             (-1000000, 0, 'not yet due')) AS its_age (youngest, oldest, part)
  ON (%(at)s AT TIME ZONE %(zone)s)::date - due_date BETWEEN youngest AND oldest
WHERE status = 'open';

-- name: kept_promises
SELECT aggregate_id AS case_id, due_at - interval '1 microsecond' AS at, NULL AS part, NULL AS currency,
       (state = 'met')::int AS numerator, 1 AS denominator
FROM clock
WHERE clock = 'payment_deadline' AND kind = 'promise'
  AND (state IN ('met', 'breached') OR (state = 'running' AND due_at <= %(at)s));

-- name: plan_adherence
SELECT aggregate_id AS case_id, due_at - interval '1 microsecond' AS at, NULL AS part, NULL AS currency,
       (state = 'met')::int AS numerator, 1 AS denominator
FROM clock
WHERE clock = 'payment_deadline' AND kind = 'instalment'
  AND (state IN ('met', 'breached') OR (state = 'running' AND due_at <= %(at)s));

-- name: plan_survival
SELECT agreed.aggregate_id AS case_id, agreed.occurred_at AS at, since.days || ' days' AS part, NULL AS currency,
       (NOT EXISTS (SELECT FROM audit_trail AS event
                    WHERE event.aggregate_id = agreed.aggregate_id AND event.version > agreed.version
                      AND event.occurred_at <= agreed.occurred_at + make_interval(days => since.days)
                      AND event.type IN ('PlanTerminated', 'PlanBreached')))::int AS numerator,
       1 AS denominator
FROM audit_trail AS agreed
JOIN (VALUES (90), (180)) AS since (days) ON agreed.occurred_at <= %(at)s - make_interval(days => since.days)
WHERE agreed.type = 'PlanAgreed';

-- name: plan_breach_rate
SELECT agreed.aggregate_id AS case_id, period.begins AS at, NULL AS part, NULL AS currency,
       (EXISTS (SELECT FROM audit_trail AS event
                WHERE event.aggregate_id = agreed.aggregate_id AND event.version > agreed.version
                  AND event.occurred_at >= period.begins AND event.occurred_at < period.ends
                  AND event.type = 'PlanBreached'))::int AS numerator,
       1 AS denominator
FROM periods AS period
JOIN audit_trail AS agreed ON agreed.occurred_at < period.begins
WHERE agreed.type = 'PlanAgreed' AND NOT EXISTS (
    SELECT FROM audit_trail AS event
    WHERE event.aggregate_id = agreed.aggregate_id AND event.version > agreed.version
      AND event.occurred_at < period.begins
      AND event.type IN ('PlanAgreed', 'PlanTerminated', 'PlanCompleted', 'CaseClosed'));

-- name: plan_cures
SELECT aggregate_id AS case_id, ended_at AS at, NULL AS part, NULL AS currency,
       (EXISTS (SELECT FROM audit_trail AS event
                WHERE event.aggregate_id = clock.aggregate_id AND event.occurred_at >= clock.ended_at
                  AND event.occurred_at <= clock.ended_at + interval '14 days'
                  AND event.type IN ('PlanCured')))::int AS numerator,
       1 AS denominator
FROM clock
WHERE clock = 'payment_deadline' AND kind = 'instalment' AND state = 'breached' AND ended_at IS NOT NULL;

-- name: plans_assessed
SELECT agreed.aggregate_id AS case_id, agreed.occurred_at AS at, NULL AS part, NULL AS currency,
       (EXISTS (SELECT FROM audit_trail AS event
                WHERE event.aggregate_id = agreed.aggregate_id AND event.version < agreed.version
                  AND event.type = 'AffordabilityAssessed'))::int AS numerator,
       1 AS denominator
FROM audit_trail AS agreed
WHERE agreed.type = 'PlanAgreed';

-- name: promise_rate
SELECT aggregate_id AS case_id, occurred_at AS at, NULL AS part, NULL AS currency,
       (type = 'PromiseMade')::int AS numerator, (type = 'ContactMade')::int AS denominator
FROM audit_trail
WHERE type = 'PromiseMade' OR (type = 'ContactMade' AND outcome = ANY (%(reached)s));

-- name: right_party_rate
SELECT aggregate_id AS case_id, occurred_at AS at, NULL AS part, NULL AS currency,
       (outcome = ANY (%(reached)s))::int AS numerator, 1 AS denominator
FROM audit_trail
WHERE type = 'ContactMade' AND channel = 'phone' AND direction = 'outbound';

-- name: contact_compliance
SELECT aggregate_id AS case_id, occurred_at AS at, NULL AS part, NULL AS currency,
       (rule IS NULL)::int AS numerator, 1 AS denominator
FROM audit_trail
WHERE type = 'ContactMade' AND direction = 'outbound';

-- name: continuity
SELECT contact.aggregate_id AS case_id, contact.occurred_at AS at, NULL AS part, NULL AS currency,
       (assigned.manager = contact.actor_id)::int AS numerator, 1 AS denominator
FROM audit_trail AS contact
JOIN LATERAL (
    SELECT event.manager
    FROM audit_trail AS event
    WHERE event.aggregate_id = contact.aggregate_id AND event.version < contact.version
      AND event.type = 'CaseManagerAssigned'
    ORDER BY event.version DESC
    LIMIT 1) AS assigned ON true
WHERE contact.type = 'ContactMade';

-- name: first_contact_time
SELECT aggregate_id AS case_id, started_at AS at, NULL AS part, NULL AS currency,
       extract(epoch FROM ended_at - started_at)::bigint AS numerator, 1 AS denominator
FROM clock
WHERE clock = 'first_contact' AND (state = 'met' OR (state = 'breached' AND ended_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM audit_trail AS event -- what ended with its case was never met
    WHERE event.aggregate_id = clock.aggregate_id AND event.occurred_at = clock.ended_at
      AND event.type IN ('CaseClosed', 'ClaimRejected'))));

-- name: first_contact_in_time
SELECT aggregate_id AS case_id, due_at - interval '1 microsecond' AS at, NULL AS part, NULL AS currency,
       (state = 'met')::int AS numerator, 1 AS denominator
FROM clock
WHERE clock = 'first_contact' AND (state IN ('met', 'breached') OR (state = 'running' AND due_at <= %(at)s));

-- name: inquiries_in_time
SELECT aggregate_id AS case_id, coalesce(ended_at, due_at - interval '1 microsecond') AS at,
       NULL AS part, NULL AS currency, (state = 'met')::int AS numerator, 1 AS denominator
FROM clock
WHERE clock = 'inquiry_answer' AND (state IN ('met', 'breached') OR (state = 'running' AND due_at <= %(at)s));

-- name: answer_time
SELECT aggregate_id AS case_id, ended_at AS at, NULL AS part, NULL AS currency,
       extract(epoch FROM ended_at - started_at)::bigint AS numerator, 1 AS denominator
FROM clock
WHERE clock = 'inquiry_answer' AND state IN ('met', 'breached') AND ended_at IS NOT NULL;

-- name: dispute_rate
SELECT case_id, received_at AS at, NULL AS part, NULL AS currency,
       (disputed.aggregate_id IS NOT NULL)::int AS numerator, 1 AS denominator
FROM case_balance
LEFT JOIN (SELECT DISTINCT aggregate_id FROM audit_trail WHERE type IN ('DisputeRaised', 'LegalActionContested'))
          AS disputed
       ON disputed.aggregate_id = case_id
WHERE stage <> 'rejected';

-- name: disputes_upheld
SELECT aggregate_id AS case_id, occurred_at AS at, NULL AS part, NULL AS currency,
       (outcome IN ('upheld', 'partly_upheld'))::int AS numerator, 1 AS denominator
FROM audit_trail
WHERE type IN ('DisputeResolved', 'DisputeDecidedInCourt');

-- name: dispute_time
SELECT aggregate_id AS case_id, ended_at AS at, NULL AS part, NULL AS currency,
       extract(epoch FROM ended_at - started_at)::bigint AS numerator, 1 AS denominator
FROM clock
WHERE clock = 'dispute_answer' AND (state = 'met' OR (state = 'breached' AND ended_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM audit_trail AS event
    WHERE event.aggregate_id = clock.aggregate_id AND event.occurred_at = clock.ended_at
      AND event.type IN ('CaseClosed', 'ClaimRejected'))));

-- name: complaint_rate
SELECT aggregate_id AS case_id, occurred_at AS at, NULL AS part, NULL AS currency, 1 AS numerator, 0 AS denominator
FROM audit_trail
WHERE type = 'ComplaintReceived'
UNION ALL
SELECT case_id, greatest(period.begins, received_at) AS at, NULL, NULL, 0, 1
FROM periods AS period
JOIN case_balance ON received_at < period.ends AND (closed_at IS NULL OR closed_at >= period.begins)
WHERE stage <> 'rejected';

-- name: complaints_upheld
SELECT aggregate_id AS case_id, occurred_at AS at, NULL AS part, NULL AS currency,
       (outcome IN ('upheld', 'partly_upheld'))::int AS numerator, 1 AS denominator
FROM audit_trail
WHERE type = 'FinalResponseSent';

-- name: complaints_in_time
SELECT aggregate_id AS case_id, coalesce(ended_at, due_at - interval '1 microsecond') AS at,
       NULL AS part, NULL AS currency, (state = 'met')::int AS numerator, 1 AS denominator
FROM clock
WHERE clock = 'complaint_answer' AND (state IN ('met', 'breached') OR (state = 'running' AND due_at <= %(at)s));

-- name: holds_overdue
SELECT aggregate_id AS case_id, NULL::timestamptz AS at, NULL AS part, NULL AS currency,
       (due_at <= %(at)s)::int AS numerator, 1 AS denominator
FROM clock
WHERE clock = 'hold_review' AND state = 'running';

-- name: resolved_in_care
-- Who is flagged as vulnerable, or tells of a life event, has a hold of that kind, with consent or without.
SELECT case_id, received_at AS at, CASE WHEN care.aggregate_id IS NULL THEN 'others' ELSE 'in care' END AS part,
       NULL AS currency,
       (status = 'closed' AND outcome = ANY (%(resolved)s)
        AND closed_at <= received_at + make_interval(days => %(within)s))::int AS numerator,
       1 AS denominator
FROM case_balance
LEFT JOIN (SELECT DISTINCT aggregate_id FROM clock
           WHERE clock = 'hold_review' AND kind IN ('vulnerability', 'life_event')) AS care
       ON care.aggregate_id = case_id
WHERE stage <> 'rejected';

-- name: legal_in_care
SELECT case_id, received_at AS at, CASE WHEN care.aggregate_id IS NULL THEN 'others' ELSE 'in care' END AS part,
       NULL AS currency, (legal.aggregate_id IS NOT NULL)::int AS numerator, 1 AS denominator
FROM case_balance
LEFT JOIN (SELECT DISTINCT aggregate_id FROM clock
           WHERE clock = 'hold_review' AND kind IN ('vulnerability', 'life_event')) AS care
       ON care.aggregate_id = case_id
LEFT JOIN (SELECT DISTINCT aggregate_id FROM audit_trail WHERE type = 'LegalActionStarted') AS legal
       ON legal.aggregate_id = case_id
WHERE stage <> 'rejected';

-- name: fees_waived
SELECT aggregate_id AS case_id, occurred_at AS at, NULL AS part, NULL AS currency,
       (type = 'FeeWaived')::int AS numerator, (type = 'FeeCharged')::int AS denominator
FROM audit_trail
WHERE type IN ('FeeWaived', 'FeeCharged');

-- name: acts_blocked
SELECT aggregate_id AS case_id, occurred_at AS at, rule AS part, NULL AS currency, 1 AS numerator, 0 AS denominator
FROM audit_trail
WHERE type = 'ActionBlocked';

-- name: survey_coverage
SELECT clock.aggregate_id AS case_id, started_at AS at, NULL AS part, NULL AS currency,
       (sent.aggregate_id IS NOT NULL)::int AS numerator, 1 AS denominator
FROM clock
LEFT JOIN (SELECT aggregate_id, max(occurred_at) AS last_at
           FROM audit_trail
           WHERE type = 'SurveySent'
           GROUP BY aggregate_id) AS sent
       ON sent.aggregate_id = clock.aggregate_id AND sent.last_at >= clock.started_at
WHERE clock = 'survey' AND state <> 'superseded';

-- name: survey_response
SELECT sent.aggregate_id AS case_id, sent.occurred_at AS at, NULL AS part, NULL AS currency,
       (EXISTS (SELECT FROM audit_trail AS event
                WHERE event.aggregate_id = sent.aggregate_id AND event.version > sent.version
                  AND event.type = 'SurveyAnswered'))::int AS numerator,
       1 AS denominator
FROM audit_trail AS sent
WHERE sent.type = 'SurveySent';

-- name: survey_score
SELECT aggregate_id AS case_id, occurred_at AS at, NULL AS part, NULL AS currency,
       outcome::int AS numerator, 1 AS denominator
FROM audit_trail
WHERE type = 'SurveyAnswered';

-- name: cost_to_debtor
SELECT case_id, received_at AS at, NULL AS part, currency, added_minor AS numerator, claimed_minor AS denominator
FROM case_balance
WHERE stage <> 'rejected';

-- name: unmatched_rate
SELECT NULL::uuid AS case_id, received.occurred_at AS at, NULL AS part, NULL AS currency,
       (suspended.aggregate_id IS NOT NULL)::int AS numerator, 1 AS denominator
FROM audit_trail AS received
LEFT JOIN (SELECT DISTINCT aggregate_id FROM audit_trail WHERE type = 'PaymentPutInSuspense') AS suspended
       USING (aggregate_id)
WHERE received.type = 'PaymentReceived';

-- name: auto_match_rate
SELECT NULL::uuid AS case_id, since AS at, NULL AS part, NULL AS currency,
       (reason IN ('exact_reference', 'several_references', 'plan_reference', 'known_payer'))::int AS numerator, 1 AS denominator
FROM payment
WHERE status = 'matched';

-- name: suspense_value
SELECT NULL::uuid AS case_id, NULL::timestamptz AS at, NULL AS part, currency,
       amount_minor AS numerator, 1 AS denominator
FROM payment
WHERE status = 'suspense';

-- name: suspense_age
SELECT NULL::uuid AS case_id, NULL::timestamptz AS at, NULL AS part, NULL AS currency,
       extract(epoch FROM %(at)s - since)::bigint AS numerator, 1 AS denominator
FROM payment
WHERE status = 'suspense';

-- name: remittance_timeliness
SELECT NULL::uuid AS case_id, coalesce(sent_at, send_until - interval '1 microsecond') AS at, NULL AS part, currency,
       CASE WHEN sent_at < send_until THEN payable_minor ELSE 0 END AS numerator, payable_minor AS denominator
FROM remittance
WHERE NOT to_agency AND (sent_at IS NOT NULL OR (status <> 'cancelled' AND send_until <= %(at)s));

-- name: unremitted_age
SELECT NULL::uuid AS case_id, NULL::timestamptz AS at, NULL AS part, NULL AS currency,
       extract(epoch FROM %(at)s - value_date::timestamp AT TIME ZONE %(zone)s)::bigint AS numerator, 1 AS denominator
FROM collected AS line
LEFT JOIN (SELECT creditor_id, currency, span.partition, max(span.through) AS through
           FROM remittance
           CROSS JOIN unnest(partitions, throughs) AS span (partition, through)
           WHERE status <> 'cancelled'
           GROUP BY creditor_id, currency, span.partition) AS remitted USING (creditor_id, currency, partition)
WHERE NOT is_direct AND line.position > coalesce(remitted.through, 0);
