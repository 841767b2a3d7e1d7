-- Who may sign in to this PostgreSQL, and the portal's own database; run again, it does what is missing. The passwords
-- come from the environment: TRYTON_DB_PASSWORD, TRYTON_FEED_PASSWORD, PORTAL_DB_PASSWORD, PORTAL_DB_OWNER_PASSWORD.
-- The feed is given its one table by tryton/itf_portal/feed_role.sql. The portal's tables belong to portal_owner, who makes them
-- (ItfPortal.Web migrate) and gives portal_app what it needs; portal_app serves, and can neither change the schema nor the audit.
\getenv tryton_password TRYTON_DB_PASSWORD
\getenv feed_password TRYTON_FEED_PASSWORD
\getenv portal_password PORTAL_DB_PASSWORD
\getenv owner_password PORTAL_DB_OWNER_PASSWORD
SET client_min_messages = warning;
SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY['tryton', 'itf_portal_feed', 'portal_owner', 'portal_app']) AS name
  WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
ALTER ROLE tryton PASSWORD :'tryton_password';
-- No disk with a head that moves: the default (4) lets a customer's two hundred orders look dearer than a long list of an index.
ALTER ROLE tryton SET random_page_cost = 1.1;
ALTER ROLE itf_portal_feed NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 20 PASSWORD :'feed_password';
ALTER ROLE portal_owner NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
ALTER ROLE portal_app NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'portal_password';
SELECT 'CREATE DATABASE itf_portal OWNER portal_owner TEMPLATE template0'
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'itf_portal') \gexec
\connect itf_portal
-- What a set-up made when portal_app owned everything; nothing to do in any other. Whoever owns a schema or a database could drop
-- what others own in it.
REASSIGN OWNED BY portal_app TO portal_owner;
REVOKE ALL ON DATABASE itf_portal FROM PUBLIC;
GRANT CONNECT ON DATABASE itf_portal TO portal_app;
