# Raw results of pm2.sh to Markdown. Needs median.awk.

function spread(subject, phase, key, digits,   i, count, sorted, form, middle) {
  count = counts[subject, phase, key]
  if (count == 0) return "-"
  for (i = 1; i <= count; i++) sorted[i] = values[subject, phase, key, i]
  form = "%." digits "f"
  middle = median(sorted, count)
  return sprintf(form " (" form ".." form ")", middle, sorted[1], sorted[count])
}

function total(subject, phase, key,   i, sum) {
  for (i = 1; i <= counts[subject, phase, key]; i++) sum += values[subject, phase, key, i]
  return sum + 0
}

{ values[$1, $3, $4, ++counts[$1, $3, $4]] = $5 }

END {
  subjects = split(order, names, " ")
  phases = split("steady reload kill", each, " ")
  for (p = 1; p <= phases; p++) {
    printf "\n## %s\n\n", each[p] == "steady" ? "Before, between and after" : each[p] == "reload" ? "Reloads" : "Killed workers"
    print "| | requests | failed | p99 ms | most ms | to full capacity ms |\n|---|---|---|---|---|---|"
    for (i = 1; i <= subjects; i++)
      printf "| %s | %d | %d | %s | %s | %s |\n", names[i], total(names[i], each[p], "requests"), \
        total(names[i], each[p], "failed"), spread(names[i], each[p], "p99Ms", 1), \
        spread(names[i], each[p], "maxMs", 0), spread(names[i], each[p], "whole", 0)
  }
  print "\n## Memory\n\n| | MiB |\n|---|---|"
  for (i = 1; i <= subjects; i++) printf "| %s | %s |\n", names[i], spread(names[i], "all", "memory", 0)
}
