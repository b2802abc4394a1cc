-- A profile that is ordered or cancelled is on no device: what one told of it before is over.
delete from fact
where subject = :#${variable.profileIccid} and source in ('handleDownloadProgressInfo', 'handleNotification')
  and :#${variable.profileState} in ('Available', 'Unavailable', 'Allocated', 'Linked', 'Confirmed', 'Released')
