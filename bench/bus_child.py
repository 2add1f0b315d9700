# Answers every request on the bus with what it was given.
import sys

sys.path.insert(0, sys.argv[1])
from drover_bus import Bus  # noqa: E402

bus = Bus()
bus.consumer('echo', lambda message: message.reply(message.body))
bus.send('ready')
bus.run()
