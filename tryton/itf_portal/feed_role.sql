-- What the portal's listener may do in Tryton's database: hear NOTIFY and
-- read the events. Run in Tryton's database as its owner or as a superuser,
-- after the module is installed and after the role exists:
--   CREATE ROLE itf_portal_feed LOGIN PASSWORD '...' NOSUPERUSER NOCREATEDB
--       NOCREATEROLE NOINHERIT CONNECTION LIMIT 20;
-- It may be run again at any time.
DO $$
BEGIN
    IF NOT EXISTS (
            SELECT FROM pg_roles WHERE rolname = 'itf_portal_feed') THEN
        RAISE EXCEPTION 'The role itf_portal_feed does not exist';
    END IF;
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO itf_portal_feed',
        current_database());
    EXECUTE format(
        'REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO itf_portal_feed;
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM itf_portal_feed;
    GRANT SELECT ON itf_portal_event TO itf_portal_feed;
END
$$;
