#!/bin/bash
# Run once by the PostgreSQL image: the instances' own role, no superuser, so that row-level security holds it.
set -e
psql -v ON_ERROR_STOP=1 -U postgres -v password="$RSP_DB_PASSWORD" <<SQL
create role rsp login password :'password';
create database rsp owner rsp;
SQL
