// The event bus of the parent that forked this Node process. No dependencies; works with require()
// and with import:
//
//   const bus = require('./drover-bus.cjs')            import { request, consumer } from './drover-bus.cjs'
//   const reply = await bus.request('prices', { item: 'pear' })       // reply.body, reply.headers
//   const registration = bus.consumer('thumbs', async message => await thumbnail(message.body))
//   await registration.registered                      // the bus knows; unregister() takes it back
//   bus.publish('news', 'hello'); bus.send('log', 'one of the consumers')
//
// A consumer answers with message.reply(body), message.fail(code, text), or with what it returns
// (unless that is undefined); what it throws is a failure with error.failureCode, or 500.
// Bodies: objects, arrays, strings, numbers, booleans, null; Buffer and Uint8Array as binary; BigInt
// as whole numbers beyond 2^53, which also arrive as BigInt. Beyond that within an object, and
// binary there, is up to you: send text.
// Only the addresses that the parent permits can be reached: anything else is a BusError with
// failureCode 403. There is one channel, for life: when the parent ends it, requests fail, `closed`
// resolves, and nothing reconnects; fork anew instead.
'use strict';

const DEFAULT_TIMEOUT = 30000;

class BusError extends Error {
  constructor(failureCode, message, failureType, sourceAddress) {
    super(message);
    this.name = 'BusError';
    this.failureCode = failureCode; // The recipient's own, or one of Drover's; -1 from Vert.x itself.
    this.failureType = failureType; // NO_HANDLERS, TIMEOUT, RECIPIENT_FAILURE, or undefined.
    this.sourceAddress = sourceAddress;
  }
}

const pending = new Map(); // What waits for an answer, by its reply address.
const consumers = new Map(); // Sets of functions, by address.
const errorHandlers = new Set();
let number = 0;
let open = false;
let resolveClosed;
const closed = new Promise((resolve) => (resolveClosed = resolve));

function connect() {
  if (open) return;
  if (!process.send || !process.connected) {
    throw new BusError(503, 'there is no bus: this process was not forked by Drover, or its channel has ended');
  }
  open = true;
  process.on('message', received);
  process.once('disconnect', ended);
}

function ended() {
  open = false;
  process.off('message', received);
  for (const [, waiting] of pending) waiting.fail(new BusError(503, 'the channel to the parent has ended'));
  pending.clear();
  consumers.clear();
  resolveClosed();
}

function say(frame) {
  connect();
  process.send(frame, (failure) => {
    const waiting = failure && pending.get(frame.replyAddress);
    if (waiting) waiting.fail(new BusError(503, failure.message));
  });
}

