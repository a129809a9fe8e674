// amqp_1_0.cjs QUEUE: prints the first message of a queue, as an AMQP 1.0 client of RabbitMQ sees it.
const container = require('rhea')

const { AMQP_COMPTE: username, AMQP_MOT_DE_PASSE: password, AMQP_HOTE: place, AMQP_VHOST: vhost } = process.env
const [host, port] = place.split(':')
container.on('message', ({ message, connection }) => {
  const { application_properties: headers, content_type: contentType, body } = message
  console.log(JSON.stringify({ headers, contentType, body: body.content.toString() }))
  connection.close()
})
container.on('disconnected', ({ error }) => { if (error) throw error })
container
  .connect({ host, port, username, password, hostname: `vhost:${vhost}`, reconnect: false })
  .open_receiver(`/queues/${encodeURIComponent(process.argv[2])}`)
