# Does on the bus what the test asks for in the header `op`.
import sys
from drover_bus import Bus, BusError

bus = Bus()


def serve(message):
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
        reply = bus.request(to, message.body, headers={'h': 'asked'})
        message.reply(reply.body, headers={'h': reply.headers['h']})
    elif op == 'pass':
        message.reply(bus.request(to, message.body, headers={'op': 'echo'}).body)
    elif op == 'relay':
        try:
            return bus.request(to, message.body, timeout=0.3).body
        except BusError as error:
            return [error.failure_code, error.failure_type, error.message]
    elif op == 'back':
        bus.publish('news', bus.reply_and_request(message, 'which?').body)
    elif op == 'publish':
        bus.publish(to, message.body)
    elif op == 'leave':
        bus.unregister('turns', first)
        bus.publish('news', 'left')
    elif op == 'close':
        bus.close()


def first(message):
    return 'a'


bus.consumer(sys.argv[1], serve)
try:
    bus.consumer('turns', first)
    bus.consumer('turns', lambda message: 'b')
    bus.publish('news', 'up')
except BusError as error:
    bus.publish('news', error.message)
bus.run()
