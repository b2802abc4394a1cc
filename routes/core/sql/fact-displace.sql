-- Only one profile of an eUICC is enabled, and only one has the fall-back attribute: the others have not, from then on. And
-- if the news was old, as another profile got it later, this one has lost it since. In: eid, iccid, factName, factContent
-- (what one can have), displaced (what the others have then), factSource, causeId, observedAt.
with others as (
  update fact
  set content = :#${variable.displaced}, source = :#${variable.factSource},
      operation_id = cast(:#${variable.causeId} as varchar),
      observed_at = cast(:#${variable.observedAt} as timestamp with time zone), recorded_at = current_timestamp
  where eid = :#${variable.eid} and name = :#${variable.factName} and subject <> :#${variable.iccid}
    and (content = :#${variable.factContent} and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
         or content = :#${variable.displaced} and observed_at < cast(:#${variable.observedAt} as timestamp with time zone))
)
update fact
set content = :#${variable.displaced}, recorded_at = current_timestamp,
    observed_at = (select max(later.observed_at) from fact later
                   where later.eid = fact.eid and later.name = fact.name and later.content = fact.content
                     and later.subject <> fact.subject)
where subject = :#${variable.iccid} and name = :#${variable.factName} and content = :#${variable.factContent}
  and exists (select from fact later
              where later.eid = fact.eid and later.name = fact.name and later.content = fact.content
                and later.subject <> fact.subject and later.observed_at > fact.observed_at)
