-- A browser that is known may stay signed in for longer.
alter table sessions add column remembered boolean not null default false;
