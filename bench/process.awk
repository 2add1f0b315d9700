# Raw results of bench/process.sh to Markdown. Needs median.awk.
# In: subject, round, row, then pairs of a figure's name and its value.

function value(subject, round, row, figure) { return cell[subject, round, row, figure] }

function middle(subject, row, figure,   round, count, values) {
  for (round = 1; round <= rounds; round++)
    if ((subject, round, row, figure) in cell) values[++count] = value(subject, round, row, figure)
  return count ? median(values, count) : ""
}

function number(amount) {
  return amount == "" ? "-" : sprintf(amount >= 100 ? "%.0f" : amount >= 10 ? "%.1f" : amount >= 1 ? "%.2f" : "%.3f", amount)
}

# "median (least..most)" of the ratios to another subject within each round.
function ratio(subject, base, row, figure,   round, count, values, text) {
  for (round = 1; round <= rounds; round++)
    if ((subject, round, row, figure) in cell && cell[base, round, row, figure] > 0)
      values[++count] = value(subject, round, row, figure) / value(base, round, row, figure)
  if (count == 0) return "-"
  text = sprintf("%.2f", median(values, count))
  return text sprintf(" (%.2f..%.2f)", values[1], values[count])
}

function heading(text) { if (text != "") printf "\n## %s\n\n", text }

# table(TITLE, ROW, FIGURES, NAMES, RATIOS): a line for each subject; RATIOS are pairs "figure:base".
function table(title, row, figures, columns, ratios,   i, j, subject, f, n, r, m, pair) {
  if (!(row in seen)) return
  heading(title)
  n = split(figures, f, " ")
  m = split(ratios, r, " ")
  printf "| | %s |", columns
  for (j = 1; j <= m; j++) { split(r[j], pair, ":"); printf " %s to %s |", pair[1], pair[2] }
  printf "\n|---|"
  for (j = 1; j <= n + m; j++) printf "---|"
  print ""
  for (i = 1; i <= subjects; i++) {
    subject = names[i]
    if (middle(subject, row, f[1]) == "") continue
    printf "| %s |", subject
    for (j = 1; j <= n; j++) printf " %s |", number(middle(subject, row, f[j]))
    for (j = 1; j <= m; j++) { split(r[j], pair, ":"); printf " %s |", ratio(subject, pair[2], row, pair[1]) }
    print ""
  }
}

function spawnTable(title, row) {
  table(title, row, "rate cpu blocked", "spawns/s | CPU ms | held up ms", "cpu:c cpu:jdk cpu:node rate:c")
}

BEGIN { subjects = split(order, names, " ") }

{
  for (column = 4; column < NF; column += 2) cell[$1, $2, $3, $column] = $(column + 1)
  if ($2 > rounds) rounds = $2
  seen[$3]
}

END {
  print "\n`c`: a C program (`bench/process/floor.c`), the floor; `drover`: Drover on one event loop of Vert.x's epoll"
  print "transport; `drover-nio`: the same on Vert.x's default transport; `jdk`: `ProcessBuilder` with threads that"
  print "block; `nuprocess`: NuProcess; `node`: Node's child_process. Medians; ratios: median (least..most) of the"
  print "ratios within a round. CPU of a spawn: parent and child; of other rows: the parent alone. A JVM is warm"
  print "when its compilers take less than 5 % of the time (at least 3 s, at most 15 s of the row's own work); Node"
  print "has 3 s, the C program needs none."
  print ""
  print "Of a child's stdout, `c`, `drover` (`onRead`), `jdk` and `nuprocess` read every chunk into the same memory;"
  print "`drover-kept` (`handler`, on epoll), `drover-nio` and `node` give each chunk memory of its own, to be kept."
  spawnTable("Spawn and exit of /bin/true, one after the other", "spawn-1")
  spawnTable("32 in flight", "spawn-32")
  spawnTable("One after the other, 2 GiB heap", "spawn-1-heap")
  spawnTable("32 in flight, 2 GiB heap", "spawn-32-heap")
  spawnTable("One after the other, 3,000 descriptors open in the parent", "spawn-1-3000")
  spawnTable("One after the other, 10,000 descriptors open in the parent", "spawn-1-10000")
  table("Reading 4 GiB of a child's stdout (`head -c 4G /dev/zero`)", "output", "rate cpu", "GB/s | CPU s", \
    "rate:c rate:c-large-pipe rate:jdk rate:node rate:nuprocess")
  table("1,000 live `cat` children, 100 lines each to and fro", "echo", "start echo end cpu threads rss", \
    "start s | echo s | end s | CPU s | threads | RSS MiB", "start:node echo:node echo:nuprocess cpu:node")
  table("Messages to a Node child and back, one in flight", "pingpong-1", "rate cpu", \
    "round trips/s | CPU us", "rate:node rate:c cpu:node")
  table("64 in flight", "pingpong-64", "rate cpu", "round trips/s | CPU us", "rate:node rate:c cpu:node")
}
