"""The event bus of the parent that forked this Python process. Python 3.8 or newer, no dependencies.

Blocking, for plain scripts and threads:

    from drover_bus import Bus
    bus = Bus()
    reply = bus.request('prices', {'item': 'pear'})          # reply.body, reply.headers
    bus.consumer('thumbs', lambda message: thumbnail(message.body))
    bus.publish('news', 'hello'); bus.send('log', 'one of the consumers')
    bus.run()                                                # calls the consumers, until the end

With asyncio, the same names, to be awaited:

    from drover_bus import AsyncBus
    bus = await AsyncBus.connect()
    reply = await bus.request('prices', {'item': 'pear'})
    await bus.consumer('thumbs', thumbnail)                  # a function or a coroutine function
    await bus.closed                                         # until the end

A consumer answers with message.reply(body), message.fail(code, text), or with what it returns
(unless that is None); what it raises is a failure with error.failure_code, or 500.
Bodies: dict, list, str, int of 64 bits, float, bool, None; bytes as binary. Binary within a dict is
up to you: send text.
Only the addresses that the parent permits can be reached: anything else is a BusError with
failure_code 403. There is one channel, for life: when the parent ends it, requests fail, run()
returns, and nothing reconnects.
"""
import asyncio
import base64
import concurrent.futures
import inspect
import json
import os
import queue
import socket
import sys
import threading

DEFAULT_TIMEOUT = 30.0
_PATIENCE = 5.0  # The parent answers in time; this is for one that cannot.
_EXACT = 2**53 - 1


class BusError(Exception):
    """failure_code: the recipient's own, or one of Drover's; -1 from Vert.x itself.
    failure_type: NO_HANDLERS, TIMEOUT, RECIPIENT_FAILURE, or None."""

    def __init__(self, failure_code, message, failure_type=None, source_address=None):
        super().__init__(message)
        self.failure_code = failure_code
        self.message = message
        self.failure_type = failure_type
        self.source_address = source_address


class Message:
    """A message or a reply: address, body, headers, is_send."""

    def __init__(self, core, frame):
        self._core = core
        self._reply_address = frame.get('replyAddress')
        self.address = frame['address']
        self.body = _body_of(frame)
        self.headers = frame.get('headers') or {}
        self.is_send = frame.get('send', True)

    @property
    def wants_reply(self):
        return self._reply_address is not None

    def reply(self, body=None, headers=None):
        """The first answer counts; to a message that wants none it does nothing."""
        self._answer(lambda address: _frame('send', address, body, headers))

    def fail(self, failure_code, message):
        self._answer(lambda address: {
            'type': 'send', 'address': address, 'failureCode': failure_code, 'message': str(message)})

    def _answer(self, make):
        address = self._reply_address
        if address is not None:
            frame = make(address)
            self._reply_address = None
            self._core.say(frame)

    def _ask_back(self, body, headers, timeout):
        address, self._reply_address = self._reply_address, None
        if address is None:
            raise BusError(400, 'this message wants no answer, or has one')
        return _frame('send', address, body, headers, timeout)


def _frame(kind, address, body=None, headers=None, timeout=None):
    if not isinstance(address, str) or not address:
        raise TypeError('an address is text')
    frame = {'type': kind, 'address': address}
    if isinstance(body, (bytes, bytearray, memoryview)):
        frame.update(bodyType='buffer', body=base64.b64encode(body).decode('ascii'))
    elif isinstance(body, int) and not isinstance(body, bool) and abs(body) > _EXACT:
        if not -(2**63) <= body < 2**63:
            raise ValueError('an int must fit into 64 bits')
        frame.update(bodyType='long', body=str(body))
    elif body is not None:
        frame['body'] = body
    if headers or timeout:
        frame['headers'] = dict(headers or {})
    if timeout:
        frame['headers']['timeout'] = max(1, int(timeout * 1000))
    return frame


def _body_of(frame):
    kind, body = frame.get('bodyType'), frame.get('body')
    if kind == 'buffer':
        return base64.b64decode(body)
    return int(body) if kind == 'long' else body


def _error_of(frame):
    return BusError(frame.get('failureCode'), frame.get('message'), frame.get('failureType'), frame.get('sourceAddress'))


def _open_socket():
    descriptor, path = os.environ.pop('DROVER_CHANNEL_FD', None), os.environ.pop('DROVER_CHANNEL_PATH', None)
    # They mean nothing to this process' own children.
    os.environ.pop('NODE_CHANNEL_FD', None)
    if descriptor is not None:
        os.set_inheritable(int(descriptor), False)
        return socket.socket(fileno=int(descriptor))
    if path is not None:
        connected = socket.socket(socket.AF_UNIX)
        connected.connect(path)
        return connected
    raise BusError(503, 'there is no bus: this process was not forked by Drover, or has opened it already')


