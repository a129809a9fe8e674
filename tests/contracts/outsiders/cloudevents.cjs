// cloudevents.cjs: reads on its input a message of RabbitMQ, as its client gave it, and a fact of
// the feed, as JSON; prints both as the SDK of CloudEvents understands them, checked strictly.
const { readFileSync } = require('node:fs')
const { CloudEvent, HTTP } = require('cloudevents')

const { headers, contentType, body, fact } = JSON.parse(readFileSync(0))
// The SDK has no binding for AMQP: that of HTTP, in binary mode, differs by its prefix only.
const attributes = Object.entries(headers)
  .filter(([name]) => name.startsWith('cloudEvents:'))
  .map(([name, value]) => [name.replace('cloudEvents:', 'ce-'), value])
const heard = HTTP.toEvent({ headers: { ...Object.fromEntries(attributes), 'content-type': contentType }, body })
const structured = { 'content-type': 'application/cloudevents+json' }
const read = HTTP.toEvent({ headers: structured, body: JSON.stringify(fact) })
for (const event of [heard, read]) event.validate()
console.log(JSON.stringify([heard.toJSON(), read.toJSON(), new CloudEvent(fact).toJSON()]))
