update euicc set peer = ? where eid = ? and tenant = ?
