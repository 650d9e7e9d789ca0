-- What each check looks at: (aggregate_id, at, said, is_found). `said` is for people and holds nothing personal;
-- `is_found` where the promise does not hold. `at` as a parameter is the time of the question.

-- name: rules_named
SELECT aggregate_id, occurred_at AS at, type || ' names no rule' AS said, coalesce(rule, '') = '' AS is_found
FROM audit_trail.audit_trail
WHERE type = ANY (%(resting_on_rules)s);

-- name: no_demand_during_a_hold
SELECT demand.aggregate_id, demand.occurred_at AS at, demand.type || ' during a hold: ' || held.kind AS said,
       held.kind IS NOT NULL AS is_found
FROM audit_trail.audit_trail AS demand
LEFT JOIN LATERAL (
    SELECT hold.kind
    FROM sla.clock AS hold
    WHERE hold.aggregate_id = demand.aggregate_id AND hold.clock = 'hold_review' AND hold.kind = ANY (%(stopping)s)
      AND hold.started_at < demand.occurred_at AND (hold.ended_at IS NULL OR hold.ended_at > demand.occurred_at)
    LIMIT 1) AS held ON true
WHERE demand.type = ANY (%(demands)s);

-- name: no_demand_in_a_kept_plan
SELECT demand.aggregate_id, demand.occurred_at AS at, demand.type || ' while a plan was kept' AS said,
       plan.type = ANY (%(plan_goes_on)s) AS is_found
FROM audit_trail.audit_trail AS demand
LEFT JOIN LATERAL (
    SELECT event.type
    FROM audit_trail.audit_trail AS event
    WHERE event.aggregate_id = demand.aggregate_id AND event.version < demand.version
      AND event.type = ANY (%(plan_goes_on)s || %(plan_is_over)s)
    ORDER BY event.version DESC
    LIMIT 1) AS plan ON true
WHERE demand.type = ANY (%(demands)s);

-- name: disputes_in_time
SELECT aggregate_id, due_at AS at, 'dispute ' || number || ' was not answered in time' AS said,
       state = 'breached' OR (state = 'running' AND due_at <= %(at)s) AS is_found
FROM sla.clock
WHERE clock = 'dispute_answer';

-- name: texts_in_the_trail
-- A name of one word could be any word.
SELECT event.aggregate_id, event.occurred_at AS at, event.type || ' at position ' || event.position || ' of partition '
       || event.partition || ' holds a personal text' AS said,
       greatest(strpos(event.summary, known.email), strpos(event.summary, known.phone),
                CASE WHEN known.name LIKE '_%% _%%' THEN strpos(event.summary, known.name) END) > 0 AS is_found
FROM audit_trail.audit_trail AS event
JOIN person.known_as AS known ON known.source_id = event.aggregate_id
WHERE event.aggregate_kind = 'case' AND (known.name <> '' OR known.email <> '' OR known.phone <> '');

-- name: texts_of_erased_persons
SELECT coalesce(known.source_id, person.person_id) AS aggregate_id, NULL::timestamptz AS at,
       'a text of an erased person can still be read' AS said,
       num_nonnulls(known.name, known.email, known.phone, known.postal_address) > 0 AS is_found
FROM person.person AS person
LEFT JOIN person.known_as AS known ON known.person_id = person.person_id
WHERE person.status = 'erased';

-- name: complaints_in_time
SELECT aggregate_id, due_at AS at, 'complaint ' || number || ' had no final response in time' AS said,
       state = 'breached' OR (state = 'running' AND due_at <= %(at)s) AS is_found
FROM sla.clock
WHERE clock = 'complaint_answer';

-- name: contacts_within_rules
SELECT aggregate_id, occurred_at AS at, 'a contact by ' || channel || ' broke ' || rule AS said, rule IS NOT NULL AS is_found
FROM audit_trail.audit_trail
WHERE type = 'ContactMade' AND direction = 'outbound';

-- name: holds_reviewed
SELECT aggregate_id, due_at AS at, 'a hold (' || coalesce(kind, 'of an unknown kind') || ') was not reviewed in time' AS said,
       state = 'breached' OR (state = 'running' AND due_at <= %(at)s) AS is_found
FROM sla.clock
WHERE clock = 'hold_review';

-- name: first_contact_in_time
SELECT aggregate_id, due_at AS at, 'nobody was spoken with in time' AS said,
       state = 'breached' OR (state = 'running' AND due_at <= %(at)s) AS is_found
FROM sla.clock
WHERE clock = 'first_contact';

-- name: costs_proportionate
-- In whole numbers: added * 10,000 against claimed * basis points.
SELECT case_id AS aggregate_id, received_at AS at,
       'more was added than ' || policy.rule || ' allows: ' || round(added_minor * 100.0 / claimed_minor) || ' %%' AS said,
       added_minor::numeric * 10000 > claimed_minor::numeric * policy.basis_points AS is_found
FROM balances.case_balance
JOIN unnest(%(jurisdictions)s::text[], %(shares)s::bigint[], %(share_rules)s::text[])
     AS policy (jurisdiction, basis_points, rule) USING (jurisdiction)
WHERE stage <> 'rejected' AND claimed_minor > 0;

-- name: closure_confirmed
SELECT aggregate_id, due_at AS at, 'the end of the case was not confirmed in time' AS said,
       state = 'breached' OR (state = 'running' AND due_at <= %(at)s) AS is_found
FROM sla.clock
WHERE clock = 'closure_confirmation' AND state <> 'superseded';

-- name: inquiry_answered
SELECT aggregate_id, due_at AS at, 'question ' || number || ' was not answered in time' AS said,
       state = 'breached' OR (state = 'running' AND due_at <= %(at)s) AS is_found
FROM sla.clock
WHERE clock = 'inquiry_answer';

-- name: dispute_acknowledged
SELECT aggregate_id, due_at AS at, 'dispute ' || number || ' was not acknowledged in time' AS said,
       state = 'breached' OR (state = 'running' AND due_at <= %(at)s) AS is_found
FROM sla.clock
WHERE clock = 'dispute_acknowledgement';

-- name: complaint_acknowledged
SELECT aggregate_id, due_at AS at, 'complaint ' || number || ' was not acknowledged in time' AS said,
       state = 'breached' OR (state = 'running' AND due_at <= %(at)s) AS is_found
FROM sla.clock
WHERE clock = 'complaint_acknowledgement';