class _Core:
    """What both kinds share: who waits for what. settle(waiter, result, error) ends a wait."""

    def __init__(self, settle, deliver, on_error):
        self.socket = _open_socket()
        self.socket.setblocking(True)
        self.lock = threading.Lock()
        self.writing = threading.Lock()
        self.settle, self.deliver, self.on_error = settle, deliver, on_error
        self.say = self.write
        self.waiting, self.consumers, self.number, self.ended = {}, {}, 0, False

    def write(self, frame):
        line = json.dumps(frame, allow_nan=False, separators=(',', ':')).encode('utf-8') + b'\n'
        try:
            with self.writing:
                self.socket.sendall(line)
        except OSError as gone:
            raise BusError(503, 'the channel to the parent has ended') from gone

    def ask(self, frame, waiter):
        with self.lock:
            if self.ended:
                raise BusError(503, 'the channel to the parent has ended')
            self.number += 1
            address = 'r%d' % self.number
            self.waiting[address] = waiter
        try:
            self.say(dict(frame, replyAddress=address))
        except BaseException:
            self.forget(address)
            raise
        return address

    def forget(self, address):
        with self.lock:
            return self.waiting.pop(address, None)

    def add(self, address, handler):
        """Whether it is the first at this address."""
        if not callable(handler):
            raise TypeError('a consumer is a function')
        with self.lock:
            handlers = self.consumers.setdefault(address, [])
            handlers.append(handler)
            return len(handlers) == 1

    def remove(self, address, handler=None):
        """Whether none is left at this address."""
        with self.lock:
            handlers = self.consumers.get(address, [])
            if handler in handlers:
                handlers.remove(handler)
            elif handler is None:
                handlers.clear()
            return not handlers and self.consumers.pop(address, None) is not None

    def handlers(self, frame):
        with self.lock:
            handlers = self.consumers.get(frame['address'], [])
            if frame.get('send', True) and handlers:
                handlers.append(handlers.pop(0))  # They take turns.
                return handlers[-1:]
            return list(handlers)

    def read(self):
        """Until the end of the channel."""
        try:
            with self.socket.makefile('rb', buffering=1 << 16) as lines:
                for line in lines:
                    self.received(json.loads(line))
        except (OSError, ValueError):
            pass  # A parent that went within a message.
        with self.lock:
            self.ended, waiting, self.waiting = True, self.waiting, {}
        for waiter in waiting.values():
            self.settle(waiter, None, BusError(503, 'the channel to the parent has ended'))

    def received(self, frame):
        if not isinstance(frame, dict):
            return
        waiter = self.forget(frame.get('address'))
        if frame.get('type') == 'err':
            if waiter is None:
                self.on_error(_error_of(frame))
            else:
                self.settle(waiter, None, _error_of(frame))
        elif frame.get('type') == 'message':
            if waiter is None:
                self.deliver(frame)
            else:
                self.settle(waiter, Message(self, frame), None)

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def _warn(error):
    print('drover bus: %s (%s, %s)' % (error.message, error.source_address, error.failure_code), file=sys.stderr)


def _failed(message, error):
    code = getattr(error, 'failure_code', 500)
    message.fail(code if isinstance(code, int) else 500, str(error) or type(error).__name__)


class Bus:
    """Blocking; from any thread. Consumers are called by the thread that is in run()."""

    def __init__(self, on_error=_warn):
        """on_error gets errors that belong to no request: a denied publish, dropped messages."""
        self._queue = queue.SimpleQueue()
        self._core = _Core(self._settle, self._queue.put, on_error)
        threading.Thread(target=self._read, name='drover-bus', daemon=True).start()

    def _read(self):
        self._core.read()
        self._queue.put(None)

    @staticmethod
    def _settle(waiter, result, error):
        waiter.put((result, error))

    def _ask(self, frame, timeout=DEFAULT_TIMEOUT):
        waiter = queue.SimpleQueue()
        address = self._core.ask(frame, waiter)
        try:
            result, error = waiter.get(timeout=timeout + _PATIENCE)
        except queue.Empty:
            self._core.forget(address)
            raise BusError(-1, 'no answer within %s s' % timeout, 'TIMEOUT', frame['address']) from None
        if error is not None:
            raise error
        return result

    def request(self, address, body=None, headers=None, timeout=DEFAULT_TIMEOUT):
        """The reply, a Message. timeout in seconds."""
        return self._ask(_frame('send', address, body, headers, timeout), timeout)

    def reply_and_request(self, message, body=None, headers=None, timeout=DEFAULT_TIMEOUT):
        """Answers, and waits for the answer to the answer."""
        return self._ask(message._ask_back(body, headers, timeout), timeout)

    def send(self, address, body=None, headers=None):
        """To one consumer, without an answer."""
        self._core.say(_frame('send', address, body, headers))

    def publish(self, address, body=None, headers=None):
        """To all consumers."""
        self._core.say(_frame('publish', address, body, headers))

    def consumer(self, address, handler):
        """Returns when the bus knows."""
        if self._core.add(address, handler):
            try:
                self._ask(_frame('register', address))
            except BusError:
                self._core.remove(address)
                raise

    def unregister(self, address, handler=None):
        """One consumer, or all at the address."""
        if self._core.remove(address, handler):
            self._ask(_frame('unregister', address))

    def run(self):
        """Calls consumers until the channel ends or close() is called; for the main thread."""
        for frame in iter(self._queue.get, None):
            for handler in self._core.handlers(frame):
                self._serve(handler, Message(self._core, frame))
        self._queue.put(None)  # For another thread in run().

    @staticmethod
    def _serve(handler, message):
        try:
            result = handler(message)
            if result is not None:
                message.reply(result)
        except Exception as error:
            if not message.wants_reply:
                raise
            _failed(message, error)

    def close(self):
        self._core.close()


