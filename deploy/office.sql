-- The roles and the database of an office: `psql -f deploy/office.sql` as a superuser, once.
-- One role owns the tables and changes them with a new version, one serves, one makes backups.

CREATE ROLE office_owner LOGIN NOSUPERUSER NOBYPASSRLS;
CREATE ROLE office_app LOGIN NOSUPERUSER NOBYPASSRLS;
CREATE ROLE office_backup LOGIN NOSUPERUSER BYPASSRLS;
CREATE DATABASE office OWNER office_owner;

\connect office

GRANT CONNECT ON DATABASE office TO office_app, office_backup;
GRANT USAGE ON SCHEMA public TO office_app, office_backup;
GRANT CREATE ON SCHEMA public TO office_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE office_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO office_app;
ALTER DEFAULT PRIVILEGES FOR ROLE office_owner GRANT USAGE ON SEQUENCES TO office_app;
ALTER DEFAULT PRIVILEGES FOR ROLE office_owner GRANT SELECT ON TABLES TO office_backup;
