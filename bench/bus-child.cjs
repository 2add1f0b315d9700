// Answers every request on the bus with what it was given.
'use strict';
const bus = require(process.argv[2]);
bus.consumer('echo', (message) => message.reply(message.body)).registered.then(() => bus.send('ready'));