function frame(type, address, body, options = {}) {
  if (typeof address !== 'string' || address === '') throw new TypeError('an address is text');
  const result = { type, address };
  if (typeof body === 'bigint') {
    if (BigInt.asIntN(64, body) !== body) throw new RangeError('a BigInt must fit into 64 bits');
    Object.assign(result, { bodyType: 'long', body: body.toString() });
  } else if (body instanceof Uint8Array) {
    Object.assign(result, { bodyType: 'buffer', body: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64') });
  } else if (typeof body === 'number' && !Number.isFinite(body)) {
    throw new RangeError('JSON has no ' + body);
  } else if (body !== undefined) {
    result.body = body;
  }
  if (options.headers || options.timeout) result.headers = { ...options.headers };
  if (options.timeout) result.headers.timeout = options.timeout;
  return result;
}

function bodyOf(frame) {
  if (frame.bodyType === 'buffer') return Buffer.from(frame.body, 'base64');
  if (frame.bodyType === 'long') return BigInt(frame.body);
  return frame.body === undefined ? null : frame.body;
}

// Sends a frame that gets an answer; the parent answers in time, the timer is for one that cannot.
function ask(question, timeout = DEFAULT_TIMEOUT) {
  return new Promise((resolve, reject) => {
    const address = 'r' + ++number;
    const settle = (done) => (value) => {
      clearTimeout(timer);
      pending.delete(address);
      done(value);
    };
    const late = () => waiting.fail(new BusError(-1, `no answer within ${timeout} ms`, 'TIMEOUT', question.address));
    const timer = setTimeout(late, timeout + 5000);
    const waiting = { done: settle(resolve), fail: settle(reject) };
    pending.set(address, waiting);
    try {
      say({ ...question, replyAddress: address });
    } catch (failure) {
      waiting.fail(failure);
    }
  });
}

class Message {
  #replyAddress;
  constructor(received) {
    this.address = received.address;
    this.body = bodyOf(received);
    this.headers = received.headers || {};
    this.isSend = received.send !== false;
    this.#replyAddress = received.replyAddress;
  }
  get wantsReply() {
    return this.#replyAddress !== undefined;
  }
  // The first answer counts; to a message that wants none it does nothing.
  reply(body, options) {
    this.#answer((address) => say(frame('send', address, body, options)));
  }
  // Answers, and asks for an answer to the answer.
  async replyAndRequest(body, options = {}) {
    const address = this.#replyAddress;
    if (address === undefined) throw new BusError(400, 'this message wants no answer, or has one');
    this.#replyAddress = undefined;
    return ask(frame('send', address, body, { timeout: DEFAULT_TIMEOUT, ...options }), options.timeout);
  }
  fail(failureCode, message) {
    this.#answer((address) => say({ type: 'send', address, failureCode, message: String(message) }));
  }
  #answer(how) {
    const address = this.#replyAddress;
    if (address === undefined || !open) return;
    how(address);
    this.#replyAddress = undefined;
  }
}

async function serve(handler, message) {
  try {
    const result = await handler(message);
    if (result !== undefined) message.reply(result);
  } catch (failure) {
    if (!message.wantsReply) throw failure;
    message.fail(Number.isInteger(failure?.failureCode) ? failure.failureCode : 500, failure?.message ?? failure);
  }
}

function received(frame) {
  if (frame === null || typeof frame !== 'object') return;
  const waiting = pending.get(frame.address);
  if (frame.type === 'err') {
    const error = new BusError(frame.failureCode, frame.message, frame.failureType, frame.sourceAddress);
    if (waiting) waiting.fail(error);
    else tellError(error);
  } else if (frame.type === 'message') {
    if (waiting) waiting.done(new Message(frame));
    else deliver(frame);
  }
}

function deliver(frame) {
  const handlers = [...(consumers.get(frame.address) || [])];
  // One that is sent is for one of them: they take turns.
  if (frame.send !== false && handlers.length > 1) {
    const first = handlers[0];
    consumers.get(frame.address).delete(first);
    consumers.get(frame.address).add(first);
    handlers.length = 1;
  }
  for (const each of handlers) serve(each.handler, new Message(frame));
}

// Errors that belong to no request: a denied publish, messages dropped because this process reads
// too slowly, the reason for a close. Without a handler they are warnings of the process.
function tellError(error) {
  if (errorHandlers.size === 0) process.emitWarning(`${error.message} (${error.sourceAddress ?? 'bus'}, ${error.failureCode})`, 'BusWarning');
  for (const handler of errorHandlers) handler(error);
}

// Resolves to the reply, a Message; rejects with a BusError. options: timeout in ms, headers.
async function request(address, body, options = {}) {
  return ask(frame('send', address, body, { timeout: DEFAULT_TIMEOUT, ...options }), options.timeout);
}

// To one consumer, without an answer.
function send(address, body, options) {
  say(frame('send', address, body, options));
}

// To all consumers.
function publish(address, body, options) {
  say(frame('publish', address, body, options));
}

function consumer(address, handler) {
  if (typeof handler !== 'function') throw new TypeError('a consumer is a function');
  const entry = { handler };
  const first = !consumers.has(address);
  if (first) consumers.set(address, new Set());
  const set = consumers.get(address);
  set.add(entry);
  const registered = first ? ask(frame('register', address)).then(() => undefined) : (set.registered ?? Promise.resolve());
  if (first) {
    set.registered = registered;
    registered.catch(() => consumers.get(address) === set && consumers.delete(address));
  }
  const unregister = async () => {
    if (!set.delete(entry) || set.size > 0 || consumers.get(address) !== set) return;
    consumers.delete(address);
    await ask(frame('unregister', address));
  };
  return { address, registered, unregister };
}

// What fails without a request to fail; returns a function that takes the handler back.
function onError(handler) {
  errorHandlers.add(handler);
  return () => errorHandlers.delete(handler);
}

// Ends the channel; the process may then end by itself.
function close() {
  if (process.connected) process.disconnect();
  return open ? closed : Promise.resolve();
}

exports.request = request;
exports.send = send;
exports.publish = publish;
exports.consumer = consumer;
exports.onError = onError;
exports.close = close;
exports.closed = closed;
exports.BusError = BusError;
