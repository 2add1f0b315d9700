"""Counts words. A line is {"id": ..., "body": TEXT}; the answer has the same id. See WordCount.java."""
import collections
import json
import os
import re
import sys

for line in sys.stdin:
    request = json.loads(line)
    words = collections.Counter(re.findall(r"\w+", request["body"].lower()))
    print(json.dumps({"id": request["id"], "body": {"pid": os.getpid(), "words": words}}), flush=True)
