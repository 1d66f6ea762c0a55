#!/bin/sh
# Creates Temporal's two databases and brings their schema up to this server's version. Safe to repeat.
# SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD are read by temporal-sql-tool itself.
set -eu
schemas=${TEMPORAL_SCHEMAS:-/etc/temporal/schema/postgresql/v12}

create() {
  database=$1 schema=$2
  temporal-sql-tool --database "$database" create-database
  temporal-sql-tool --database "$database" setup-schema --version 0.0
  temporal-sql-tool --database "$database" update-schema --schema-dir "$schemas/$schema/versioned"
}

create temporal temporal
create temporal_visibility visibility
