"""What somebody can do who may write a file of evidence: records are taken out of it or put in, and
all hashes are computed anew, so that the chain holds (docs/formats.md).

    forge_evidence.py FILE TABLE remove            the first chunk of the table
    forge_evidence.py FILE TABLE add OTHER_FILE    the first chunk of the table that another shard read
"""
import hashlib
import json
import sqlite3
import sys


def records_of(path):
    with sqlite3.connect(path) as file:
        return file.execute("SELECT run, at, kind, payload FROM evidence ORDER BY number").fetchall()


def is_chunk_of(record, table):
    _, _, kind, payload = record
    if kind != "chunk_compared":
        return False
    name = json.loads(payload)["source"]
    return f'{name["database"]}.{name["table"]}' == table


def write(path, records):
    file = sqlite3.connect(path, isolation_level=None)
    for (trigger,) in file.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
        file.execute(f"DROP TRIGGER {trigger}")
    (task,) = file.execute("SELECT value FROM meta WHERE name='task'").fetchone()
    last = hashlib.sha256(f"cutover evidence 1\n{task}".encode()).hexdigest()
    file.execute("BEGIN")
    file.execute("DELETE FROM evidence")
    for number, (run, at, kind, payload) in enumerate(records, 1):
        text = "\n".join((last, str(number), str(run), at, kind, payload))
        last = hashlib.sha256(text.encode()).hexdigest()
        file.execute("INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?)",
                     (number, run, at, kind, payload, last))
    file.execute("COMMIT")
    file.close()


def main(path, table, what, other=None):
    records = records_of(path)
    at = next(i for i, record in enumerate(records) if is_chunk_of(record, table))
    if what == "remove":
        del records[at]
    elif what == "add":
        run, when, _, own = records[at]
        payload = json.loads(next(r for r in records_of(other) if is_chunk_of(r, table))[3])
        payload["verification"] = json.loads(own)["verification"]
        text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        records.insert(at, (run, when, "chunk_compared", text))
    else:
        sys.exit(__doc__)
    write(path, records)


if __name__ == "__main__":
    main(*sys.argv[1:])
