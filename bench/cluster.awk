# What ClusterBench prints, to Markdown. Ratios are Drover's to plain Vert.x': medians of those within a window or
# round, with the middle half of all of them.

# Sorts list[1..n] and gives its quantile.
function quantile(list, n, q,   i, j, v, at) {
  for (i = 2; i <= n; i++) {
    v = list[i]
    for (j = i - 1; j >= 1 && list[j] + 0 > v + 0; j--) list[j + 1] = list[j]
    list[j + 1] = v
  }
  at = 1 + q * (n - 1)
  i = int(at)
  return i >= n ? list[n] : list[i] + (at - i) * (list[i + 1] - list[i])
}

function median(what, subject, size,   n, i, list) {
  n = split(all[what, subject, size], list, " ")
  return n ? quantile(list, n, 0.5) : 0
}

function ratio(what, size,   n, i, list, keys, count) {
  count = split(pairs[what, size], keys, " ")
  for (i = 1; i <= count; i++)
    if (cell[what, "vertx", size, keys[i]] > 0 && (what, "drover", size, keys[i]) in cell)
      list[++n] = cell[what, "drover", size, keys[i]] / cell[what, "vertx", size, keys[i]]
  if (!n) return "-"
  return sprintf("%.2f (%.2f..%.2f)", quantile(list, n, 0.5), quantile(list, n, 0.25), quantile(list, n, 0.75))
}

function note(what, subject, size, key, value) {
  all[what, subject, size] = all[what, subject, size] " " value
  if (!((what, subject, size, key) in cell) && !((what, size, key) in known)) {
    known[what, size, key]
    pairs[what, size] = pairs[what, size] " " key
  }
  cell[what, subject, size, key] = value
  if (!((what, size) in sized)) { sized[what, size]; sizes[what] = sizes[what] " " size }
}

function traffic(what, title, unit,   i, n, list) {
  if (!(what in sizes)) return
  printf "\n## %s\n\n", title
  printf "| JVMs | Vert.x %s/s | Drover %s/s | ratio | Vert.x CPU us each | Drover CPU us each | ratio |\n", unit, unit
  print "|---|---|---|---|---|---|---|"
  n = split(sizes[what], list, " ")
  for (i = 1; i <= n; i++)
    printf "| %d | %d | %d | %s | %.2f | %.2f | %s |\n", list[i], \
      median(what, "vertx", list[i]), median(what, "drover", list[i]), ratio(what, list[i]), \
      median(what "-cpu", "vertx", list[i]), median(what "-cpu", "drover", list[i]), ratio(what "-cpu", list[i])
}

function growth(what, name, scale, format,   i, n, list, line) {
  n = split(sizes[what], list, " ")
  line = "| " name " |"
  for (i = 1; i <= n; i++)
    line = line sprintf(" " format " / " format " |", median(what, "vertx", list[i]) / scale, median(what, "drover", list[i]) / scale)
  print line
}

BEGIN { FS = "\t" }

# The first windows of each are not counted: the compiler is still at work.
$1 == "request" || $1 == "publish" {
  if ($5 >= 2) {
    note($1, $3, $4, $2 "." $5, $6)
    note($1 "-cpu", $3, $4, $2 "." $5, $7)
  }
  next
}
$1 == "partitions" {
  note("least", $3, $4, $2, $5)
  note("most", $3, $4, $2, $6)
  note("moves", $3, $4, $2, $7)
  next
}
$1 == "death" {
  note("failed", $3, $4, $2, $5)
  note("routed", $3, $4, $2, $6)
  note("waited", $3, $4, $2, $7)
  note("told", $3, $4, $2, $8)
  next
}
{ note($1, $3, $4, $2, $5) }

END {
  print "\nRatios: Drover to plain Vert.x, median (middle half) of the ratios between two windows or rounds that follow"
  print "each other. CPU is that of all JVMs together, the supervisor's excluded, which does nothing meanwhile. On so few"
  print "cores the CPU of a message says more than its rate: with more JVMs than cores the rate is what the scheduler leaves."
  traffic("request", "Request and reply, 64 bytes, 64 in flight; one asks, the others answer", "requests")
  traffic("publish", "Publish, 64 bytes; one publishes, the others get it", "deliveries")
  if ("join" in sizes) joins()
  if ("failed" in sizes) deaths()
  if ("shards-quiet-median" in sizes) shards()
  if ("least" in sizes) partitions()
  if ("rss" in sizes) costs()
}

function joins(   i, n, list) {
  print "\n## From the start of a JVM until it has joined\n"
  print "| member | Vert.x s | Drover s | ratio |\n|---|---|---|---|"
  n = split(sizes["join"], list, " ")
  for (i = 1; i <= n; i++)
    printf "| %d | %.2f | %.2f | %s |\n", list[i], median("join", "vertx", list[i]) / 1000, \
      median("join", "drover", list[i]) / 1000, ratio("join", list[i])
  print "\nDrover's includes deploying, and waiting until the others know of its consumers."
}

