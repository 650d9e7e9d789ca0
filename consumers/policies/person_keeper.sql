-- What the person keeper remembers: whose law holds in each case, and who has a part in it, as what. Ids are 16 bytes.

-- name: tables
CREATE TABLE cases (
    case_id      BLOB    PRIMARY KEY,
    jurisdiction TEXT    NOT NULL
) WITHOUT ROWID;
CREATE TABLE parts (
    case_id      BLOB    NOT NULL,
    person_id    BLOB    NOT NULL,
    role         TEXT    NOT NULL,
    PRIMARY KEY (case_id, person_id)
) WITHOUT ROWID;

-- name: remember_case
INSERT INTO cases (case_id, jurisdiction) VALUES (:case_id, :jurisdiction) ON CONFLICT DO NOTHING;

-- name: remember_part
INSERT INTO parts (case_id, person_id, role) VALUES (:case_id, :person_id, :role)
ON CONFLICT DO UPDATE SET role = excluded.role;

-- name: forget_part
DELETE FROM parts WHERE case_id = :case_id AND person_id = :person_id;

-- name: jurisdiction
SELECT jurisdiction FROM cases WHERE case_id = :case_id;

-- name: parts
SELECT person_id, role FROM parts WHERE case_id = :case_id ORDER BY person_id;
