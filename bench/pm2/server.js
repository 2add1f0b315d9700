// The least a server can answer: its pid. With GRACEFUL it does what PM2's manual asks for: says when it is
// ready, and on SIGINT finishes what it has.
'use strict'
const http = require('http')

const server = http.createServer((request, response) => response.end(String(process.pid)))
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  if (process.env.GRACEFUL) process.send('ready')
})
if (process.env.GRACEFUL) {
  process.on('SIGINT', () => {
    server.close(() => process.exit(0))
    server.closeIdleConnections()
  })
}
