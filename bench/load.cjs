// Load at a fixed rate on kept and on new connections, and who answers it: for servers that answer their pid.
//
//   node bench/load.cjs URL RATE WORKERS
//
// Reads commands, a line each, and answers each with a line of JSON:
//   phase NAME [PID...]   requests from now on are NAME's; tells, once WORKERS others than those pids have answered,
//                         how long that took
//   end                   waits for the last answers and tells the counts of each phase
//
// A quarter of the requests have a connection of their own, the rest share some that are each used many times a
// second. Nothing is tried twice. Latency counts from when a request was due.
'use strict'
const http = require('http')
const readline = require('readline')

const [url, rate, workers] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const TIMEOUT_MS = 30000
const kept = new http.Agent({ keepAlive: true, maxFreeSockets: Math.max(2, Math.min(64, rate / 20)), scheduling: 'fifo', timeout: 500 })
const phases = {}
let phase
let open = 0
let waiting = null
const began = process.hrtime.bigint()
let sent = 0

function enter (name) {
  phase = phases[name] ??= { requests: 0, failed: 0, kinds: {}, maxMs: 0, latencies: [] }
}

function send (dueMs) {
  const mine = phase
  mine.requests++
  open++
  let over = false
  const end = kind => {
    if (over) return
    over = true
    open--
    clearTimeout(timer)
    if (kind) {
      mine.failed++
      mine.kinds[kind] = (mine.kinds[kind] ?? 0) + 1
    } else {
      mine.latencies.push(nowMs() - dueMs)
    }
  }
  const request = http.get(url, { agent: sent % 4 === 0 ? false : kept }, response => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', chunk => { text += chunk })
    response.on('end', () => {
      end(response.statusCode < 400 ? null : 'status ' + response.statusCode)
      answered(text)
    })
    response.on('error', failure => end(failure.code ?? failure.message))
  })
  request.on('error', failure => end(failure.code ?? failure.message))
  const timer = setTimeout(() => {
    end('timeout')
    request.destroy()
  }, TIMEOUT_MS)
}

function answered (pid) {
  if (!waiting || waiting.old.has(pid)) return
  waiting.seen.add(pid)
  if (waiting.seen.size >= workers) {
    const took = nowMs() - waiting.since
    waiting = null
    tell({ wholeMs: Math.round(took) })
  }
}

function nowMs () {
  return Number(process.hrtime.bigint() - began) / 1e6
}

function tell (object) {
  process.stdout.write(JSON.stringify(object) + '\n')
}

function report () {
  for (const each of Object.values(phases)) {
    each.latencies.sort((a, b) => a - b)
    each.p99Ms = each.latencies[Math.floor(each.latencies.length * 0.99)]
    each.maxMs = each.latencies[each.latencies.length - 1]
    delete each.latencies
  }
  tell(phases)
  process.exit(0)
}

enter('steady')
const ticks = setInterval(() => {
  for (; sent < nowMs() * rate / 1000; sent++) send(sent * 1000 / rate)
}, 1)

readline.createInterface({ input: process.stdin }).on('line', line => {
  const [command, name, ...pids] = line.trim().split(/\s+/)
  if (command === 'phase') {
    enter(name)
    waiting = pids.length ? { old: new Set(pids), seen: new Set(), since: nowMs() } : null
    if (!waiting) tell({ phase: name })
  } else if (command === 'end') {
    clearInterval(ticks)
    setInterval(() => { if (open === 0) report() }, 20)
  }
})
