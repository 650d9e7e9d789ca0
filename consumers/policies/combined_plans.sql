-- Of each case whose latest plan is a part of one over several cases: which, and whose. Ids are 16 bytes.

-- name: tables
CREATE TABLE plan_parts (
    case_id       BLOB PRIMARY KEY,
    person_id     BLOB NOT NULL,
    combined_plan BLOB NOT NULL
) WITHOUT ROWID;

-- name: remember
INSERT INTO plan_parts (case_id, person_id, combined_plan) VALUES (:case_id, :person_id, :combined_plan)
ON CONFLICT (case_id) DO UPDATE SET person_id = excluded.person_id, combined_plan = excluded.combined_plan;

-- name: forget
DELETE FROM plan_parts WHERE case_id = :case_id;

-- name: part_of
SELECT person_id, combined_plan FROM plan_parts WHERE case_id = :case_id;
