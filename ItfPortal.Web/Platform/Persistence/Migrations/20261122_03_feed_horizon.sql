-- How far the live feed has been read, per source.
create table feed_horizon (
    name    text primary key,
    horizon text not null,
    at      timestamptz not null default now()
);
