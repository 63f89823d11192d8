# The peer from the world of databases: a full outer join of both lists, by path.
import json
import sys
import time

import duckdb

COMPARED = ["type", "size", "mtime", "mode", "uid", "gid"]
columns = {name: "VARCHAR" for name in ["type", "size", "mtime", "ctime", "mode", "uid", "gid", "nlink", "path"]}
started = time.monotonic()
left, right = (
    f"read_csv('{file}', delim='\t', header=false, quote='', escape='', columns={columns})" for file in sys.argv[1:3]
)
differ = " or ".join(f"a.{name} is distinct from b.{name}" for name in COMPARED)
objects, differences = duckdb.sql(
    f"""select count(a.path), count(*) filter (where {differ})
        from {left} a full outer join {right} b on a.path = b.path"""
).fetchall()[0]
milliseconds = (time.monotonic() - started) * 1000
print(json.dumps({"objects": objects, "differences": differences, "milliseconds": milliseconds}))
