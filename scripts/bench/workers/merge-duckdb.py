# The peer from the world of databases: a full outer join of both lists, by path.
import json
import sys
import time

import duckdb

started = time.monotonic()
read = "read_csv('{}', delim='\t', header=false, quote='', escape='', columns={{'meta': 'VARCHAR', 'path': 'VARCHAR'}})"
objects, differences = duckdb.sql(
    f"""select count(a.path), count(*) filter (where a.meta is distinct from b.meta)
        from {read.format(sys.argv[1])} a full outer join {read.format(sys.argv[2])} b on a.path = b.path"""
).fetchall()[0]
milliseconds = (time.monotonic() - started) * 1000
print(json.dumps({"objects": objects, "differences": differences, "milliseconds": milliseconds}))
