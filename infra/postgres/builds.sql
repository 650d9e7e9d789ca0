-- name: serving
SELECT model, build, definition FROM caseledger.build WHERE state = 'serving' ORDER BY model;

-- name: next_build
SELECT coalesce(max(build), 0) + 1 FROM caseledger.build WHERE model = %(model)s;

-- name: insert_build
INSERT INTO caseledger.build (model, build, definition, state)
VALUES (%(model)s, %(build)s, %(definition)s, 'building');

-- name: retire
UPDATE caseledger.build SET state = 'retired' WHERE model = %(model)s AND state = 'serving';

-- name: keep_readers_out
-- Readers that need one snapshot hold ACCESS SHARE (see `serving` in checkpoints.sql) until they have ended.
LOCK TABLE caseledger.build IN ACCESS EXCLUSIVE MODE;

-- name: readers
SELECT format('process %%s (%%s, since %%s)', activity.pid, coalesce(nullif(activity.application_name, ''), 'no name'),
              to_char(activity.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS'))
FROM pg_stat_activity AS activity
WHERE activity.pid <> pg_backend_pid() AND EXISTS (
    SELECT
    FROM pg_locks AS lock
    JOIN pg_class AS relation ON relation.oid = lock.relation
    WHERE lock.pid = activity.pid AND lock.database = activity.datid AND lock.granted
      AND (relation.relnamespace = to_regnamespace(%(schema)s) OR relation.oid = 'caseledger.build'::regclass))
ORDER BY activity.xact_start;

-- name: leave_places
-- A projector that still folds into the retired build finds its checkpoints gone, and looks which build serves now.
DELETE FROM caseledger.checkpoint AS checkpoint
USING caseledger.build AS build
WHERE checkpoint.model = build.model AND checkpoint.build = build.build AND build.state = 'retired'
  AND build.model = %(model)s;

-- name: serve
UPDATE caseledger.build
SET state = 'serving', serving_since = statement_timestamp()
WHERE model = %(model)s AND build = %(build)s;

-- name: not_serving
SELECT build FROM caseledger.build WHERE model = %(model)s AND state <> 'serving' ORDER BY build;

-- name: delete_build
DELETE FROM caseledger.build WHERE model = %(model)s AND build = %(build)s AND state <> 'serving';

-- name: tables
SELECT relation.relname
FROM pg_class AS relation
WHERE relation.relnamespace = %(schema)s::regnamespace AND relation.relkind = 'r'
ORDER BY relation.relname;

-- name: views
SELECT relation.relname
FROM pg_class AS relation
WHERE relation.relnamespace = %(schema)s::regnamespace AND relation.relkind = 'v'
ORDER BY relation.relname;
