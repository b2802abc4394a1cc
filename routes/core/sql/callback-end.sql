update inbox
set state = :#${variable.inboxState}, reason = cast(:#${variable.reason} as varchar), tenant = cast(:#${variable.tenant} as varchar),
    attempts = case when :#${variable.inboxState} = 'ORPHAN' then 0 else attempts end,
    next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
where id = :#${variable.inboxId}
