-- One relay claims at a time: what another has just claimed is seen, and its keys are left alone.
select id from fan_out where id = 2 for update skip locked
