#!/bin/sh
# Give each role of office.sql its password, from OFFICE_OWNER_PASSWORD, OFFICE_APP_PASSWORD and OFFICE_BACKUP_PASSWORD.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner="$OFFICE_OWNER_PASSWORD" --set app="$OFFICE_APP_PASSWORD" --set backup="$OFFICE_BACKUP_PASSWORD" <<'SQL'
ALTER ROLE office_owner PASSWORD :'owner';
ALTER ROLE office_app PASSWORD :'app';
ALTER ROLE office_backup PASSWORD :'backup';
SQL
