-- Files of visitors' requests, until Tryton has them; removed with their request.
create table visitor_files (
    request  uuid not null references visitor_requests on delete cascade,
    position integer not null,
    about    bytea not null,                   -- name, type, what the antivirus said: JSON, AES-GCM
    content  bytea not null,                   -- AES-GCM
    key_id   text not null,                    -- which PORTAL_SECRET_KEY sealed both
    primary key (request, position)
);
