# Does on the bus what the test asks for in the header `op`.
import asyncio
import sys
from drover_bus import AsyncBus, BusError


async def main():
    bus = await AsyncBus.connect()

    async def serve(message):
        op, to = message.headers.get('op'), message.headers.get('to')
        if op == 'echo':
            message.reply(message.body, headers={'h': message.headers.get('h', 'none')})
        elif op == 'return':
            return message.body
        elif op == 'fail':
            message.fail(9, 'no such file')
        elif op == 'throw':
            raise ValueError('thrown')
        elif op == 'ask':
            reply = await bus.request(to, message.body, headers={'h': 'asked'})
            message.reply(reply.body, headers={'h': reply.headers['h']})
        elif op == 'pass':
            message.reply((await bus.request(to, message.body, headers={'op': 'echo'})).body)
        elif op == 'relay':
            try:
                return (await bus.request(to, message.body, timeout=0.3)).body
            except BusError as error:
                return [error.failure_code, error.failure_type, error.message]
        elif op == 'back':
            await bus.publish('news', (await bus.reply_and_request(message, 'which?')).body)
        elif op == 'publish':
            await bus.publish(to, message.body)
        elif op == 'leave':
            await bus.unregister('turns', first)
            await bus.publish('news', 'left')
        elif op == 'close':
            asyncio.ensure_future(bus.close())

    def first(message):
        return 'a'

    await bus.consumer(sys.argv[1], serve)
    try:
        await bus.consumer('turns', first)
        await bus.consumer('turns', lambda message: 'b')
        await bus.publish('news', 'up')
    except BusError as error:
        await bus.publish('news', error.message)
    await bus.closed


asyncio.run(main())
