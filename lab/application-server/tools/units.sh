# Units of systemd on a server of the lab: their files, whether they are up, and what systemd has read of their conditions.

places="$LAB_SERVER/etc/systemd/system $LAB_SERVER/run/systemd/system $LAB_SERVER/usr/lib/systemd/system"
up=$LAB_STATE/units
read_conditions=$LAB_STATE/conditions

# $fragment: the file of unit $1, of the first folder that has one: a mask at run time has no effect on a unit of /etc.
# $id: its own name, where $1 is a link to it.
find_unit() {
  fragment='' id=$1 load=not-found
  for place in $places; do
    if [ -L "$place/$1" ] && [ "$(readlink "$place/$1")" = /dev/null ]; then
      load=masked
      return 0
    fi
    [ -f "$place/$1" ] || continue
    fragment=$(readlink -f -- "$place/$1")
    id=${fragment##*/} load=loaded
    return 0
  done
}

# The value of key $1 in the file of the unit, of its last line.
setting() {
  [ -z "$fragment" ] || sed -n "s/^$1=//p" "$fragment" | tail -n 1
}

# A line for each unit that has to do with unit $1, by its file: the property of $1 that names it, and its name. What can
# start $1 names it, or has its name and names none.
relations() {
  for place in $places; do
    for file in "$place"/*.*; do if [ -f "$file" ]; then printf '%s\n' "$file"; fi; done
  done | unit=$1 awk '
    BEGIN {
      unit = ENVIRON["unit"]
      stem = unit
      service = sub(/\.service$/, "", stem)
      property["Requires"] = "RequiredBy"
      property["BindsTo"] = "BoundBy"
      property["PartOf"] = "ConsistsOf"
      property["Unit"] = property["Service"] = "TriggeredBy"
    }
    {
      path = name = $0
      sub(/.*\//, "", name)
      named = 0
      while ((getline line < path) > 0) {
        at = index(line, "=")
        key = substr(line, 1, at - 1)
        if (!(key in property)) continue
        if (property[key] == "TriggeredBy") named = 1
        if (index(" " substr(line, at + 1) " ", " " unit " ")) print property[key], name
      }
      close(path)
      if (service && !named && name ~ /\.(socket|timer|path)$/ && index(name, stem ".") == 1 &&
        name !~ ("^.{" length(stem) + 1 "}.*\\.")) print "TriggeredBy", name
    }'
}

# The names that $related has for property $1.
related_by() {
  for word in $related; do
    [ "$before" != "$1" ] || printf '%s ' "$word"
    before=$word
  done
}

file_state() {
  case $load in masked) echo masked && return ;; not-found) return ;; esac
  for link in "$LAB_SERVER"/etc/systemd/system/*.wants/"$id"; do
    if [ -L "$link" ]; then echo enabled && return; fi
  done
  echo disabled
}

# $active, $condition and $job (a stop that waits for the unit) of unit $1.
read_state() {
  active=inactive condition=no
  [ ! -f "$up/$1" ] || read -r active condition <"$up/$1"
}

write_unit_state() {
  mkdir -p -- "$up"
  printf '%s %s\n' "$2" "$3" >"$up/$1.new"
  mv -f -- "$up/$1.new" "$up/$1"
}

show_unit() {
  find_unit "$2"
  read_state "$id"
  related=$(relations "$id")
  IFS=,
  for property in $1; do
    unset IFS
    case $property in
      Id) shows=$id ;;
      LoadState) shows=$load ;;
      ActiveState) shows=$active ;;
      ConditionResult) shows=$condition ;;
      Type)
        shows=
        case $id in *.service) shows=$(setting Type) shows=${shows:-simple} ;; esac
        ;;
      UnitFileState) shows=$(file_state) ;;
      FragmentPath) shows=$fragment ;;
      TriggeredBy | RequiredBy | BoundBy | ConsistsOf) shows=$(before='' related_by "$property") ;;
      *) not_modelled "show -p $property" ;;
    esac
    printf '%s=%s\n' "$property" "${shows% }"
  done
}

# Whether the conditions of unit $1 hold, as daemon-reload has read them last.
conditions_hold() {
  [ -f "$read_conditions/$1" ] || return 0
  while read -r path; do
    case $path in
      !*) [ ! -e "${path#!}" ] || return 1 ;;
      *) [ -e "$path" ] || return 1 ;;
    esac
  done <"$read_conditions/$1"
}

# The files of each unit in the order of their names, whatever their folders; an empty value takes back those before it.
reload_conditions() {
  rm -rf -- "$read_conditions"
  mkdir -p -- "$read_conditions"
  for place in $places; do
    for folder in "$place"/*.d; do
      [ -d "$folder" ] || continue
      name=${folder##*/}
      name=${name%.d}
      for each in $places; do printf '%s\n' "$each/$name.d"/*.conf; done | awk -F / '{ print $NF, $0 }' | sort |
        cut -d ' ' -f 2- | while read -r file; do if [ -f "$file" ]; then sed -n 's/^ConditionPathExists=/=/p' "$file"; fi; done |
        awk '$0 == "=" { n = 0; next } { line[++n] = substr($0, 2) } END { for (i = 1; i <= n; i++) print line[i] }' \
          >"$read_conditions/$name"
    done
  done
}

# A unit of the lab says in its file how it fails: X-LabFailsOn=TARGET EXPORT where that export is mounted there.
start_unit() {
  find_unit "$1"
  case $load in
    not-found) printf 'Failed to start %s: Unit %s not found.\n' "$1" "$1" >&2 && return 5 ;;
    masked) printf 'Failed to start %s: Unit %s is masked.\n' "$1" "$1" >&2 && return 1 ;;
  esac
  read_state "$id"
  [ "$active" != active ] || return 0
  if ! conditions_hold "$id"; then
    write_unit_state "$id" "$active" no
    return 0
  fi
  fails=$(setting X-LabFailsOn)
  now_active=active
  if [ -n "$fails" ]; then
    escape "$LAB_SERVER${fails% *}"
    find_rows "$escaped"
    [ "$row_source" != "${fails#* }" ] || now_active=failed
  fi
  case $(setting Type) in oneshot) [ "$(setting RemainAfterExit)" = yes ] || now_active=inactive ;; esac
  write_unit_state "$id" "$now_active" yes
}

# X-LabStops=never: it ignores SIGTERM, and systemd waits.
stop_unit() {
  find_unit "$1"
  [ "$load" != not-found ] || { printf 'Failed to stop %s: Unit %s not loaded.\n' "$1" "$1" >&2 && return 5; }
  read_state "$id"
  case $active in inactive | failed) return 0 ;; esac
  now_active=inactive
  [ "$(setting X-LabStops)" != never ] || now_active=deactivating
  write_unit_state "$id" "$now_active" "$condition"
}

# Does $1 with each further argument; the status is that of the last one that failed.
each_unit() {
  does=$1 ended=0
  shift
  [ "$#" -gt 0 ] || { echo 'Too few arguments.' >&2 && exit 1; }
  for unit in "$@"; do "$does" "$unit" || ended=$?; done
  exit "$ended"
}

kill_unit() {
  read_state "$1"
  case $active in inactive | failed) ;; *) write_unit_state "$1" failed "$condition" ;; esac
}

reset_unit() {
  read_state "$1"
  [ "$active" != failed ] || write_unit_state "$1" inactive "$condition"
}

is_active() {
  find_unit "$1"
  read_state "$id"
  printf '%s\n' "$active"
  [ "$active" = active ] || return 3
}

# Options do not change what is modelled: each job is over at once, and no unit needs another one.
words() {
  verb=$1
  shift
  while [ "$#" -gt 0 ]; do
    case $1 in --no-block | --job-mode=ignore-dependencies) shift ;; --) shift && break ;; -*) not_modelled "$verb $1" ;; *) break ;; esac
  done
  each_unit "${verb}_unit" "$@"
}
