"""The health check of a container: requests /readyz and prints its faults; it imports little."""

import sys
from http.client import HTTPConnection

connection = HTTPConnection("127.0.0.1", 8080, timeout=4)
try:
    connection.request("GET", "/readyz")
    answer = connection.getresponse()
    print(answer.read().decode())
    sys.exit(0 if answer.status == 200 else 1)
except OSError as error:
    print(error)
    sys.exit(1)
