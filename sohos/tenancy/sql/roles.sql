-- The four roles of the database and what they may do in it. Run as a superuser in
-- the database itself; running it twice changes nothing. Passwords are set elsewhere.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sohos_owner') THEN
    CREATE ROLE sohos_owner NOLOGIN NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sohos_migrate') THEN
    CREATE ROLE sohos_migrate LOGIN BYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sohos_app') THEN
    CREATE ROLE sohos_app LOGIN NOBYPASSRLS NOINHERIT;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sohos_platform') THEN
    CREATE ROLE sohos_platform LOGIN BYPASSRLS;
  END IF;
  EXECUTE format('GRANT CREATE, CONNECT ON DATABASE %I TO sohos_migrate, sohos_owner', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO sohos_app, sohos_platform', current_database());
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$$;
GRANT sohos_owner TO sohos_migrate;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO sohos_migrate, sohos_owner;
GRANT USAGE ON SCHEMA public TO sohos_app, sohos_platform;
ALTER DEFAULT PRIVILEGES FOR ROLE sohos_migrate
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO sohos_app;
ALTER DEFAULT PRIVILEGES FOR ROLE sohos_migrate
  GRANT USAGE ON SEQUENCES TO sohos_app;
ALTER DEFAULT PRIVILEGES FOR ROLE sohos_migrate
  GRANT SELECT ON TABLES TO sohos_platform;
ALTER DEFAULT PRIVILEGES FOR ROLE sohos_migrate
  GRANT SELECT ON SEQUENCES TO sohos_platform;
ALTER DEFAULT PRIVILEGES FOR ROLE sohos_migrate REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
