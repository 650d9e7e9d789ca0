-- Two roles of the database: one that makes the read models and writes them, and one that only reads them.
-- Run it in the database of the read models, as a superuser or as the database's owner; it may be run again, and must be
-- when the names change. It sets no passwords: say them with ALTER ROLE … PASSWORD, or \password in psql.

DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{writer}') THEN CREATE ROLE "{writer}"; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{reader}') THEN CREATE ROLE "{reader}"; END IF;
END $$;
ALTER ROLE "{writer}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE "{reader}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE "{reader}" SET default_transaction_read_only = on;

-- Nobody comes into this database but they, and only the writer makes anything in it.
DO $$ BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, "{writer}", "{reader}"', current_database());
    EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO "{writer}"', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO "{reader}"', current_database());
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- What is there already is the writer's from now on, and the reader reads it.
DO $$
DECLARE
    place record;
    thing record;
BEGIN
    FOR place IN SELECT oid, nspname FROM pg_namespace WHERE nspname ~ '{schemas}' LOOP
        EXECUTE format('ALTER SCHEMA %I OWNER TO "{writer}"', place.nspname);
        FOR thing IN SELECT relname FROM pg_class WHERE relnamespace = place.oid AND relkind IN ('r', 'p', 'v', 'm') LOOP
            EXECUTE format('ALTER TABLE %I.%I OWNER TO "{writer}"', place.nspname, thing.relname);
        END LOOP;
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO "{reader}"', place.nspname);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO "{reader}"', place.nspname);
    END LOOP;
END $$;

-- And what the writer makes later: each rebuild makes a schema.
ALTER DEFAULT PRIVILEGES FOR ROLE "{writer}" GRANT USAGE ON SCHEMAS TO "{reader}";
ALTER DEFAULT PRIVILEGES FOR ROLE "{writer}" GRANT SELECT ON TABLES TO "{reader}";
