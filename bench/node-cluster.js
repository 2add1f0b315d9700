// The same answer from Node's cluster module: node node-cluster.js PORT WORKERS
'use strict';
const cluster = require('cluster');
const http = require('http');

const [port, workers] = process.argv.slice(2).map(Number);
const HEADERS = { 'Content-Type': 'text/plain', 'Content-Length': 13 };

if (cluster.isPrimary) {
  for (let i = 0; i < workers; i++) cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.kill('SIGKILL');
    process.exit(0);
  });
} else {
  http
    .createServer((request, response) => {
      // Headers that Vert.x does not send either.
      response.sendDate = false;
      response.removeHeader('Connection');
      response.writeHead(200, HEADERS);
      response.end('Hello, World!');
    })
    .listen(port, '127.0.0.1');
}