function deaths() {
  print "\n## A member is killed with SIGKILL\n"
  print "Four JVMs; one asks the three others, every 2 ms, with a timeout of 10 s (Vert.x' default is 30 s)."
  print "\n| | Vert.x | Drover | ratio |\n|---|---|---|---|"
  printf "| requests that fail | %d | %d | %s |\n", median("failed", "vertx", 4), median("failed", "drover", 4), ratio("failed", 4)
  printf "| until no request goes to the dead any more, ms | %d | %d | %s |\n", median("routed", "vertx", 4), median("routed", "drover", 4), ratio("routed", 4)
  printf "| the same, counted from when its parent is told of its end, ms | %d | %d | %s |\n", median("told", "vertx", 4), median("told", "drover", 4), ratio("told", 4)
  printf "| longest wait of who asked, ms | %d | %d | %s |\n", median("waited", "vertx", 4), median("waited", "drover", 4), ratio("waited", 4)
  print "\nWho kills is not told at once: the kernel first frees what memory the killed JVM has touched."
}

function partitions(   i, n, list) {
  print "\n## 64 shards on Hazelcast's own partitions\n"
  print "Where they would lie if a shard were the key of a partition, and how many would move when one more member comes"
  print "(Drover's plan and rendezvous hashing: docs/SHARDS.md).\n"
  print "| members | shards each | moves |\n|---|---|---|"
  n = split(sizes["least"], list, " ")
  for (i = 1; i <= n; i++)
    printf "| %d | %d to %d | %d |\n", list[i], median("least", "hazelcast", list[i]), \
      median("most", "hazelcast", list[i]), median("moves", "hazelcast", list[i])
}

function shardRow(name, what,   i, n, list, line) {
  n = split(sizes["shards-quiet-median"], list, " ")
  line = "| " name " |"
  for (i = 1; i <= n; i++)
    line = line sprintf(" %.1f, %.0f times the usual |", median("shards-" what "-longest", "drover", list[i]) / 1000, \
      median("shards-" what "-longest", "drover", list[i]) / median("shards-quiet-median", "drover", list[i]))
  print line
}

function shards(   i, n, list, line, rule) {
  print "\n## Shards move\n"
  print "One JVM asks all shards in turn, one request each ms; two others own them, half each. Then a third owner comes, goes,"
  print "comes again and is killed. The longest that any request had to wait, ms, and its ratio to the usual (median) request;"
  print "what a kill interrupts in the dead JVM fails and is no wait. Plain Vert.x has no shards.\n"
  n = split(sizes["shards-quiet-median"], list, " ")
  line = "| shards |"; rule = "|---|"
  for (i = 1; i <= n; i++) { line = line " " list[i] " |"; rule = rule "---|" }
  print line "\n" rule
  line = "| usual request |"
  for (i = 1; i <= n; i++) line = line sprintf(" %.2f |", median("shards-quiet-median", "drover", list[i]) / 1000)
  print line
  shardRow("nothing moves", "quiet")
  shardRow("an owner comes: a third of the shards move", "comes")
  shardRow("it goes in peace", "goes")
  shardRow("it is killed", "dies")
  line = "| requests that fail when it comes or goes |"
  for (i = 1; i <= n; i++) line = line sprintf(" %d |", median("shards-comes-failed", "drover", list[i]) + median("shards-goes-failed", "drover", list[i]))
  print line
  line = "| that fail when it is killed |"
  for (i = 1; i <= n; i++) line = line sprintf(" %d |", median("shards-dies-failed", "drover", list[i]))
  print line
}

function costs(   i, n, list, line, rule) {
  print "\n## What a cluster costs (Vert.x / Drover)\n"
  n = split(sizes["rss"], list, " ")
  line = "| members |"; rule = "|---|"
  for (i = 1; i <= n; i++) { line = line " " list[i] " |"; rule = rule "---|" }
  print line "\n" rule
  growth("idle-cpu", "CPU of a member that idles, % of a core", 1, "%.2f")
  growth("heap", "heap in use after collection, MiB", 1048576, "%.1f")
  growth("rss", "resident, MiB", 1048576, "%.0f")
  growth("threads", "threads", 1, "%.0f")
  growth("connections", "TCP connections of a member", 1, "%.0f")
  growth("register-micros", "registration until completion, ms (median)", 1000, "%.2f")
  growth("register-packets", "packets for a registration, whole cluster", 1, "%.1f")
  growth("register-bytes", "KiB for a registration, whole cluster", 1024, "%.2f")
  growth("registrations-per-second", "registrations a second, 32 at once", 1, "%.0f")
  growth("address-bytes", "heap of an address, bytes, whole cluster", 1, "%.0f")
  growth("leave-cpu", "one leaves, another has 10,800 addresses: CPU of those that stay, s", 1000, "%.1f")
  growth("leave-bytes", "the same: MiB on the wire", 1048576, "%.1f")
  growth("first-send-micros", "first request to an address, ms (median)", 1000, "%.2f")
}
