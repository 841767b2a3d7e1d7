-- An empty database for Tryton: psql -v database=NAME.
CREATE DATABASE :"database" OWNER tryton TEMPLATE template0;
REVOKE CONNECT ON DATABASE :"database" FROM PUBLIC;
\connect :"database"
-- Before the modules: without the extension Tryton silently makes plain indexes instead of trigram ones.
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
