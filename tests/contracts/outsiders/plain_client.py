"""A client as in another language: it uses only AMQP, JSON and the AsyncAPI document.

`plain_client.py HOST:PORT VHOST DOCUMENT` prints the first fact that it receives, with its
headers, and `ready` once its queue is bound.
"""

import json
import sys
from pathlib import Path
from typing import Any

import amqp

MESSAGE = "StructureLabellisee"


def main(host: str, vhost: str, document: str) -> None:
    channels = json.loads(Path(document).read_text(encoding="utf-8"))["channels"].values()
    place = next(each for each in channels if MESSAGE in each["messages"])
    exchange = place["bindings"]["amqp"]["exchange"]
    received: list[Any] = []
    with amqp.Connection(host, "guest", "guest", virtual_host=vhost) as connection:
        channel = connection.channel()
        queue = channel.queue_declare(exclusive=True).queue
        channel.queue_bind(queue, exchange["name"], place["address"])
        channel.basic_consume(queue, callback=received.append)
        print("ready", flush=True)
        while not received:
            connection.drain_events(timeout=60)
        [message] = received
        channel.basic_ack(message.delivery_tag)
        print(json.dumps({"headers": message.headers, "body": json.loads(message.body)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
