-- ASP.NET's key ring (antiforgery, protected component state), shared by the replicas.
create table data_protection_keys (
    name       text primary key,
    xml        text not null,                    -- sealed with PORTAL_SECRET_KEY
    created_at timestamptz not null default now()
);
