// A child with a channel: sends back what it gets.
process.on('message', message => process.send(message))
