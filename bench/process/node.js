// Node's child_process under the same load as the other subjects of bench/process.sh.
//
//   node node.js spawn IN_FLIGHT SECONDS DESCRIPTORS HEAP_MIB
//   node node.js output BYTES
//   node node.js echo CHILDREN LINES
//   node node.js pingpong IN_FLIGHT SECONDS
const { spawn, fork } = require('child_process')
const fs = require('fs')
const path = require('path')

const seconds = () => Number(process.hrtime.bigint()) / 1e9
const statusOf = (text, key) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(text)[1])

// Of this process and its ended children.
function cpuOfAll () {
  const fields = fs.readFileSync('/proc/self/stat', 'utf8').replace(/.*\) /, '').split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100
}

function cpuOfSelf () {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function spawnFor (duration, inFlight, done) {
  const end = seconds() + duration
  let count = 0
  let running = 0
  let blocked = 0
  const next = () => {
    running++
    const begun = seconds()
    const child = spawn('/bin/true')
    blocked += seconds() - begun
    child.on('close', code => {
      if (code !== 0) throw new Error(`code ${code}`)
      count++
      running--
      if (seconds() < end) next()
      else if (running === 0) done(count, blocked)
    })
  }
  for (let i = 0; i < inFlight; i++) next()
}

function spawnRow ([inFlight, duration, descriptors, heap]) {
  for (let i = 0; i < descriptors; i++) fs.openSync('/dev/null')
  globalThis.ballast = Array.from({ length: heap }, () => Buffer.alloc(1 << 20, 1))
  spawnFor(3, inFlight, () => {
    const begun = seconds()
    const used = cpuOfAll()
    spawnFor(duration, inFlight, (count, blocked) => {
      const took = seconds() - begun
      console.log(`rate ${(count / took).toFixed(1)} cpu ${((cpuOfAll() - used) * 1e3 / count).toFixed(4)}` +
        ` blocked ${(blocked * 1e3 / count).toFixed(4)}`)
    })
  })
}

function read (bytes, done) {
  let received = 0
  const begun = seconds()
  const used = cpuOfSelf()
  const child = spawn('head', ['-c', String(bytes), '/dev/zero'])
  child.stdout.on('data', data => { received += data.length })
  child.on('close', () => {
    if (received !== bytes) throw new Error(`${received} bytes`)
    done(seconds() - begun, cpuOfSelf() - used)
  })
}

function outputRow ([bytes]) {
  read(2 ** 30, () => read(bytes, (took, cpu) => {
    console.log(`rate ${(bytes / 1e9 / took).toFixed(3)} cpu ${cpu.toFixed(3)}`)
  }))
}

function echoRow ([count, lines]) {
  const line = Buffer.from('0123456789012345678901234567890123456789\n')
  const begun = seconds()
  const used = cpuOfSelf()
  const children = []
  let started, echoedAt, status
  let echoed = 0
  let ended = 0
  const allEchoed = () => {
    echoedAt = seconds()
    status = fs.readFileSync('/proc/self/status', 'utf8')
    for (const child of children) child.stdin.end()
  }
  const allEnded = () => {
    console.log(`start ${(started - begun).toFixed(3)} echo ${(echoedAt - started).toFixed(3)}` +
      ` end ${(seconds() - echoedAt).toFixed(3)} cpu ${(cpuOfSelf() - used).toFixed(3)}` +
      ` threads ${statusOf(status, 'Threads')} rss ${(statusOf(status, 'VmRSS') / 1024).toFixed(0)}`)
  }
  for (let i = 0; i < count; i++) {
    const child = spawn('cat')
    let seen = 0
    children.push(child)
    child.stdout.on('data', data => {
      seen += data.length
      if (seen === lines * line.length) {
        if (++echoed === count) allEchoed()
      } else if (seen % line.length === 0) {
        child.stdin.write(line)
      }
    })
    child.on('close', () => { if (++ended === count) allEnded() })
  }
  started = seconds()
  for (const child of children) child.stdin.write(line)
}

function exchange (child, inFlight, duration, done) {
  const begun = seconds()
  let count = 0
  let waiting = inFlight
  child.removeAllListeners('message')
  child.on('message', message => {
    count++
    if (seconds() - begun < duration) {
      message.n++
      child.send(message)
    } else if (--waiting === 0) {
      done(count, seconds() - begun)
    }
  })
  for (let i = 0; i < inFlight; i++) child.send({ n: 0, text: 'hello, child' })
}

function pingpongRow ([inFlight, duration]) {
  const child = fork(path.join(__dirname, 'echo.js'))
  exchange(child, inFlight, 3, () => {
    const used = cpuOfSelf()
    exchange(child, inFlight, duration, (count, took) => {
      console.log(`rate ${(count / took).toFixed(0)} cpu ${((cpuOfSelf() - used) * 1e6 / count).toFixed(3)}`)
      child.disconnect()
    })
  })
}

const rows = { spawn: spawnRow, output: outputRow, echo: echoRow, pingpong: pingpongRow }
rows[process.argv[2]](process.argv.slice(3).map(Number))
