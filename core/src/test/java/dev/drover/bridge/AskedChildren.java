package dev.drover.bridge;

import io.vertx.core.json.JsonObject;

/** Children that answer requests, and sometimes do not. */
final class AskedChildren {

  /** Answers a request with its own body, unless it says otherwise. */
  private static final String PYTHON =
      """
      import json, os, sys
      held = []
      print('{"ready": true}', flush=True)
      for line in sys.stdin:
          request = json.loads(line)
          body = request["body"]
          answer = {"id": request["id"], "body": body, "headers": request.get("headers", {})}
          if body == "crash":
              os._exit(3)
          if body == "fail":
              answer = {"id": request["id"], "error": {"code": 17, "message": "no luck"}}
          if body == "bad":
              answer = {"id": request["id"], "error": "text"}
          if body == "huge":
              answer = {"id": request["id"], "body": 10 ** 40}
          if body == "made up":
              print(json.dumps({"id": 10 ** 9, "body": 1}), flush=True)
          if body == "event":
              print(json.dumps({"progress": 5}), flush=True)
          if body == "hold":
              held.append(answer)
          elif body == "release":
              for each in reversed(held + [answer]):
                  print(json.dumps(each), flush=True)
          else:
              print(json.dumps(answer), flush=True)
      """;

  private static final String NODE =
      """
      process.on('message', message => {
        if (message === 'hello') process.send({greeting: 'hi'});
        else if (message.body === 'crash') process.exit(4);
        else if (message.body === 'fail')
          process.send({id: message.id, error: {code: 18, message: 'no'}});
        else if (message.body !== 'silence')
          setTimeout(() => process.send({id: message.id, body: message.body}), Math.random() * 5);
      });
      process.send({ready: true});
      """;

  private AskedChildren() {}

  static ProcessSpecBuilder python(String address) {
    return ProcessSpec.proc(address, "python3", "-u", "-c", PYTHON)
        .stdin(StreamMode.JSON)
        .stdout(OutputSpec.of(StreamMode.JSON))
        .ready(Readiness.onMessage(new JsonObject().put("ready", true)));
  }

  static ProcessSpecBuilder node(String address) {
    return ProcessSpec.fork(address, "node", "-e", NODE)
        .ready(Readiness.onMessage(new JsonObject().put("ready", true)));
  }
}
