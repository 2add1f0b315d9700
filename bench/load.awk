# Turns the output of wrk or ab into one line of raw results:
# subject, round, mode, requests/s, CPU microseconds/request, p50 ms, p99 ms, server CPU, generator CPU
# (both as a share of the time that passed).

function ms(text) {
  if (text ~ /us$/) return text / 1000
  if (text ~ /ms$/) return text + 0
  return text * 1000
}

/requests in .*read$/ { requests = $1 }
/^ +50% / { p50 = $2 ~ /s$/ ? ms($2) : $2 }
/^ +99% / { p99 = $2 ~ /s$/ ? ms($2) : $2 }
/^Complete requests:/ { requests = $3 }
/Socket errors:|Non-2xx|^Failed requests: +[1-9]|^Write errors: +[1-9]/ { print; failed = 1 }

END {
  split(generator, time, " ")
  if (failed || requests == 0 || time[1] == 0) exit 1
  seconds = ticks / clock
  printf "%s\t%d\t%s\t%.0f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\n", subject, round, mode, \
    requests / time[1], seconds * 1e6 / requests, p50, p99, seconds / time[1], \
    (time[2] + time[3]) / time[1]
}
