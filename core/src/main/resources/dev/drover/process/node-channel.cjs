// Gives an unmodified Node script its channel (process.send, 'message', process.disconnect) where a
// parent cannot pass a descriptor: preloaded with --require, it connects to the parent's socket.
'use strict';
const fs = require('fs');
const net = require('net');

const path = process.env.DROVER_CHANNEL_PATH;
if (path && require('worker_threads').isMainThread) {
  // They mean nothing to this script's own children.
  delete process.env.DROVER_CHANNEL_PATH;
  const options = (process.env.NODE_OPTIONS || '').replace(/ ?--require "[^"]*node-channel\.cjs"$/, '');
  if (options) process.env.NODE_OPTIONS = options;
  else delete process.env.NODE_OPTIONS;
  open(net.connect(path));
}

function open(socket) {
  const early = []; // Lines from before the connection stands.
  const unheard = []; // Messages from before somebody listens.
  let partial = [];
  let connecting = true;
  let listeners = 0;

  const error = (code, message) => Object.assign(new Error(message), { code });
  const fail = (failure, callback) =>
    process.nextTick(() => (callback ? callback(failure) : process.emit('error', failure)));

  function disconnected() {
    if (!process.connected) return;
    process.connected = false;
    process.channel = null;
    process.nextTick(() => process.emit('disconnect'));
  }

  function receive(line) {
    const message = JSON.parse(line);
    if (message && typeof message.cmd === 'string' && /^NODE_./.test(message.cmd)) {
      process.emit('internalMessage', message, undefined);
    } else if (process.listenerCount('message') === 0) {
      unheard.push(message);
    } else {
      process.emit('message', message, undefined);
    }
  }

  function write(line, callback) {
    if (!connecting) return socket.write(line, (failure) => callback && callback(failure || null));
    early.push([line, callback]);
    return true;
  }

  process.connected = true;
  process.channel = { ref: () => socket.ref(), unref: () => socket.unref(), hasRef: () => listeners > 0 };
  process.send = (message, ...rest) => {
    const callback = rest.find((one) => typeof one === 'function');
    if (message === undefined) throw error('ERR_MISSING_ARGS', 'The "message" argument must be specified');
    if (!['string', 'object', 'number', 'boolean'].includes(typeof message)) {
      throw error('ERR_INVALID_ARG_TYPE', 'The "message" argument must be a string, object, number or boolean');
    }
    if (rest[0] && typeof rest[0] === 'object') {
      throw error('ERR_INVALID_HANDLE_TYPE', 'Handles cannot be sent over this channel');
    }
    if (!process.connected) {
      fail(error('ERR_IPC_CHANNEL_CLOSED', 'Channel closed'), callback);
      return false;
    }
    return write(JSON.stringify(message) + '\n', callback);
  };
  process.disconnect = () => {
    if (!process.connected) {
      fail(error('ERR_IPC_DISCONNECTED', 'IPC channel is already disconnected'));
      return;
    }
    const end = () => socket.end(() => socket.destroy());
    if (connecting) socket.once('connect', end);
    else end();
    disconnected();
  };

  socket.setEncoding('utf8');
  socket.on('connect', () => {
    connecting = false;
    early.splice(0).forEach(([line, callback]) => write(line, callback));
  });
  socket.on('data', (text) => {
    const lines = text.split('\n');
    if (lines.length > 1) {
      const first = partial.join('') + lines.shift();
      partial = [];
      const last = lines.pop();
      for (const line of [first, ...lines]) process.nextTick(receive, line);
      if (last) partial.push(last);
    } else {
      partial.push(text);
    }
  });
  socket.on('end', disconnected);
  socket.on('close', disconnected);
  socket.on('error', () => {}); // 'close' follows.

  // As Node does: who listens keeps the process alive, and no message is lost before.
  const matters = (event) => event === 'message' || event === 'disconnect';
  process.on('newListener', (event) => {
    if (matters(event) && ++listeners === 1 && process.connected) socket.ref();
    if (event === 'message') {
      process.nextTick(() => unheard.splice(0).forEach((one) => process.emit('message', one, undefined)));
    }
  });
  process.on('removeListener', (event) => {
    if (matters(event) && --listeners === 0) socket.unref();
  });
  // What was sent before the connection stood must not be lost by process.exit().
  process.on('exit', () => {
    const descriptor = socket._handle ? socket._handle.fd : -1;
    if (connecting && descriptor >= 0) early.forEach(([line]) => flush(descriptor, Buffer.from(line)));
  });
  socket.unref();
}

function flush(descriptor, bytes) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(descriptor, bytes, at);
    } catch (failure) {
      if (failure.code !== 'EAGAIN') return; // The parent is gone.
    }
  }
}
