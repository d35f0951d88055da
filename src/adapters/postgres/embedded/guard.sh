# Runs PostgreSQL for as long as somebody needs it, outliving the process that started it.
#
#   sh -s PIPE LOG PID COMMAND… <guard.sh
#
# Every owner keeps the named pipe open for writing; the kernel closes it however the owner ends, kill -9 included.
# When the last one is gone the pipe reads as ended and the server is stopped. PID names a server that already runs
# (its guard was killed); 0 starts COMMAND. A server that dies after it ran well is started again.
pipe=$1 log=$2 pid=$3
shift 3
exec 3<"$pipe"
stopping=

stop() {
  stopping=yes
  [ "$pid" = 0 ] || kill -INT "$pid" 2>/dev/null
}
trap stop TERM INT HUP

# `read` and not `cat`: a reader left behind would make the guard look alive.
(
  while read -r _; do :; done
  kill -TERM $$
) <&3 3<&- &
watcher=$!
exec 3<&-

if [ "$pid" != 0 ]; then
  while kill -0 "$pid" 2>/dev/null; do sleep 1; done
  kill "$watcher" 2>/dev/null
  exit 0
fi

tries=0
while :; do
  started=$(date +%s)
  "$@" </dev/null >>"$log" 2>&1 &
  pid=$!
  [ -z "$stopping" ] || kill -INT "$pid"
  wait "$pid"
  status=$?
  # A trapped signal ends `wait` early.
  while kill -0 "$pid" 2>/dev/null; do
    wait "$pid"
    status=$?
  done
  pid=0
  [ -z "$stopping" ] || exit 0
  # One that ran well is given time: what is left of it may hold its memory for a moment.
  if [ $(($(date +%s) - started)) -ge 5 ]; then tries=20; fi
  if [ "$tries" = 0 ]; then
    kill "$watcher" 2>/dev/null
    exit "$status"
  fi
  tries=$((tries - 1))
  sleep 1
done
