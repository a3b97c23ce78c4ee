#pragma once

/// The client library's structures by name alone, so that headers need no mysql.h. Debian's
/// libmariadb and Oracle's libmysqlclient name the same structures differently; which of them this
/// is, the build finds out (CUTOVER_ORACLE_CLIENT).
#ifdef CUTOVER_ORACLE_CLIENT
struct MYSQL;
struct MYSQL_BIND;
struct MYSQL_STMT;
struct MYSQL_TIME;

namespace cutover {
using ClientBind = MYSQL_BIND;
using ClientConnection = MYSQL;
using ClientStatement = MYSQL_STMT;
using ClientTime = MYSQL_TIME;
}  // namespace cutover
#else
struct st_mysql;
struct st_mysql_bind;
struct st_mysql_stmt;
struct st_mysql_time;

namespace cutover {
using ClientBind = st_mysql_bind;
using ClientConnection = st_mysql;
using ClientStatement = st_mysql_stmt;
using ClientTime = st_mysql_time;
}  // namespace cutover
#endif
