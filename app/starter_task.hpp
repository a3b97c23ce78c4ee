#pragma once

#include <string_view>

namespace cutover {

/// What `cutover init` writes: valid as it stands, with every key of the task file in it, those
/// that are not needed as comments. A test parses it.
inline constexpr std::string_view starter_task = R"({
  // Names the task's state on both sides: letters, digits, '_' and '-'.
  "name": "shop-to-cluster",

  // The server to read from. It is never written to.
  "source": {
    "host": "127.0.0.1",
    "port": 3306,
    "user": "cutover",
    "password_env": "SOURCE_PASSWORD",     // the variable that holds the password; or
    // "password_file": "source.password", // a file of mode 0600; or
    // "defaults_file": "~/.my.cnf",       // a my.cnf, of which the group
    // "defaults_group": "client",         // "client" is read
    // "socket": "/run/mysqld.sock",       // instead of host and port
    "ssl_mode": "PREFERRED"                // DISABLED PREFERRED REQUIRED VERIFY_CA VERIFY_IDENTITY
    // "ssl_ca": "ca.pem", "ssl_cert": "client.pem", "ssl_key": "client.key"
  },

  // The server to write to; the same keys.
  "destination": {
    "host": "127.0.0.1",
    "port": 3307,
    "user": "cutover",
    "password_env": "DESTINATION_PASSWORD",
    "ssl_mode": "PREFERRED"
  },

  // What is moved, in this order: definitions, then rows, then, with "incremental", what is
  // written meanwhile: the application goes on until the switch.
  "types": ["schema", "full"],

  // Which databases, and what they are called over there.
  "objects": {
    "shop": {}                             // all of it: tables, views, triggers, routines, events
    // "app_*": {},                        // every database that matches; "*" is all of them
    // "crm": {
    //   "rename": "crm_eu",
    //   "tables": {                       // only these tables, without views and routines
    //     "customers": {
    //       "rename": "clients",
    //       "columns": { "id": {}, "email": { "rename": "mail" } },  // left out: all columns
    //       "where": "id > 100",          // only these rows
    //       "dml": ["insert", "update"],  // of what is written meanwhile; left out: all of it
    //       "ddl": ["truncate_table"]     // likewise of changes of the definition
    //     }
    //   }
    // }
  },

  // Tables to leave out, as patterns on database.table.
  "exclude": [],                           // e.g. "shop.tmp_*", "shop.audit_?"

  // Tables that are on the destination already: "error" stops before the first write,
  // "proceed" keeps the rows that are there; what is written meanwhile goes over them.
  "conflicts": "error",

  // Names over there: "preserve", "lower", "upper", or as the "destination" server has it.
  "name_case": "preserve",

  // FLOAT and DOUBLE: "exact" compares every bit, "dts" compares ROUND(column, digits), "ulp"
  // takes values for equal that are at most so many representable ones apart.
  "float": { "mode": "exact", "float_digits": 38, "double_digits": 308, "ulps": 1 },

  // Tables of online DDL tools: "copy" takes them like any other; "gh-ost" and "dms" leave them
  // out, and do to the real table what the tool does. The group in parentheses is its name.
  "online_ddl": {
    "mode": "copy",
    "shadow": "^_(.+)_(gho|new)$",
    "trash": "^_(.+)_(ghc|del|old)$"
  },

  "retry": {
    "connection": "720m",                  // 10m to 1440m: how long a lost server is waited for
    "task": "7d"                           // 0 to 7d: likewise a failed task that follows
  },

  "limits": {
    "workers": 4,                          // sessions on each side, 1 to 64
    "rows_per_second": 0,                  // 0: no limit
    "bytes_per_second": 0,                 // 0: no limit; or "20M"
    "max_source_threads_running": 0,       // of others: above it reading waits; 0: no limit
    "max_replica_lag": "0s",               // of the destination's replicas, likewise; 0s: no limit
    "max_memory": "256M"
  },

  // Checks that may fail, each with the reason; it goes into the report.
  "ignore_checks": {
    // "source.timezone": "both servers have always run in UTC"
  }
}
)";

}  // namespace cutover
