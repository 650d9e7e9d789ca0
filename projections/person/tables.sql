-- Who persons are, what became of them, how they are reached and by what they are found. The texts of `known_as` are
-- personal and stand in the clear: nowhere else in PostgreSQL does one. Where the key of a text is gone, it is NULL.

CREATE TABLE person (
    person_id       uuid        PRIMARY KEY,
    partition       integer     NOT NULL,
    status          text        NOT NULL,           -- registered, merged (given up for another one) or erased
    merged_into     uuid,
    kind            text,                           -- natural or legal; unknown of who came with a claim only
    country         text,
    language        text,
    preferred       text,
    unwanted        text[]      NOT NULL,
    legal_hold      text,                           -- why the data must be kept; NULL while nothing says so
    wrong           text[]      NOT NULL,           -- ways by which somebody else was reached, until somebody made sure
    confirmed       text[]      NOT NULL,           -- ways of which somebody has made sure since the last joining
    time_zone       text                            -- NULL: that of the country whose law holds
);

-- Who was given up for a person.
CREATE INDEX person_merged ON person (merged_into) WHERE merged_into IS NOT NULL;

-- What a person is called, and how they are reached, as the claim of a case says or as the person's own events do.
CREATE TABLE known_as (
    source_id       uuid        NOT NULL,           -- the case, or the person
    source_kind     text        NOT NULL,
    partition       integer     NOT NULL,
    person_id       uuid        NOT NULL,
    recorded_at     timestamptz NOT NULL,
    name            text,
    name_words      tsvector,
    email           text,
    email_key       text,
    phone           text,
    phone_key       text,                           -- the last digits
    postal_address  text,
    role            text,                           -- of a debtor of the case; null when they are none any more
    PRIMARY KEY (source_id, person_id)
);

CREATE INDEX known_as_person ON known_as (person_id);
CREATE INDEX known_as_words ON known_as USING gin (name_words);
CREATE INDEX known_as_email ON known_as (email_key) WHERE email_key IS NOT NULL;
CREATE INDEX known_as_phone ON known_as (phone_key) WHERE phone_key IS NOT NULL;

-- Who acts for a person now.
CREATE TABLE representative (
    person_id         uuid      NOT NULL,
    representative_id uuid      NOT NULL,
    partition         integer   NOT NULL,
    capacity          text      NOT NULL,
    PRIMARY KEY (person_id, representative_id)
);

CREATE INDEX representative_of ON representative (representative_id);

-- Who paid, of the payments of which that is known.
CREATE TABLE payer (
    payment_id      uuid        PRIMARY KEY,
    person_id       uuid        NOT NULL,
    partition       integer     NOT NULL
);

CREATE INDEX payer_person ON payer (person_id);
