select count(*) as open from dead_letter where state = 'OPEN'
