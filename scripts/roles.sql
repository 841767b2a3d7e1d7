-- Who may sign in to this PostgreSQL, and the portal's own database; run again, it does what is missing. The passwords
-- come from the environment: TRYTON_DB_PASSWORD, TRYTON_FEED_PASSWORD, PORTAL_DB_PASSWORD.
-- The feed is given its one table by tryton/itf_portal/feed_role.sql.
\getenv tryton_password TRYTON_DB_PASSWORD
\getenv feed_password TRYTON_FEED_PASSWORD
\getenv portal_password PORTAL_DB_PASSWORD
SET client_min_messages = warning;
SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY['tryton', 'itf_portal_feed', 'portal_app']) AS name
  WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
ALTER ROLE tryton PASSWORD :'tryton_password';
-- No disk with a head that moves: the default (4) lets a customer's two hundred orders look dearer than a long list of an index.
ALTER ROLE tryton SET random_page_cost = 1.1;
ALTER ROLE itf_portal_feed NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 20 PASSWORD :'feed_password';
ALTER ROLE portal_app PASSWORD :'portal_password';
SELECT 'CREATE DATABASE itf_portal OWNER portal_app TEMPLATE template0'
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'itf_portal') \gexec
REVOKE CONNECT ON DATABASE itf_portal FROM PUBLIC;
