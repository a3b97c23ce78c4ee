/* The floor for a verifier that pulls rows: reads whole tables over the binary protocol,
 * unbuffered and unbound, and only counts. Shares no code with cutover on purpose.
 *   binary_scan SOCKET DATABASE TABLE...   ("a,b" as SOCKET scans both servers at once) */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mysql.h>

struct scan {
    const char *socket;
    char **arguments; /* database, tables..., NULL */
};

static void fail(const char *what, const char *why) {
    fprintf(stderr, "binary_scan: %s: %s\n", what, why);
    exit(1);
}

static void *run(void *argument) {
    const struct scan *scan = argument;
    MYSQL *server = mysql_init(NULL);
    if (!mysql_real_connect(server, NULL, "root", "", scan->arguments[0], 0, scan->socket, 0)) {
        fail(scan->socket, mysql_error(server));
    }
    for (char **table = scan->arguments + 1; *table != NULL; ++table) {
        char sql[256];
        unsigned long long rows = 0;
        MYSQL_STMT *statement = mysql_stmt_init(server);
        snprintf(sql, sizeof sql, "SELECT * FROM `%s`", *table);
        if (mysql_stmt_prepare(statement, sql, strlen(sql)) || mysql_stmt_execute(statement)) {
            fail(*table, mysql_stmt_error(statement));
        }
        int state;
        while ((state = mysql_stmt_fetch(statement)) == 0) {
            ++rows;
        }
        if (state != MYSQL_NO_DATA) {
            fail(*table, mysql_stmt_error(statement));
        }
        mysql_stmt_close(statement);
        printf("%s %s %llu\n", scan->socket, *table, rows);
    }
    mysql_close(server);
    return NULL;
}

int main(int count, char **arguments) {
    if (count < 4) {
        fail("usage", "binary_scan SOCKET[,SOCKET] DATABASE TABLE...");
    }
    mysql_library_init(0, NULL, NULL);
    char *second = strchr(arguments[1], ',');
    struct scan scans[2] = {{arguments[1], arguments + 2}, {NULL, arguments + 2}};
    if (second != NULL) {
        *second = '\0';
        scans[1].socket = second + 1;
    }
    pthread_t thread;
    if (second != NULL && pthread_create(&thread, NULL, run, &scans[1]) != 0) {
        fail("thread", "cannot be started");
    }
    run(&scans[0]);
    if (second != NULL) {
        pthread_join(thread, NULL);
    }
    return 0;
}
