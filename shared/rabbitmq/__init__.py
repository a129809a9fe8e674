"""RabbitMQ: connection, consumer, publisher, topology, definitions, rights."""
