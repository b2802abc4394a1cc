select tenant from inventory where iccid = :#${variable.resultIccid}
