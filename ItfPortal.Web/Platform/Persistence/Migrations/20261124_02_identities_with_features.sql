-- What a person's companies have is part of their identity since the module has features: every session asks for it once.
update sessions set identity_due_at = now() where ended_at is null;
