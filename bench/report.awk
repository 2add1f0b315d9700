# Raw results (load.awk) to Markdown: medians over rounds, and ratios within each round. Needs median.awk.

function middle(subject, mode, column,   round, count, values) {
  for (round = 1; round <= rounds; round++)
    if ((subject, round, mode, column) in cell) values[++count] = cell[subject, round, mode, column]
  return median(values, count)
}

# "median (least..most)" of the per-round ratios of a column to another subject's.
function ratio(subject, base, mode, column,   round, count, values, text) {
  for (round = 1; round <= rounds; round++)
    if ((subject, round, mode, column) in cell && cell[base, round, mode, column] > 0)
      values[++count] = cell[subject, round, mode, column] / cell[base, round, mode, column]
  if (count == 0) return "-"
  text = sprintf("%.2f", median(values, count))
  return text sprintf(" (%.2f..%.2f)", values[1], values[count])
}

# Requests per second say something of a server only where the server was what limited them.
function limit(subject, mode) {
  if (middle(subject, mode, SERVER) >= 0.93) return ""
  if (middle(subject, mode, GENERATOR) >= 0.93) return "no figure: generator at its limit"
  return "no figure: cores shared with others"
}

function rate(subject, mode,   value) {
  if (limit(subject, mode) != "") return limit(subject, mode)
  value = sprintf("%d", middle(subject, mode, RATE))
  while (match(value, /[0-9][0-9][0-9][0-9]($|,)/))
    value = substr(value, 1, RSTART) "," substr(value, RSTART + 1)
  return value
}

function rateRatio(subject, base, mode) {
  if (limit(subject, mode) != "" || limit(base, mode) != "") return "no figure"
  return ratio(subject, base, mode, RATE)
}

function table(mode, title,   i, j, subject, heads) {
  printf "\n## %s\n\n", title
  for (j = 1; j <= bases; j++) heads = heads sprintf(" to %s |", base[j])
  printf "| | CPU us/request |%s requests/s |%s p50 ms | p99 ms | server CPU | generator CPU |\n|---|", heads, heads
  for (j = 1; j <= 2 * bases + 6; j++) printf "---|"
  print ""
  for (i = 1; i <= subjects; i++) {
    subject = names[i]
    printf "| %s | %.2f |", subject, middle(subject, mode, CPU)
    for (j = 1; j <= bases; j++) printf " %s |", ratio(subject, base[j], mode, CPU)
    printf " %s |", rate(subject, mode)
    for (j = 1; j <= bases; j++) printf " %s |", rateRatio(subject, base[j], mode)
    printf " %.2f | %.2f | %.0f %% | %.0f %% |\n", middle(subject, mode, 6), middle(subject, mode, 7), \
      100 * middle(subject, mode, SERVER), 100 * middle(subject, mode, GENERATOR)
  }
}

BEGIN {
  RATE = 4; CPU = 5; SERVER = 8; GENERATOR = 9
  subjects = split(order, names, " ")
  bases = split("c vertx vertx-epoll vertx-jvms node", base, " ")
}

{
  for (column = 4; column <= 9; column++) cell[$1, $2, $3, column] = $column
  if ($2 > rounds) rounds = $2
  seen[$3]
}

END {
  print "\n`c`: threads of C that accept, read and write (`bench/http-floor.c`): what a request costs the kernel,"
  print "and so everybody; `vertx`: bare Vert.x, its default NIO transport; `vertx-epoll`: the same on epoll;"
  print "`vertx-jvms`: that in two JVMs of one instance each, which share the port by SO_REUSEPORT; `drover`:"
  print "`drover run`; `drover-replicas`: `drover run --replicas 2`, the supervisor's CPU included; `node`:"
  print "Node's cluster module, its primary's CPU included. Medians; ratios: median (least..most) of the"
  print "ratios within a round. Latency is that of a saturated server."
  table("keep-alive", "Keep-alive connections (wrk)")
  if ("connect" in seen) table("connect", "A new connection for each request (ab)")
}
