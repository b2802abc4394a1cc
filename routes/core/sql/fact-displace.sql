-- Only one profile of an eUICC is enabled, and only one has the fall-back attribute: the others have not, from then on.
update fact set content = :#${variable.displaced}, source = :#${variable.factSource}, operation_id = cast(:#${variable.causeId} as varchar),
                observed_at = cast(:#${variable.observedAt} as timestamp with time zone), recorded_at = current_timestamp
where eid = :#${variable.eid} and name = :#${variable.factName} and subject <> :#${variable.iccid}
  and (content = :#${variable.factContent} and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
       or content = :#${variable.displaced} and observed_at < cast(:#${variable.observedAt} as timestamp with time zone))