class AsyncBus:
    """With asyncio; on the loop that it was connected on."""

    def __init__(self, on_error):
        self._loop = asyncio.get_running_loop()
        self.closed = self._loop.create_future()
        self._tasks = set()

        def on_loop(call):
            return lambda *args: self._loop.call_soon_threadsafe(call, *args)

        self._core = _Core(on_loop(self._settle), on_loop(self._deliver), on_loop(on_error))
        # A write blocks while the parent does not read: never the loop, then.
        self._writer = concurrent.futures.ThreadPoolExecutor(1, 'drover-bus-write')
        self._core.say = lambda frame: self._writer.submit(self._core.write, frame)
        threading.Thread(target=self._read, name='drover-bus', daemon=True).start()

    @classmethod
    async def connect(cls, on_error=_warn):
        """on_error gets errors that belong to no request: a denied publish, dropped messages."""
        return cls(on_error)

    def _read(self):
        self._core.read()
        self._writer.shutdown(wait=False)
        try:
            self._loop.call_soon_threadsafe(lambda: self.closed.done() or self.closed.set_result(None))
        except RuntimeError:
            pass  # The loop has closed first.

    @staticmethod
    def _settle(waiter, result, error):
        if not waiter.done():
            waiter.set_exception(error) if error is not None else waiter.set_result(result)

    async def _ask(self, frame, timeout=DEFAULT_TIMEOUT):
        waiter = self._loop.create_future()
        address = self._core.ask(frame, waiter)
        try:
            return await asyncio.wait_for(waiter, timeout + _PATIENCE)
        except asyncio.TimeoutError:
            raise BusError(-1, 'no answer within %s s' % timeout, 'TIMEOUT', frame['address']) from None
        finally:
            self._core.forget(address)

    async def request(self, address, body=None, headers=None, timeout=DEFAULT_TIMEOUT):
        """The reply, a Message. timeout in seconds."""
        return await self._ask(_frame('send', address, body, headers, timeout), timeout)

    async def reply_and_request(self, message, body=None, headers=None, timeout=DEFAULT_TIMEOUT):
        """Answers, and waits for the answer to the answer."""
        return await self._ask(message._ask_back(body, headers, timeout), timeout)

    async def send(self, address, body=None, headers=None):
        """To one consumer, without an answer."""
        await asyncio.wrap_future(self._core.say(_frame('send', address, body, headers)))

    async def publish(self, address, body=None, headers=None):
        """To all consumers."""
        await asyncio.wrap_future(self._core.say(_frame('publish', address, body, headers)))

    async def consumer(self, address, handler):
        """Returns when the bus knows."""
        if self._core.add(address, handler):
            try:
                await self._ask(_frame('register', address))
            except BusError:
                self._core.remove(address)
                raise

    async def unregister(self, address, handler=None):
        """One consumer, or all at the address."""
        if self._core.remove(address, handler):
            await self._ask(_frame('unregister', address))

    def _deliver(self, frame):
        for handler in self._core.handlers(frame):
            task = self._loop.create_task(self._serve(handler, Message(self._core, frame)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    @staticmethod
    async def _serve(handler, message):
        try:
            result = handler(message)
            if inspect.isawaitable(result):
                result = await result
            if result is not None:
                message.reply(result)
        except Exception as error:
            if not message.wants_reply:
                raise
            _failed(message, error)

    async def close(self):
        self._core.close()
        await self.closed
