update euicc set tenant = ? where eid = ?
