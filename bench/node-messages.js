// Node's own cluster messaging: node node-messages.js WORKERS IN_FLIGHT WARMUP SECONDS
// The primary asks its workers in turn and counts their answers.
'use strict';
const cluster = require('cluster');

const [workers, inFlight, warmup, seconds] = process.argv.slice(2).map(Number);
const BODY = { item: 'pear', count: 3, text: 'x'.repeat(32) };

if (cluster.isPrimary) {
  let count = 0;
  let next = 0;
  let online = 0;
  const all = [];
  const ask = () => all[next++ % workers].send({ id: next, body: BODY });
  const measure = () => {
    const before = count;
    const start = process.hrtime.bigint();
    setTimeout(() => {
      const took = Number(process.hrtime.bigint() - start) / 1e9;
      console.log('result ' + ((count - before) / took).toFixed(0));
      for (const worker of all) worker.process.kill('SIGKILL');
      process.exit(0);
    }, seconds * 1000);
  };
  for (let i = 0; i < workers; i++) {
    const worker = cluster.fork();
    worker.on('message', () => {
      count++;
      ask();
    });
    worker.on('online', () => {
      if (++online < workers) return;
      for (let k = 0; k < inFlight; k++) ask();
      setTimeout(measure, warmup * 1000);
    });
    all.push(worker);
  }
} else {
  process.on('message', (message) => process.send({ id: message.id, body: message.body }));
}
