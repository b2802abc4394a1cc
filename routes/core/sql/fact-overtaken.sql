-- The news was old: another profile got it later, so this one has lost it since.
update fact set content = :#${variable.displaced}, recorded_at = current_timestamp,
                observed_at = (select max(later.observed_at) from fact later where later.eid = fact.eid and later.name = fact.name and later.content = fact.content and later.subject <> fact.subject)
where subject = :#${variable.iccid} and name = :#${variable.factName} and content = :#${variable.factContent}
  and exists (select 1 from fact later where later.eid = fact.eid and later.name = fact.name and later.content = fact.content and later.subject <> fact.subject and later.observed_at > fact.observed_at)
