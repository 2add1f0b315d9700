// Does on the bus what the test asks for in the header `op`.
const bus = require('./drover-bus.cjs');

bus.consumer(process.argv[2], async (message) => {
  const { op, to } = message.headers;
  switch (op) {
    case 'echo':
      return message.reply(message.body, { headers: { h: message.headers.h || 'none' } });
    case 'return':
      return message.body;
    case 'fail':
      return message.fail(9, 'no such file');
    case 'throw':
      throw new Error('thrown');
    case 'ask': {
      const reply = await bus.request(to, message.body, { headers: { h: 'asked' } });
      return message.reply(reply.body, { headers: { h: reply.headers.h } });
    }
    case 'pass':
      return (await bus.request(to, message.body, { headers: { op: 'echo' } })).body;
    case 'relay':
      try {
        return (await bus.request(to, message.body, { timeout: 300 })).body;
      } catch (error) {
        return [error.failureCode, error.failureType ?? null, error.message];
      }
    case 'back':
      return void bus.publish('news', (await message.replyAndRequest('which?')).body);
    case 'publish':
      return void bus.publish(to, message.body);
    case 'leave':
      await registration.unregister();
      return void bus.publish('news', 'left');
    case 'close':
      return void bus.close();
  }
});
const registration = bus.consumer('turns', () => 'a');
bus.consumer('turns', () => 'b').registered.then(() => bus.publish('news', 'up'), (e) => bus.publish('news', e.message));
