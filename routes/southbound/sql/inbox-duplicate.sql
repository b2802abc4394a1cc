update inbox set duplicates = duplicates + 1 where dedupe_key = :#${variable.dedupeKey}
