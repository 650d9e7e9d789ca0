-- What the person keeper remembers: whose case each is, and whose law holds in it. Ids are 16 bytes.

-- name: tables
CREATE TABLE cases (
    case_id      BLOB    PRIMARY KEY,
    person_id    BLOB    NOT NULL,
    jurisdiction TEXT    NOT NULL
) WITHOUT ROWID;

-- name: remember
INSERT INTO cases (case_id, person_id, jurisdiction) VALUES (:case_id, :person_id, :jurisdiction)
ON CONFLICT DO NOTHING;

-- name: find
SELECT person_id, jurisdiction FROM cases WHERE case_id = :case_id;
