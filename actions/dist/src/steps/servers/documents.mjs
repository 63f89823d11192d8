const{isDeepStrictEqual:h}=process.getBuiltinModule("node:util");import{parse as r}from"../../../packages/yaml.mjs";var d=[`# Makes, or removes, a small folder of known files: what a layer shows of it is what the layer can show at all.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Makes, or removes, a small folder of known files: what a layer shows of it is what the layer can show at all.'
parameters:`,`  MountPath:
    type: String
    description: 'mount point (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Target:
    type: String
    description: 'the folder, relative to the mount point (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Ensure:
    type: String
    description: 'present or absent (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  User:
    type: String
    description: "the application's user (base64)"
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Group:
    type: String
    description: "the application's group (base64)"
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Run:
    type: String
    description: 'id of the run (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  StatePath:
    type: String
    description: "folder of this product's notes on the server (base64)"
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  ProcPath:
    type: String
    description: 'proc file system (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Journal:
    type: String
    description: 'identity of the journal (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Migration:
    type: String
    description: 'id of the migration (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Epoch:
    type: String
    description: 'epoch of the change, a number (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Nonce:
    type: String
    description: "nonce of the journal's entry that raised the epoch (base64)"
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Owner:
    type: String
    description: 'run, attempt and job that own the epoch (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Approval:
    type: String
    description: 'sequence and digest of the approval (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  MustKnow:
    type: String
    description: 'lowest epoch that the server must know (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  BootId:
    type: String
    description: 'boot of the server on which the command may run (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: calibrationFolder
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '600'
      runCommand:
        - |
          #!/bin/sh`,`          # begin: common
          set -eu
          # The application's user cannot enter the agent's folder, and some tools give up where they cannot come back to it.
          cd /
          LC_ALL=C
          export LC_ALL
          PATH="\${PATH:+$PATH:}/usr/sbin:/usr/bin:/sbin:/bin"
          umask 022`,`
          # Only 0, 1 and 3 leave this script: 194 would reboot the server, 137 would read as a timeout.
          leave() {
            code=$?
            case $code in 0 | 3) exit "$code" ;; *) exit 1 ;; esac
          }
          trap leave EXIT`,`
          emit() {
            printf '@%s=%s\\n' "$1" "$(printf '%s' "$2" | base64 -w 0)"
          }`,`
          before_refusal() {
            :
          }`,`
          refuse() {
            before_refusal "$1" "$2"
            emit refusal "$1"
            emit detail "$(printf '%.2000s' "$2")"
            exit 3
          }`,`
          fail() {
            printf '%.4000s\\n' "$1" >&2
            exit 1
          }`,`
          # Puts parameter $1 (base64 in $2) into $value: any bytes, trailing newlines too. What would not come
          # back the same (a NUL, another alphabet, stray bits at the end) is refused.
          decode() {
            value=
            [ -n "$2" ] || return 0
            value=$(base64 -d 2>/dev/null <<END && printf .
          $2
          END
            ) || refuse bad-parameter "$1 is not base64"
            value=\${value%.}
            # Four characters for each three bytes. A NUL is a byte that the shell has left out.
            case $2 in
              *[!A-Za-z0-9+/=]*) decoded=-1 ;;
              *[AQgw]==) decoded=$((\${#2} * 3 / 4 - 2)) ;;
              *[AEIMQUYcgkosw048]=) decoded=$((\${#2} * 3 / 4 - 1)) ;;
              *=) decoded=-1 ;;
              *) decoded=$((\${#2} * 3 / 4)) ;;
            esac
            [ "$((\${#2} % 4)):\${#value}" = "0:$decoded" ] ||
              refuse bad-parameter "$1 is not the base64 of a text without NUL"
          }`,`
          need_path() {
            case $2 in
              /*) ;;
              *) refuse bad-parameter "$1 is not an absolute path" ;;
            esac
            case $2/ in
              *//* | */./* | */../*) refuse bad-parameter "$1 has an empty, '.' or '..' segment" ;;
            esac
          }`,`
          # The run's id becomes part of file names.
          need_run() {
            case $1 in
              '' | [.-]* | *[!A-Za-z0-9._-]*) refuse bad-parameter 'Run is not a plain id' ;;
            esac
            [ "\${#1}" -le 64 ] || refuse bad-parameter 'Run is too long'
          }`,`
          # Runs a command that a dead NFS server can hang: such a process reacts to SIGKILL alone. Descriptor 9 is
          # the lock: it stays with timeout, for as long as the command runs, and not with daemons that mount starts.
          limit=20
          bounded() {
            timeout -s KILL "$limit" sh -c 'exec "$@" 9>&-' sh "$@"
          }`,`
          # Runs a command; its text is then in $output, its exit status in $status.
          attempt() {
            status=0
            output=$("$@" 2>&1) || status=$?
          }`,`
          # findmnt -r writes unsafe bytes as \\xHH; $value is $1 without that. Its other names are nobody else's.
          unescape() {
            unescape_rest=$1
            value=
            while :; do
              case $unescape_rest in
                *\\\\x[0-9a-f][0-9a-f]*) ;;
                *) break ;;
              esac
              unescape_plain=\${unescape_rest%%\\\\x[0-9a-f][0-9a-f]*}
              unescape_hex=\${unescape_rest#"$unescape_plain"??}
              unescape_rest=\${unescape_hex#??}
              unescape_hex=\${unescape_hex%"$unescape_rest"}
              unescape_byte=$(printf '%b.' "\\\\0$(printf '%03o' "0x$unescape_hex")")
              value=$value$unescape_plain\${unescape_byte%.}
            done
            value=$value$unescape_rest
          }`,`
          # What is mounted at $1: $mounts (how many, one above the other), $at_source, $at_fstype, $at_options and
          # $at_superblock (the options of the file system alone) of the topmost; $at_target and $at_device tell it from others.
          # $at_layers: the type of each of them, the topmost last.
          # The whole table is read: findmnt that is given a path looks at the path, and hangs with its server.
          look() {
            look_in_table "$1"
            [ "$mounts" -eq 0 ] || return 0
            attempt bounded readlink -f -n -- "$1"
            if [ "$status" -eq 0 ] && [ "$output" != "$1" ]; then look_in_table "$output"; fi
          }`,`
          look_in_table() {
            mounts=0 at_source='' at_fstype='' at_options='' at_superblock='' at_target='' at_device='' at_layers=' '
            read_mount_table
            while read -r raw_target raw_device raw_fstype raw_source raw_options raw_superblock; do
              unescape "$raw_target"
              [ "$value" = "$1" ] || continue
              mounts=$((mounts + 1))
              at_target=$raw_target
              at_device=$raw_device
              at_fstype=$raw_fstype
              at_layers="$at_layers$raw_fstype "
              unescape "$raw_options"
              at_options=$value
              unescape "$raw_superblock"
              at_superblock=$value
              unescape "$raw_source"
              at_source=$value
            done <<END
          $output
          END
          }`,`
          # The mount table of this namespace: target, device, type, source, options, options of the file system; raw in $output.
          read_mount_table() {
            attempt bounded findmnt -n -r -v -o TARGET,MAJ:MIN,FSTYPE,SOURCE,OPTIONS,FS-OPTIONS
            case $status in
              0) ;;
              137) refuse hung "findmnt did not answer within $limit s" ;;
              *) fail "findmnt: exit status $status: $output" ;;
            esac
          }`,`
          # The address of the server, of the options $1 of a file system.
          address_of() {
            awk '
          # The address of the server, of the options of a mount; empty where they do not say it.
          function address_in(options) {
            if (!match("," options, /,addr=[^,]*/)) return ""
            return tolower(substr("," options, RSTART + 6, RLENGTH - 6))
          }
          BEGIN { print address_in(ARGV[1]) }' "$1"
          }`,`
          # Of the file system itself: the flag of one mount closes that mount alone.
          is_read_only() {
            case ,$at_superblock, in *,ro,*) return 0 ;; *) return 1 ;; esac
          }`,`
          # Of the mount or of its file system.
          is_flagged() {
            case ,$at_options, in *,ro,*) return 0 ;; *) return 1 ;; esac
          }`,"          # end: common","",`          # begin: user
          # Resolves the application's user to numbers: setpriv of older util-linux takes nothing else.
          need_user() {
            case $user in '' | -*) refuse no-user 'User is empty or begins with -' ;; esac
            case $group in '' | -*) refuse no-user 'Group is empty or begins with -' ;; esac
            uid=$(id -u "$user" 2>/dev/null) || refuse no-user "there is no user $user"
            gid=$(getent group "$group" | cut -d: -f3)
            [ -n "$gid" ] || refuse no-user "there is no group $group"
            groups=$(id -G "$user" | tr ' ' ',')
          }`,`
          as_user() {
            bounded setpriv --reuid="$uid" --regid="$gid" --groups="$groups" -- "$@"
          }`,`
          # What $1 itself is, for the application's user: $kind.
          look_at() {
            attempt as_user stat -c %F -- "$1"
            case $status:$output in
              0:'regular file' | 0:'regular empty file') kind='file' ;;
              0:directory) kind=folder ;;
              0:'symbolic link') kind='link' ;;
              0:*) kind=other ;;
              137:*) refuse hung "no answer within $limit s" ;;
              *': No such file or directory' | *': Not a directory') kind=missing ;;
              *': Permission denied') kind=denied ;;
              *) fail "$output" ;;
            esac
          }`,`
          # Where $1 really is, links resolved, for the application's user: $real, empty when it is nowhere.
          resolve() {
            status=0
            real=$(as_user sh -c 'readlink -f -n -- "$1" && printf .' sh "$1" 2>/dev/null) || status=$?
            [ "$status" -ne 137 ] || refuse hung "no answer within $limit s"
            real=\${real%.}
          }`,`
          need_relative() {
            case /$2/ in
              *//* | */./* | */../*) refuse outside-mount "$1 is not a plain path below the mount" ;;
            esac
          }`,`
          # Refuses a path that symbolic links lead out of the mount; the mount point itself may be a link.
          need_inside() {
            resolve "$mount"
            inside=$real
            [ -n "$inside" ] || refuse denied "the application's user cannot reach $mount"
            resolve "$1"
            [ -z "$real" ] && return 0
            case $real/ in
              "$inside"/*) ;;
              *) refuse outside-mount "a symbolic link leads to $real" ;;
            esac
          }`,"          # end: user",`          # begin: test-file
          # $sum: the sha256 of file $1, as the application's user reads it within $hashing seconds.
          hashing=300
          hash_of() {
            limit=$hashing
            attempt as_user sh -c 'exec sha256sum <"$1"' sh "$1"
            limit=20
            case $status:$output in
              0:*) sum=\${output%% *} ;;
              137:*) refuse hung "the file could not be read within $hashing s" ;;
              *'Permission denied'*) refuse unreadable "$output" ;;
              *) fail "$output" ;;
            esac
          }`,`
          # What a failed write as the application's user means. $partial, a file that is not whole, does not stay.
          write_failed() {
            failed=$status
            failure=$output
            [ "$failed" -eq 137 ] || attempt as_user rm -f -- "$partial"
            case $failed:$failure in
              137:*) refuse hung "no answer within $limit s" ;;
              *'Read-only file system'*) refuse read-only "$failure" ;;
              *'Permission denied'*) refuse denied "$failure" ;;
              *'No space left'* | *'quota exceeded'*) refuse no-space "$failure" ;;
              *) fail "$failure" ;;
            esac
          }`,`
          as_user_write() {
            attempt as_user "$@"
            [ "$status" -eq 0 ] || write_failed
          }`,`
          folder_of() {
            case $1 in
              */*) folder=$mount/\${1%/*} ;;
              *) folder=$mount ;;
            esac
          }`,`
          # The marker says that this run made the target, and with which content. It outlives the target: what is removed from one
          # side may come again from the other, after a rollback and another attempt.
          name_state() {
            key=$(printf '%s' "$target" | sha256sum | cut -c 1-64)
            marker=$state/$run/$key.made
            folder_of "$target"
            partial=$folder/.nfs-cutover-$run-$(printf '%.12s' "$key").partial
          }`,`
          write_marker() {
            make_state "$state/$run"
            write_state "$run/$key.made" "$wanted"
          }`,`
          read_marker() {
            made=
            [ ! -f "$marker" ] || read -r made <"$marker" || :
          }`,`
          # Once the switch is confirmed, no further attempt shows the target on another side.
          forget_made() {
            [ ! -f "$state/confirmed" ] || rm -f -- "$marker"
          }`,"          # end: test-file",`          # begin: write-state
          # Makes $1, the state folder or a folder in it.
          make_state() {
            (umask 077 && mkdir -p -- "$1") 2>/dev/null ||
              refuse no-space "$1 could not be made: its disk is full, or can only be read"
          }`,`
          # Replaces file $1 of the state folder by $2, whole or not at all. It outlives a power cut: the file and its folder are on
          # the disk before anything is done.
          write_state() {
            if ! (umask 077 && printf '%s\\n' "$2" >"$state/$1.new") 2>/dev/null ||
              ! bounded sync "$state/$1.new" 2>/dev/null || ! mv -f -- "$state/$1.new" "$state/$1" ||
              ! bounded sync "$state" 2>/dev/null; then
              rm -f -- "$state/$1.new"
              refuse no-space "$state/$1 could not be written: its disk is full, or can only be read"
            fi
          }`,"          # end: write-state",`          # begin: fence
          # Who may change this server, and until when. A change carries the epoch and the nonce of the journal's entry that raised
          # it; the server keeps the highest epoch that it has seen, and refuses what is lower. A server that has seen none yet
          # takes documents without one.
          #
          # $raises is yes where a way back may raise the epoch without the journal: then Epoch is empty, and Nonce is new.
          raises=no`,`          decode Journal '{{ Journal }}'
          journal=$value`,`          decode Migration '{{ Migration }}'
          migration=$value`,`          decode Epoch '{{ Epoch }}'
          epoch=$value`,`          decode Nonce '{{ Nonce }}'
          nonce=$value`,`          decode Owner '{{ Owner }}'
          owner=$value`,`          decode Approval '{{ Approval }}'
          approval=$value`,`          decode MustKnow '{{ MustKnow }}'
          must_know=$value`,`          decode BootId '{{ BootId }}'
          boot_id=$value`,`          decode Deadline '{{ Deadline }}'
          deadline=$value`,"          # begin: epoch",`          decode ProcPath '{{ ProcPath }}'
          proc=$value
          [ -z "$proc" ] || need_path ProcPath "$proc"`,`
          # What the server knows: $known_epoch, 0 where it has seen none, with what belongs to it.
          read_epoch() {
            known_epoch=0 known_nonce='' known_journal='' known_owner='' known_approval=''
            [ -f "$state/epoch" ] || return 0
            read -r known_epoch known_nonce known_journal known_owner known_approval _ <"$state/epoch" || :
            known_epoch=\${known_epoch#epoch=}
            known_nonce=\${known_nonce#nonce=}
            known_journal=\${known_journal#journal=}
            known_owner=\${known_owner#owner=}
            known_approval=\${known_approval#approval=}
            case $known_epoch in '' | *[!0-9]*) fail "$state/epoch cannot be understood" ;; esac
          }`,`
          # $booted, the id of this boot, and $uptime, the whole seconds since it; empty where they cannot be read.
          read_boot() {
            booted=$(cat "$proc/sys/kernel/random/boot_id" 2>/dev/null) || booted=
            uptime=
            read -r uptime _ 2>/dev/null <"$proc/uptime" || :
            uptime=\${uptime%%.*}
            case $uptime in *[!0-9]*) uptime= ;; esac
          }`,`
          # $detached: the boot in which a mount was taken away lazily, as long as it lasts; empty otherwise. What hangs in such a
          # mount may still be written. Where the boot is not known, nobody knows that it has ended.
          read_detached() {
            detached=
            [ ! -f "$state/detached" ] || read -r detached _ <"$state/detached" || :
            detached=\${detached#boot=}
            case $detached in '' | unknown | "\${booted:-$detached}") ;; *) detached= ;; esac
          }`,`
          # What the sender of the next document must know of this server.
          emit_boot() {
            read_boot
            read_detached
            emit epoch "$known_epoch"
            emit boot "$booted"
            emit uptime "$uptime"
            [ -z "$detached" ] || emit detached "$detached"
          }`,"          # end: epoch",`
          # Each is one word, so that a line of them can be read again.
          need_word() {
            case $2 in *[!A-Za-z0-9._:/+=-]*) refuse bad-parameter "$1 is not one plain word" ;; esac
            [ "\${#2}" -le 200 ] || refuse bad-parameter "$1 is too long"
          }`,`
          need_digits() {
            case $2 in *[!0-9]*) refuse bad-parameter "$1 is not a number" ;; esac
            [ "\${#2}" -le 15 ] || refuse bad-parameter "$1 is too large"
          }`,`
          need_fence_parameters() {
            need_word Journal "$journal"
            need_word Migration "$migration"
            need_digits Epoch "$epoch"
            need_word Nonce "$nonce"
            need_word Owner "$owner"
            need_word Approval "$approval"
            need_digits MustKnow "$must_know"
            need_word BootId "$boot_id"
            need_digits Deadline "$deadline"
            case $epoch:$journal:$nonce:$raises in
              :::* | [0-9]*:?*:?*:* | :?*:?*:yes) ;;
              *) refuse bad-parameter 'Epoch, Journal and Nonce belong together: one of them is empty' ;;
            esac
          }`,`
          # A way back without the journal: the next epoch of this server, if the one that it knows is of the same run and of no
          # later attempt. Sent twice, it is the same one.
          raise_alone() {
            case $owner in [0-9]*/[0-9]*/?*) ;; *) refuse bad-parameter 'Owner is not RUN/ATTEMPT/JOB' ;; esac
            if [ "$nonce" = "$known_nonce" ]; then
              epoch=$known_epoch
              return 0
            fi
            attempt_of "$owner"
            own_attempt=$value
            attempt_of "$known_owner"
            if [ "$known_epoch" -gt 0 ]; then
              [ "\${known_owner%%/*}" = "\${owner%%/*}" ] && [ "$value" -le "$own_attempt" ] || refuse_overtaken
            fi
            epoch=$((known_epoch + 1))
          }`,`
          # The attempt in owner $1, RUN/ATTEMPT/JOB: $value.
          attempt_of() {
            value=\${1#*/}
            value=\${value%%/*}
            case $value in '' | *[!0-9]* | ??????????*) value=0 ;; esac
          }`,`
          store_epoch() {
            write_state epoch "$(printf 'epoch=%s nonce=%s journal=%s owner=%s approval=%s migration=%s' \\
              "$epoch" "$nonce" "$journal" "$owner" "$approval" "$migration")"
          }`,`
          refuse_overtaken() {
            emit epoch "$known_epoch"
            emit owner "$known_owner"
            refuse overtaken "this server knows epoch $known_epoch of \${known_owner:-nobody}; got \${epoch:-none}"
          }`,`
          # Raises this server's epoch to the one that is given, or refuses. $fence_way is forward for what needs an approval and may
          # come too late; back for the way back. The epoch has a lock of its own: a change that is under way looks at it.
          enter_fence() {
            need_fence_parameters
            make_state "$state"
            [ ! -L "$state/epoch.lock" ] || fail "$state/epoch.lock is a symbolic link"
            exec 8>>"$state/epoch.lock"
            flock -w 20 8 || refuse locked "another document holds $state/epoch.lock"
            read_epoch
            if [ -n "$epoch" ] && [ -n "$known_journal" ] && [ "$known_journal" != "$journal" ]; then
              refuse other-journal "this server belongs to the journal $known_journal; got $journal"
            fi
            if [ -z "$epoch" ] && [ -n "$nonce" ]; then raise_alone; fi
            if [ "$fence_way" = forward ] && [ "$known_epoch" -lt "\${must_know:-0}" ]; then
              refuse state-lost "expected this server to know epoch $must_know; it knows $known_epoch: its notes are lost"
            fi
            [ "\${epoch:-0}" -ge "$known_epoch" ] || refuse_overtaken
            if [ "\${epoch:-0}" -gt "$known_epoch" ]; then
              store_epoch
              read_epoch
              # Delivered again, it does not come here: by then its owner may have kept a script of its own.
              [ "$raises" = no ] || forget_restore
            fi
            [ "$nonce" = "$known_nonce" ] || refuse_overtaken
            if [ "$fence_way" = forward ] && [ -n "$epoch" ] && [ "$approval" != "$known_approval" ]; then
              refuse not-approved "this server knows the approval \${known_approval:-none}; got \${approval:-none}"
            fi
            exec 8>&-
            refuse_late
            emit_boot
          }`,`
          # A command can be delivered long after it was sent: on another boot, or after the moment that its sender has named, it
          # does nothing. The clock is this server's own, since its boot.
          refuse_late() {
            [ "$fence_way" = forward ] || return 0
            read_boot
            if [ -n "$boot_id" ]; then
              [ "$booted" = "$boot_id" ] || refuse rebooted "expected boot $boot_id, got \${booted:-none that can be read}"
            fi
            [ -n "$deadline" ] || return 0
            [ -n "$uptime" ] || refuse too-late "$proc/uptime cannot be read"
            [ "$uptime" -le "$deadline" ] ||
              refuse too-late "the command was to begin until $deadline s after the boot; now it is $uptime s"
          }`,`
          # The wait for the lock may be long: after it the fence is looked at again.
          take_fenced_lock() {
            enter_fence
            take_lock
            refuse_late
            still_owner
          }`,`
          # Before each thing that a change does: another owner may have raised the epoch meanwhile. Then this document stops where
          # it is, and the document of that owner finishes what is begun.
          still_owner() {
            read_epoch
            if [ "\${epoch:-0}:$nonce" != "$known_epoch:$known_nonce" ]; then
              changing=no
              refuse_overtaken
            fi
          }`,"          # end: fence",`          decode MountPath '{{ MountPath }}'
          mount=$value`,`          decode Target '{{ Target }}'
          target=$value`,`          decode Ensure '{{ Ensure }}'
          ensure=$value`,`          decode User '{{ User }}'
          user=$value`,`          decode Group '{{ Group }}'
          group=$value`,`          decode Run '{{ Run }}'
          run=$value`,`          decode StatePath '{{ StatePath }}'
          state=$value`,`
          need_path MountPath "$mount"
          need_path StatePath "$state"
          need_run "$run"
          need_relative Target "$target"
          case $ensure in present | absent) ;; *) refuse bad-parameter 'Ensure is neither present nor absent' ;; esac
          need_user
          fence_way=forward
          [ "$ensure" = present ] || fence_way=back
          enter_fence
          look "$mount"
          [ "$mounts" -gt 0 ] || refuse not-mounted "nothing is mounted at $mount"`,`
          name_state
          need_inside "$folder"
          top=$mount/$target
          text="nfs-cutover calibration of run $run"
          wanted=$(printf '%s\\n' "$text" | sha256sum | cut -c 1-64)
          # A gateway shows a symbolic link as a file that holds the link's target.
          link_sum=$(printf file | sha256sum | cut -c 1-64)`,`
          # Refuses with $2 unless $1 is missing or a file of this run.
          need_own_file() {
            look_at "$top/$1"
            case $kind in
              missing) return 0 ;;
              file) ;;
              denied) refuse denied "$output" ;;
              *) refuse "$2" "$1 is not a regular file: $kind" ;;
            esac
            hash_of "$top/$1"
            [ "$sum" = "$wanted" ] || refuse "$2" "$1 has another content"
          }`,`
          # The file appears whole or not at all: a killed run leaves a partial that the next one writes anew.
          put_file() {
            need_own_file "$1" target-exists
            [ "$kind" = missing ] || return 0
            as_user_write rm -f -- "$top/.partial"
            as_user_write sh -c 'printf "%s\\n" "$2" >"$1"' sh "$top/.partial" "$text"
            as_user_write mv -f -T -- "$top/.partial" "$top/$1"
          }`,`
          # Gives $1 the mode $2 and the time $3 unless it has them: a new ctime would make it newer than the transfer. NFSv3 has
          # no time before 1970: its client makes 1970 of it.
          dress() {
            attempt as_user stat -c '%a %.9Y' -- "$top$1"
            [ "$status" -eq 0 ] || fail "$output"
            case $3/$output in "$3/$2 $3" | -*"/$2 0.000000000") return 0 ;; esac
            look_at "$top$1"
            [ "$kind" = link ] || as_user_write chmod "$2" -- "$top$1"
            as_user_write touch -h -m -d "@$3" -- "$top$1"
          }`,`
          # Adds what $1 is to $entries: kind, mode, uid, gid, size, time, links, name.
          describe() {
            look_at "$top$1"
            [ "$kind" != missing ] || return 0
            what=$kind
            attempt as_user stat -c '%a %u %g %s %.9Y %h' -- "$top$1"
            [ "$status" -eq 0 ] || fail "$output"
            entries="$entries$what $output \${1:-/}
          "
          }`,`
          make() {
            look_at "$folder"
            case $kind in
              folder | link) ;;
              denied) refuse denied "$output" ;;
              *) refuse no-folder "there is no folder for the target $target: $kind" ;;
            esac
            look_at "$top"
            read_marker
            created=found
            if [ "$kind" = missing ]; then
              created=yes
              write_marker
              attempt as_user mkdir -- "$top"
              if [ "$status" -ne 0 ]; then
                rm -f -- "$marker"
                write_failed
              fi
            else
              [ "$kind" = folder ] || refuse target-exists "the folder is there already, as something else: $kind"
              [ "$made" = "$wanted" ] || refuse target-exists 'the folder is there already, and this run has not made it'
            fi
            put_file file
            put_file old
            put_file hard-1
            # Not every file system has links; what the source cannot have is not looked for elsewhere.
            look_at "$top/hard-2"
            [ "$kind" != missing ] || attempt as_user ln -T -- "$top/hard-1" "$top/hard-2"
            look_at "$top/link"
            [ "$kind" != missing ] || attempt as_user ln -s -T -- file "$top/link"
            look_at "$top/sticky"
            [ "$kind" != missing ] || as_user_write mkdir -- "$top/sticky"
            dress /file 640 1500000000.123456789
            dress /old 640 -1.500000000
            dress /hard-1 644 1500000001.987654321
            look_at "$top/link"
            [ "$kind" = missing ] || dress /link 777 1500000002.192837465
            dress /sticky 1775 1500000003.918273645
            dress '' 2775 1500000004.135792468
            entries=
            for name in '' /file /old /hard-1 /hard-2 /link /sticky; do describe "$name"; done
            emit created "$created"
            emit entries "$entries"
            emit sha256 "$wanted"
            exit 0
          }`,`
          remove() {
            look_at "$top"
            read_marker
            if [ "$kind" = missing ]; then
              forget_made
              emit removed absent
              exit 0
            fi
            [ "$kind" != denied ] || refuse denied "$output"
            [ "$made" = "$wanted" ] || refuse not-ours 'this run has not made the folder'
            [ "$kind" = folder ] || refuse differs "the target is not a folder: $kind"
            # All of it is looked at before anything goes.
            attempt as_user ls -A -- "$top"
            [ "$status" -eq 0 ] || write_failed
            while read -r name; do
              case $name in
                '' | .partial | file | old | hard-1 | hard-2 | link | sticky) ;;
                *) refuse differs "this run has not made $name" ;;
              esac
            done <<EOF
          $output
          EOF
            for name in file old hard-1 hard-2; do need_own_file "$name" differs; done
            look_at "$top/link"
            case $kind in
              missing) ;;
              link)
                attempt as_user readlink -n -- "$top/link"
                [ "$output" = file ] || refuse differs "link leads to $output"
                ;;
              file)
                hash_of "$top/link"
                [ "$sum" = "$link_sum" ] || refuse differs 'link has another content'
                ;;
              *) refuse differs "link is neither a link nor a file: $kind" ;;
            esac
            for name in .partial file old hard-1 hard-2 link; do as_user_write rm -f -- "$top/$name"; done
            look_at "$top/sticky"
            [ "$kind" = missing ] || as_user_write rmdir -- "$top/sticky"
            as_user_write rmdir -- "$top"
            look_at "$top"
            [ "$kind" = missing ] || fail 'the folder is still there after its removal'
            forget_made
            emit removed yes
            exit 0
          }`,`
          case $ensure in
            present) make ;;
            absent) remove ;;
          esac
`,`# Copies files from the gateway to the source, each as its owner. Never overwrites what has changed at the source.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Copies files from the gateway to the source, each as its owner. Never overwrites what has changed at the source.'
parameters:`,`  MountPath:
    type: String
    description: 'mount point of the source (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  SourceExport:
    type: String
    description: 'what must be mounted there (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  OwnExport:
    type: String
    description: 'share of the gateway, mounted once more and read-only for this command alone (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  GatewayMountPath:
    type: String
    description: 'mount point of the gateway, whose line in fstab has the options of that mount (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  FstabPath:
    type: String
    description: 'fstab (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Files:
    type: String
    description: 'a line for each file: kind, owner, group, mode, time, SHA-256, what the source had at the freeze, path as base64 (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: carryFiles
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '7200'
      runCommand:
        - |
          #!/bin/sh`,`          # begin: fstab
          # Reads or rewrites fstab (standard input). fstab_mode: count, field1 to field6, line, closed, replace; of the line
          # whose mount point is fstab_path; closed is that line read-only. replace puts fstab_line there, fstab_comment above it if it is not
          # empty, and drops a comment of ours that stands above it.
          fstab_awk='
          function plain(text,   out, n) {
            out = ""
            while (match(text, /\\\\[0-7][0-7][0-7]/)) {
              n = 64 * substr(text, RSTART + 1, 1) + 8 * substr(text, RSTART + 2, 1) + substr(text, RSTART + 3, 1)
              out = out substr(text, 1, RSTART - 1) sprintf("%c", n)
              text = substr(text, RSTART + 4)
            }
            return out text
          }
          function trimmed(path) {
            sub(/\\/+$/, "", path)
            return path
          }
          # The last of rw and ro is what counts.
          function closed(line,   end) {
            end = sub(/\\r$/, "", line) ? "\\r" : ""
            if (!match(line, /^[ \\t]*[^ \\t]+[ \\t]+[^ \\t]+[ \\t]+[^ \\t]+[ \\t]+[^ \\t]+/)) return line " ro" end
            return substr(line, 1, RLENGTH) ",ro" substr(line, RLENGTH + 1) end
          }
          function flush() {
            if (held) print kept
            held = 0
          }
          BEGIN {
            mode = ENVIRON["fstab_mode"]
            path = trimmed(ENVIRON["fstab_path"])
          }
          {
            ended = $0
            sub(/\\r$/, "")
            mine = ($0 !~ /^[ \\t]*#/ && NF >= 3 && trimmed(plain($2)) == path)
            if (mine) found++
            if (mine && mode == "line") print ended
            if (mine && mode == "closed") print closed(ended)
            if (mine && mode ~ /^field[1-6]$/) printf "%s", plain($(substr(mode, 6) + 0))
            if (mode != "replace") next
            if (mine) {
              held = 0
              if (ENVIRON["fstab_comment"] != "") print ENVIRON["fstab_comment"]
              print ENVIRON["fstab_line"]
              next
            }
            flush()
            if ($0 ~ /^# nfs-cutover run=/) {
              held = 1
              kept = ended
              next
            }
            print ended
          }
          END {
            flush()
            if (mode == "count") printf "%d", found
          }'`,`
          # $value: what mode $1 says of file $2 about the mount point $3; no line gives nothing.
          fstab_get() {
            value=$(fstab_mode=$1 fstab_path=$3 awk "$fstab_awk" <"$2" && printf .)
            value=\${value%.}
          }`,"          # end: fstab",`          # begin: old-line
          # $fstab_before is the file as it was before this product's first change of it, kept until that line is back.
          # $closed_comment stands above a line that a freeze has closed.
          name_fstab() {
            closed_comment="# nfs-cutover run=$run: read-only until thaw-source"
            fstab_before=$state/fstab-before
            new_fstab=$fstab.nfs-cutover-new
          }`,`
          # $old_line: the line of the source $1 as it was before this product's first change; empty where it cannot be told.
          find_old_line() {
            old_line='' closed_line=''
            for candidate in "$fstab_before" "$fstab"; do
              if [ ! -f "$candidate" ] || [ -n "$old_line" ]; then continue; fi
              fstab_get count "$candidate" "$mount"
              [ "$value" -eq 1 ] || continue
              fstab_get field1 "$candidate" "$mount"
              [ "\${value%/}" = "\${1%/}" ] || continue
              fstab_get line "$candidate" "$mount"
              old_line=\${value%?}
              fstab_get closed "$candidate" "$mount"
              closed_line=\${value%?}
              fstab_get field3 "$candidate" "$mount"
              source_fstype=$value
              fstab_get field4 "$candidate" "$mount"
              source_options=$value
            done
          }`,"          # end: old-line",`
          # With $own_export the tree is listed through a mount of its own: read-only, in a mount namespace that ends with this
          # script, and with a superblock of its own, so that nothing comes out of this server's cache. The script begins again
          # inside of it, with the folder as its second word. What the server unmounts is unmounted in that namespace, too: a listing
          # that outlives its runner holds neither side.`,`          decode OwnExport '{{ OwnExport }}'
          own_export=$value`,`          decode FstabPath '{{ FstabPath }}'
          fstab=$value`,`
          list_inside() {
            [ -f "$0" ] || fail "the script is not a file: $0"
            folder=$(mktemp -d -- "\${TMPDIR:-/tmp}/nfs-cutover.XXXXXX")
            chmod 711 "$folder"
            status=0
            unshare -m --propagation slave sh "$0" inside "$folder" || status=$?
            rmdir -- "$folder" || :
            exit "$status"
          }`,`
          mount_own() {
            find_old_line "$own_export"
            limit=60
            attempt bounded mount -n -t "\${source_fstype:-nfs}" -o "\${source_options:-defaults},ro,nosharecache,fg,retry=0" \\
              "$own_export" "$1"
            limit=20
            case $status in
              0) ;;
              137) refuse hung "$own_export was not mounted within 60 s" ;;
              *) refuse mount-failed "$own_export could not be mounted once more: $output" ;;
            esac
            mount=$1
          }`,`          decode MountPath '{{ MountPath }}'
          source_mount=$value`,`          decode SourceExport '{{ SourceExport }}'
          source_export=$value`,`          decode GatewayMountPath '{{ GatewayMountPath }}'
          mount=$value`,`          decode Files '{{ Files }}'
          files=$value
          # Each file has an owner of its own; there is no user of the application here.
          user='' group=''`,`
          need_path MountPath "$mount"
          need_path StatePath "$state"
          need_run "$run"
          need_path SourceMountPath "$source_mount"
          need_path FstabPath "$fstab"
          case $own_export in [!-]*:/*) ;; *) refuse bad-parameter "not an export (host:/path): $own_export" ;; esac
          name_fstab
          fence_way=back
          # The runner that has sent it may be taken for lost while the command waits: it is looked at inside, before each file.
          [ "\${1-}" = inside ] || list_inside
          enter_fence`,`
          look "$source_mount"
          [ "$mounts" -eq 1 ] && [ "\${at_source%/}" = "\${source_export%/}" ] ||
            refuse not-served "expected $source_export alone at $source_mount, got $mounts mounts, the last \${at_source:-nothing}"
          if is_read_only || is_flagged; then refuse read-only "$source_mount is read-only"; fi
          # Its options are those of the gateway's own mount.
          mount_own "$2"
          gateway=$mount
          mount=$source_mount`,`
          # Which files were carried in this migration: what the application takes away afterwards does not come back.
          carried=$state/carried`,`
          # A file of terabytes takes its time.
          hashing=6600`,`
          # One line of Files: $kind, $uid, $gid, $groups, $mode, $mtime, $wanted, $was and $target.
          read_file() {
            kind=$1 uid=$2 gid=$3 mode=$4 mtime=$5 wanted=$6 was=$7
            case $kind in file | folder) ;; *) refuse bad-parameter 'a kind is neither file nor folder' ;; esac
            case $uid:$gid:$mode in
              *[!0-9:]* | :* | *::* | *:) refuse bad-parameter 'an owner, a group or a mode is not a number' ;;
            esac
            case \${mtime#-} in '' | *[!0-9.]*) refuse bad-parameter 'a time is not a number of seconds' ;; esac
            case $wanted in *[!0-9a-f-]*) refuse bad-parameter 'a SHA-256 is not hexadecimal' ;; esac
            case $was in *[!a-z0-9:.-]*) refuse bad-parameter 'what the source had is not as a listing writes it' ;; esac`,`            decode Files "$8"
            target=$value
            [ -n "$target" ] || refuse bad-parameter 'a path is empty'
            need_relative Files "$target"
            groups=$(id -G "$uid" 2>/dev/null | tr ' ' ',') || groups=
            groups=\${groups:-$gid}
          }`,`
          # All of them before any file is touched.
          while read -r a b c d e f g h; do
            read_file "$a" "$b" "$c" "$d" "$e" "$f" "$g" "$h"
          done <<END
          $files
          END`,`
          # What stands at the target, as a listing of the source writes it: $now; - where nothing does.
          look_at_target() {
            attempt as_user find "$mount/$target" -maxdepth 0 -printf '%y:%s:%C@'
            case $status:$output in
              0:*) now=$output ;;
              137:*) refuse hung "no answer within $limit s" ;;
              *': No such file or directory') now=- ;;
              *': Permission denied') refuse denied "$output" ;;
              *) fail "$output" ;;
            esac
          }`,`
          tell() {
            printf '%s' "$1"
            exit 0
          }`,`
          conflict() {
            [ -z "$partial" ] || attempt as_user rm -f -- "$partial"
            tell "conflict expected $was, got $now"
          }`,`
          # Refuses a file whose folder is not at the source, or is not one below its mount.
          need_own_folder() {
            folder_of "$target"
            need_inside "$folder"
            attempt as_user stat -- "$folder/."
            [ "$status" -eq 0 ] || tell "no-folder $output"
          }`,`
          # Its owner makes it; root is nobody at the source, and nobody may give a file away.
          carry_one() {
            partial=
            [ "$uid" -ne 0 ] || tell 'root-owned its owner is root, who may write nothing at the source'
            need_own_folder
            name_partial
            # Of a command that was killed: nothing half stays, whatever comes of this one.
            [ "$kind" = folder ] || as_user_write rm -f -- "$partial"
            look_at_target
            if [ "$kind" = folder ]; then
              case $now in
                d:*)
                  tell_other_attributes
                  tell same
                  ;;
                -) ;;
                *) conflict ;;
              esac
              as_user_write mkdir -m "$mode" -- "$mount/$target"
              tell carried
            fi
            case $now in
              f:*)
                hash_of "$mount/$target"
                if [ "$sum" = "$wanted" ]; then
                  tell_other_attributes
                  tell same
                fi
                ;;
            esac
            [ "$now" = "$was" ] || conflict
            if [ "$now" = - ] && grep -qxF -- "\${partial##*/}" "$carried" 2>/dev/null; then
              tell 'gone it was carried before, and somebody has removed it at the source since'
            fi
            copy_one
          }`,`
          # The bytes are the same, and what else was changed through the gateway is a person's to set.
          tell_other_attributes() {
            attempt as_user find "$mount/$target" -maxdepth 0 -printf '%m %Ts'
            [ "$status" -eq 0 ] || fail "$output"
            set -- "$output" "$(printf '%o' "0$mode") \${mtime%.*}"
            if [ "$kind" = folder ]; then set -- "\${1% *}" "\${2% *}"; fi
            [ "$1" = "$2" ] || tell "attributes the same bytes; mode and time are $1, on the gateway $2"
          }`,`
          copy_one() {
            limit=$hashing
            as_user_write cp -- "$gateway/$target" "$partial"
            hash_of "$partial"
            if [ "$sum" != "$wanted" ]; then
              attempt as_user rm -f -- "$partial"
              tell 'differs the gateway shows other bytes than the bucket has'
            fi
            as_user_write chmod "$mode" -- "$partial"
            as_user_write touch -m -d "@$mtime" -- "$partial"
            as_user_write sync "$partial"
            # Another client may have written meanwhile: to open a file asks the server, a look alone may not.
            [ "$was" = - ] || attempt as_user sh -c ': <"$1"' sh "$mount/$target"
            look_at_target
            [ "$now" = "$was" ] || conflict
            still_owner
            if [ "$was" = - ]; then
              # Only a link fails at the server itself where the name is there by now.
              attempt as_user ln -T -- "$partial" "$mount/$target"
              if [ "$status" -ne 0 ]; then
                look_at_target
                [ "$now" = - ] || conflict
                attempt as_user rm -f -- "$partial"
                tell "failed $output"
              fi
              as_user_write rm -f -- "$partial"
            else
              as_user_write mv -f -T -- "$partial" "$mount/$target"
            fi
            # The name is on the disk, too, where its folder can be read.
            attempt as_user sync "$folder"
            (umask 077 && printf '%s\\n' "\${partial##*/}" >>"$carried")
            tell carried
          }`,`
          name_partial() {
            partial=$folder/.nfs-cutover-$migration-$(printf '%s' "$target" | sha256sum | cut -c 1-12).partial
          }`,`
          # What one file ends with stops no other one.
          results=
          while read -r a b c d e f g h; do
            read_file "$a" "$b" "$c" "$d" "$e" "$f" "$g" "$h"
            still_owner
            result=$(
              refuse() { tell "$1 $2"; }
              fail() { tell "failed $1"; }
              carry_one
            ) || result="failed exit status $?"
            results="$results$(printf '%.300s' "$result" | tr '\\n' ' ')
          "
          done <<END
          $files
          END
          still_owner
          emit results "$results"
`,`# Copies one file of a mount to a new name in the same mount, as the application's user. Never overwrites.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: "Copies one file of a mount to a new name in the same mount, as the application's user. Never overwrites."
parameters:`,`  Source:
    type: String
    description: 'file to copy, relative to the mount point (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Target:
    type: String
    description: 'file, relative to the mount point (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: createTestFile
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '900'
      runCommand:
        - |
          #!/bin/sh`,`          decode Source '{{ Source }}'
          source_name=$value`,`
          need_path MountPath "$mount"
          need_path StatePath "$state"
          need_run "$run"
          need_relative Source "$source_name"
          need_relative Target "$target"
          need_user
          fence_way=forward
          enter_fence
          look "$mount"
          [ "$mounts" -gt 0 ] || refuse not-mounted "nothing is mounted at $mount"`,`
          # The clock of the file's server is in the time of a change: $1 is the file. $waited milliseconds after the begin
          # of this document are before that change.
          emit_clock() {
            attempt as_user stat -c %.3Z -- "$1"
            [ "$status" -eq 0 ] || return 0
            emit changed "$output"
            emit waited "$waited"
          }`,`
          finish() {
            # The file was read again through the mount: from here on this server serves it.
            read_boot
            emit served-uptime "$uptime"
            emit_clock "$measured"
            attempt as_user rm -f -- "$partial"
            attempt as_user stat -c '%s %u %g %a' -- "$mount/$target"
            [ "$status" -eq 0 ] || fail "$output"
            read -r size file_uid file_gid mode <<EOF
          $output
          EOF
            emit created "$1"
            emit size "$size"
            emit sha256 "$sum"
            emit uid "$file_uid"
            emit gid "$file_gid"
            emit mode "$mode"
            exit 0
          }`,`
          began=$(date +%s%3N)
          name_state
          need_inside "$folder"
          look_at "$folder"
          case $kind in
            folder | link) ;;
            denied) refuse denied "$output" ;;
            *) refuse no-folder "there is no folder for the target $target: $kind" ;;
          esac`,`
          # A target that is there is ours only with this run's marker and the content that the marker names.
          look_at "$mount/$target"
          read_marker
          if [ "$kind" != missing ]; then
            [ "$kind" = file ] || refuse target-exists "the target is there already: $kind"
            [ -n "$made" ] || refuse target-exists 'the target is there already, and this run has not made it'
            hash_of "$mount/$target"
            [ "$sum" = "$made" ] || refuse target-exists 'the target is there already, with another content'
            # Its own change is long ago: a new one shows the clock.
            waited=$(($(date +%s%3N) - began))
            measured=$partial
            attempt as_user touch -- "$partial"
            finish found
          fi
          measured=$mount/$target`,`
          need_inside "$mount/$source_name"
          [ -n "$real" ] || refuse source-missing "there is no $source_name"
          original=$real
          look_at "$original"
          case $kind in
            file) ;;
            missing) refuse source-missing "there is no $source_name" ;;
            denied) refuse unreadable "$output" ;;
            *) refuse source-not-file "the source is not a regular file: $kind" ;;
          esac
          hash_of "$original"
          wanted=$sum`,`
          write_marker`,`
          as_user_write rm -f -- "$partial"
          waited=$(($(date +%s%3N) - began))
          limit=300
          as_user_write cp -- "$original" "$partial"
          limit=20
          hash_of "$partial"
          if [ "$sum" != "$wanted" ]; then
            attempt as_user rm -f -- "$partial"
            fail 'the copy differs from the source: the source is being written'
          fi`,`
          # Neither way overwrites: a hard link where the file system has them, else mv -n, which leaves the copy
          # where it is when the target has appeared meanwhile.
          still_owner
          attempt as_user ln -T -- "$partial" "$mount/$target"
          if [ "$status" -ne 0 ]; then
            look_at "$mount/$target"
            [ "$kind" = missing ] || refuse target-exists 'the target has appeared meanwhile'
            attempt as_user mv -n -T -- "$partial" "$mount/$target"
            move_status=$status
            move_output=$output
            look_at "$partial"
            if [ "$kind" != missing ]; then
              attempt as_user rm -f -- "$partial"
              look_at "$mount/$target"
              status=$move_status
              output=$move_output
              [ "$kind" != missing ] || write_failed
              refuse target-exists 'the target has appeared meanwhile'
            fi
          fi
          hash_of "$mount/$target"
          [ "$sum" = "$wanted" ] || refuse target-exists 'the target has been changed meanwhile'
          finish yes
`,`# Makes the source mount read-only, and proves it by a write that fails.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Makes the source mount read-only, and proves it by a write that fails.'
parameters:`,`  Folder:
    type: String
    description: 'folder to try to write in, relative to the mount point; empty is the mount point itself (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  ProcPath:
    type: String
    description: 'proc file system (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  LockPath:
    type: String
    description: 'lock file, one for all documents that change mounts (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: freezeSource
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '600'
      runCommand:
        - |
          #!/bin/sh`,`          # begin: lock
          # One change of mounts at a time; what begins here is not ended by a signal.
          take_lock() {
            mkdir -p -- "\${lock%/*}"
            [ ! -L "$lock" ] || fail "$lock is a symbolic link"
            exec 9>>"$lock"
            flock -w 60 9 || refuse locked "another document holds $lock"
            trap '' HUP INT TERM
          }`,`
          # As attempt; through a file, because a daemon that mount starts may keep a pipe open for ever. It is beside the lock, in
          # memory: a full disk does not stop it.
          attempt_mount() {
            status=0
            (umask 077 && : >"$lock.output")
            bounded "$@" >"$lock.output" 2>&1 || status=$?
            output=$(head -c 1500 "$lock.output")
            [ "$status" -ne 137 ] || output="$1 did not end within $limit s; $output"
          }`,"          # end: lock",`          # begin: holders
          # $holders: the processes that keep the mount busy, as far as fuser can say; the kernel's own line is none of them.
          find_holders() {
            holders=
            command -v fuser >/dev/null 2>&1 || return 0
            attempt bounded fuser -v -m "$mount"
            holders=$(printf '%s\\n' "$output" | mount=$mount awk '
              /^[ \\t]*USER[ \\t]+PID[ \\t]+ACCESS[ \\t]+COMMAND[ \\t]*$/ { heading = $0; next }
              {
                line = $0
                if (index(line, ENVIRON["mount"] ":") == 1) line = substr(line, length(ENVIRON["mount"]) + 2)
                # User, number, access. The kernel has no number.
                if (line ~ /^[ \\t]*[^ \\t]+[ \\t]+[0-9]+[ \\t]+[.A-Za-z]+[ \\t]/) processes = processes "\\n" $0
              }
              END { if (processes != "") print heading processes }' | head -n 40 | head -c 1500) || :
          }`,"          # end: holders",`          # begin: probe
          # $probe: the file to try, in a folder in which the application's user writes.
          need_probe_folder() {
            probe=$mount/.nfs-cutover-probe-$run
            [ -n "$folder" ] || return 0
            need_inside "$mount/$folder"
            look_at "$mount/$folder/."
            case $kind in
              folder) ;;
              denied) refuse denied "$output" ;;
              *) refuse no-folder "there is no folder $folder below $mount to try to write in" ;;
            esac
            probe=$mount/$folder/.nfs-cutover-probe-$run
          }`,`
          # Tries to write a file as the application's user; status and text as attempt leaves them.
          probe_write() {
            attempt as_user touch -- "$probe"
            [ "$status" -ne 137 ] || output="no answer within $limit s"
          }`,`
          remove_probe() {
            attempt as_user rm -f -- "$probe"
            [ "$status" -eq 0 ] || refuse probe-other "the probe could not be removed: $output"
          }`,`
          # Shows that the application's user can write, or refuses.
          prove_open() {
            need_probe_folder
            probe_write
            emit probe "$output"
            [ "$status" -eq 0 ] || refuse probe-failed "$output"
            remove_probe
          }`,`
          # $closed: yes where a write fails with EROFS alone. 'permission denied' would say nothing about the next writer.
          probe_closed() {
            probe_write
            emit probe "$output"
            case $status:$output in
              0:*) closed=no && remove_probe ;;
              *'Read-only file system'*) closed=yes ;;
              *) closed=unknown ;;
            esac
          }`,"          # end: probe",`          # begin: source-mounts
          # Lists are told by their first lines and their length: an answer of Systems Manager holds 24,000 characters.
          new_list() {
            list='' list_count=0
          }`,`
          add() {
            list_count=$((list_count + 1))
            [ "$list_count" -le 8 ] || return 0
            list=$list\${list:+
          }$(printf '%.200s' "$(printf '%s' "$1" | tr -c '[:print:]' '?')")
          }`,`
          emit_list() {
            emit "$1" "$list"
            emit "$1-count" "$list_count"
          }`,`
          # The server of export $1, mounted with options $2: $source_names, its name and its addresses; $source_path.
          name_source() {
            source_path=/\${1#*:/}
            host=\${1%%:/*}
            host=\${host#[}
            host=\${host%]}
            source_names=$host
            for name in $(bounded getent ahosts "$host" 2>/dev/null | awk '{ print $1 }') \\
              $(address_of "$2"); do
              source_names="$source_names $name"
            done
            export source_names source_path
          }`,`
          # Reads the mount table (raw, as read_mount_table has it in $output): a line for each mount of the source or of its
          # file system $1, but that at the raw target $2: kind (shared or again), ro or rw, then target, type and source, raw.
          others_of_source() {
            printf '%s\\n' "$output" | device=$1 own=$2 awk '
          # Whether a mount is of the source: of a server with one of the names in source_names, and of the export source_path,
          # of a folder of it, or of one that holds it.
          # The address of the server, of the options of a mount; empty where they do not say it.
          function address_in(options) {
            if (!match("," options, /,addr=[^,]*/)) return ""
            return tolower(substr("," options, RSTART + 6, RLENGTH - 6))
          }
          function know_source(   i, count, list) {
            count = split(tolower(ENVIRON["source_names"]), list, " ")
            for (i = 1; i <= count; i++) own_names[list[i]] = 1
            own_path = ENVIRON["source_path"] "/"
            gsub(/\\/+/, "/", own_path)
          }
          function same_path(path) {
            path = path "/"
            gsub(/\\/+/, "/", path)
            return index(path, own_path) == 1 || index(own_path, path) == 1
          }
          function same_source(source, options,   at, server, address) {
            at = index(source, ":/")
            if (at == 0) return 0
            server = tolower(substr(source, 1, at - 1))
            gsub(/[][]/, "", server)
            address = address_in(options)
            if (!(server in own_names) && !(address != "" && (address in own_names))) return 0
            return same_path(substr(source, at + 1))
          }
          # Text as findmnt -r writes it, unsafe bytes as a backslash, x and two digits.
          function unhex(text,   out, digits, n) {
            digits = "0123456789abcdef"
            while (match(text, /\\\\x[0-9a-f][0-9a-f]/)) {
              n = 16 * (index(digits, substr(text, RSTART + 2, 1)) - 1)
              n += index(digits, substr(text, RSTART + 3, 1)) - 1
              out = out substr(text, 1, RSTART - 1) sprintf("%c", n)
              text = substr(text, RSTART + RLENGTH)
            }
            return out text
          }
          BEGIN { know_source() }
          {
            access = ("," $6 ",") ~ /,ro,/ ? "ro" : "rw"
            if ($1 == ENVIRON["own"]) next
            if (ENVIRON["device"] != "" && $2 == ENVIRON["device"]) kind = "shared"
            else if (same_source(unhex($4), unhex($6))) kind = "again"
            else next
            print kind, access, $1, $3, $4
          }'
          }`,`
          # Reads the mount table as it is in $output: raw target and source of each mount of autofs at $mount or above it.
          autofs_around() {
            printf '%s\\n' "$output" | point=$mount/ awk '
          # Text as findmnt -r writes it, unsafe bytes as a backslash, x and two digits.
          function unhex(text,   out, digits, n) {
            digits = "0123456789abcdef"
            while (match(text, /\\\\x[0-9a-f][0-9a-f]/)) {
              n = 16 * (index(digits, substr(text, RSTART + 2, 1)) - 1)
              n += index(digits, substr(text, RSTART + 3, 1)) - 1
              out = out substr(text, 1, RSTART - 1) sprintf("%c", n)
              text = substr(text, RSTART + RLENGTH)
            }
            return out text
          }
          $3 == "autofs" {
            at = unhex($1)
            sub(/\\/+$/, "", at)
            if (index(ENVIRON["point"], at "/") == 1) print $1, $4
          }'
          }`,`
          # ---- Who has the source in a mount namespace of its own: containers, pods, services ----
          namespace_awk='
          function plain(text,   out, n) {
            out = ""
            while (match(text, /\\\\[0-7][0-7][0-7]/)) {
              n = 64 * substr(text, RSTART + 1, 1) + 8 * substr(text, RSTART + 2, 1) + substr(text, RSTART + 3, 1)
              out = out substr(text, 1, RSTART - 1) sprintf("%c", n)
              text = substr(text, RSTART + 4)
            }
            return out text
          }
          # Whether a mount is of the source: of a server with one of the names in source_names, and of the export source_path,
          # of a folder of it, or of one that holds it.
          # The address of the server, of the options of a mount; empty where they do not say it.
          function address_in(options) {
            if (!match("," options, /,addr=[^,]*/)) return ""
            return tolower(substr("," options, RSTART + 6, RLENGTH - 6))
          }
          function know_source(   i, count, list) {
            count = split(tolower(ENVIRON["source_names"]), list, " ")
            for (i = 1; i <= count; i++) own_names[list[i]] = 1
            own_path = ENVIRON["source_path"] "/"
            gsub(/\\/+/, "/", own_path)
          }
          function same_path(path) {
            path = path "/"
            gsub(/\\/+/, "/", path)
            return index(path, own_path) == 1 || index(own_path, path) == 1
          }
          function same_source(source, options,   at, server, address) {
            at = index(source, ":/")
            if (at == 0) return 0
            server = tolower(substr(source, 1, at - 1))
            gsub(/[][]/, "", server)
            address = address_in(options)
            if (!(server in own_names) && !(address != "" && (address in own_names))) return 0
            return same_path(substr(source, at + 1))
          }
          BEGIN {
            n = split(ENVIRON["groups"], list, " ")
            for (i = 1; i <= n; i++) ours[list[i]] = 1
            know_source()
          }
          {
            tags[$1] = ""
            for (i = 7; i <= NF && $i != "-"; i++) tags[$1] = tags[$1] " " $i
            # A file system of its own that is read-only writes nothing: a listing of ours may still run there.
            again = ("," $(i + 3) ",") !~ /,ro,/ && same_source(plain($(i + 2)), plain($(i + 3)))
            if ($3 == ENVIRON["device"] || again) {
              found++
              parent[found] = $2
              at[found] = $5
            }
          }
          END {
            for (k = 1; k <= found; k++) {
              word = "stays"
              n = split(tags[parent[k]], list, " ")
              for (i = 1; i <= n; i++) {
                split(list[i], tag, ":")
                if ((tag[1] == "shared" || tag[1] == "master") && (tag[2] in ours)) word = "follows"
              }
              print word, at[k]
            }
          }'`,`
          read_namespace() {
            for pid in "$@"; do
              seen=$(device=$at_device groups=$groups_of_ours awk "$namespace_awk" 2>/dev/null <"$proc/$pid/mountinfo") && return 0
            done 2>/dev/null
            # Where all of them have ended, there is nobody left.
            for pid in "$@"; do
              if readlink -- "$proc/$pid/ns/mnt" >/dev/null 2>&1; then return 1; fi
            done
            seen=
          }`,`
          # Adds to the list each mount of the source, last looked at, in another mount namespace that this server's changes do
          # not reach; counts those that they reach in $follows, and the namespaces that could not be read in $unread.
          add_namespaces() {
            follows=0 unread=0 namespaces=0
            ours=$(readlink -- "$proc/self/ns/mnt") || ours=
            # An unmount of the server reaches the namespaces that listen to one of these groups.
            groups_of_ours=$(awk '{ for (i = 7; i <= NF && $i != "-"; i++) if (sub(/^shared:/, "", $i)) printf "%s ", $i }' \\
              <"$proc/self/mountinfo") || ours=
            # A line for each other namespace: some of its processes, since one may end at any moment.
            namespace_pids=$(find "$proc"/[0-9]*/ns/mnt -maxdepth 0 -printf '%h %l\\n' 2>/dev/null | awk -v ours="$ours" '
              $NF ~ /^mnt:/ && $NF != ours && count[$NF]++ < 5 {
                namespace = $NF
                sub(/\\/ns [^ ]*$/, "")
                sub(/.*\\//, "")
                pids[namespace] = pids[namespace] " " $0
              }
              END { for (namespace in pids) print pids[namespace] }') || ours=
            while read -r pids; do
              [ -n "$pids" ] || continue
              namespaces=$((namespaces + 1))
              [ "$namespaces" -le 500 ] || continue
              # shellcheck disable=SC2086 # numbers
              if ! read_namespace $pids; then
                unread=$((unread + 1))
                continue
              fi
              while read -r word where; do
                case $word in
                  stays) add "$where in process $pid, $(head -c 60 "$proc/$pid/comm" 2>/dev/null)" ;;
                  follows) follows=$((follows + 1)) ;;
                esac
              done <<END
          $seen
          END
            done <<END
          $namespace_pids
          END
            [ "$namespaces" -le 500 ] || unread=$((unread + namespaces - 500))
            [ -n "$ours" ] || unread=all
          }`,`
          # Refuses where somebody else on this server could write to the source, or would keep it, last looked at.
          refuse_others() {
            name_source "$at_source" "$at_superblock"
            read_mount_table
            on_demand=$(autofs_around)
            [ -z "$on_demand" ] ||
              refuse on-demand "autofs mounts $mount on demand, and would mount the old server again: $on_demand"
            new_list
            while read -r kind access target _ origin; do
              case $kind:$access in
                shared:* | again:rw)
                  unescape "$target"
                  target=$value
                  unescape "$origin"
                  add "$target ($value, $access)"
                  ;;
              esac
            done <<END
          $(others_of_source "$at_device" "$at_target")
          END
            add_namespaces
            [ "$list_count" -gt 0 ] || return 0
            emit options "$at_options"
            emit shared "$list"
            refuse shared-mount "the source is mounted elsewhere on this server, too ($list_count): $list"
          }`,"          # end: source-mounts",`          # begin: mount-unit
          # Refuses where systemd has a unit for $mount that is not made of fstab: a boot mounts what that unit says.
          refuse_own_unit() {
            command -v systemctl >/dev/null 2>&1 && command -v systemd-escape >/dev/null 2>&1 || return 0
            attempt bounded systemd-escape -p --suffix=mount -- "$mount"
            [ "$status" -eq 0 ] || refuse mount-unit "systemd-escape: $output"
            unit=$output
            attempt bounded systemctl show -p FragmentPath -- "$unit"
            case $status:\${output#FragmentPath=} in
              0: | 0:/run/systemd/generator/*) ;;
              # This server has another init.
              *'not been booted with systemd'*) ;;
              0:*) refuse mount-unit "a boot mounts $mount by \${output#FragmentPath=}, whatever $fstab says" ;;
              *) refuse mount-unit "systemctl show $unit: \${output:-exit status $status}" ;;
            esac
          }`,"          # end: mount-unit",`          # begin: covered
          # The folder that the mount covers is bare where a switch is killed behind its unmount, and a later mount hides what was
          # written there. So it takes nothing from the freeze until the thaw, or until the migration is over; from root, only where
          # its disk knows the immutable attribute. It is reached through its parent, bound without what is mounted below, in a mount
          # namespace that ends with it: no server is asked.
          # $1: look, close or open; for open the mode $2 that it had, and device and inode $3. $output: mode, inode and attributes
          # before.
          reach_covered() {
            attempt bounded unshare -m --propagation private sh -c '
              set -eu
              (umask 077 && mkdir -p -- "$3")
              mount --bind -- "$2" "$3"
              at=$3/$4
              case $(stat -f -c %T -- "$at") in
                ext2/ext3 | xfs | btrfs | tmpfs | overlayfs | zfs | f2fs) ;;
                *) printf "it is on no disk of this server" && exit 1 ;;
              esac
              before=$(stat -L -c "%a %d:%i" -- "$at")
              attributes=$(lsattr -d -- "$at" 2>/dev/null) || attributes=
              case $1:$before in
                close:*)
                  chattr -i -- "$at" 2>/dev/null || :
                  chmod a-rwx -- "$at"
                  chattr +i -- "$at" 2>/dev/null || :
                  ;;
                open:*\\ "$6")
                  chattr -i -- "$at" 2>/dev/null || :
                  # Another mode is of somebody who has opened it meanwhile.
                  case $before in 0\\ * | [1-7]000\\ *) chmod "$5" -- "$at" ;; esac
                  ;;
              esac
              printf "%s %s" "$before" "\${attributes%% *}"' \\
              sh "$1" "\${covered%/*}/" "$state/view" "\${covered##*/}" "\${2-}" "\${3-}"
            rmdir -- "$state/view" 2>/dev/null || :
          }`,`
          # The folder below what was last looked at. Where that fails, the freeze holds all the same: it is told.
          close_covered() {
            unescape "$at_target"
            covered=$value
            reach_covered look
            if [ "$status" -eq 0 ]; then
              mode=\${output%% *} attributes=\${output##* } inode=\${output#* }
              inode=\${inode%% *} noted=
              [ ! -f "$state/.covered" ] || read -r _ noted _ <"$state/.covered" || :
              # Whoever has made it immutable before keeps it so.
              if [ "$noted" != "inode=$inode" ]; then
                case $attributes in *i*) return 0 ;; esac
                write_state .covered "mode=$mode inode=$inode at=$(printf '%s' "$covered" | base64 -w 0)"
              fi
              reach_covered close
            fi
            [ "$status" -eq 0 ] || emit covered-open "\${output:-exit status $status}"
          }`,`
          open_covered() {
            [ -f "$state/.covered" ] || return 0
            mode='' inode='' at=''
            read -r mode inode at <"$state/.covered" || :
            covered=$(printf '%s' "\${at#at=}" | base64 -d) || covered=
            reach_covered open "\${mode#mode=}" "\${inode#inode=}"
            if [ "$status" -eq 0 ]; then
              rm -f -- "$state/.covered"
            else
              emit covered-closed "$covered: \${output:-exit status $status}"
            fi
          }`,"          # end: covered",`
          fence_way=forward`,"          # begin: change-fstab",`
          keep_fstab() {
            [ ! -f "$fstab_before" ] || return 0
            (umask 077 && cp -- "$fstab" "$fstab_before.new") && bounded sync "$fstab_before.new" &&
              mv -f -- "$fstab_before.new" "$fstab_before"
          }`,`
          # Makes the new fstab beside the old one: same owner and mode, one line changed, no newline more at its end.
          prepare_fstab() {
            rm -f -- "$new_fstab"
            cp -p -- "$fstab" "$new_fstab" || return 1
            fstab_mode=replace fstab_path=$mount fstab_line=$1 fstab_comment=$2 \\
              awk "$fstab_awk" <"$fstab" >"$new_fstab" || return 1
            if [ -n "$(tail -c 1 -- "$fstab")" ]; then truncate -s -1 -- "$new_fstab" || return 1; fi
            fstab_get line "$new_fstab" "$mount"
            [ "$value" = "$1
          " ] || return 1
            bounded sync "$new_fstab" || return 1
          }`,`
          # Puts line $1 there, and comment $2 above it, unless it is empty. reload_units follows, once.
          set_fstab_line() {
            fstab_get line "$fstab" "$mount"
            if [ "$value" = "$1
          " ]; then return 0; fi
            keep_fstab || return 1
            prepare_fstab "$1" "$2" || return 1
            still_owner
            mv -f -- "$new_fstab" "$fstab" || return 1
            bounded sync "\${fstab%/*}"
          }`,`
          # systemd makes a unit of each line: one that it has not read again would mount the old server. It looks at what is
          # mounted, and so it hangs as long as another mount of a dead server is there.
          reload_units() {
            command -v systemctl >/dev/null 2>&1 || return 0
            attempt bounded systemctl daemon-reload
            case $status:$output in
              0:*) ;;
              # This server has another init.
              *'not been booted with systemd'*) ;;
              *)
                output="systemctl daemon-reload: \${output:-exit status $status}"
                return 1
                ;;
            esac
          }`,`
          # Once the old line is back, nothing is kept.
          forget_fstab() {
            rm -f -- "$fstab_before" "$fstab_before.new" "$new_fstab"
          }`,"          # end: change-fstab","          # begin: freeze",`          decode Folder '{{ Folder }}'
          folder=$value`,`          decode LockPath '{{ LockPath }}'
          lock=$value
          need_path StatePath "$state"
          need_path LockPath "$lock"
          need_run "$run"`,`          decode FstabPath '{{ FstabPath }}'
          fstab=$value
          name_fstab`,`
          need_path MountPath "$mount"
          need_path FstabPath "$fstab"
          need_path ProcPath "$proc"
          [ -z "$folder" ] || need_relative Folder "$folder"
          need_user
          take_fenced_lock`,`
          look_at_source() {
            look "$mount"
            [ "$mounts" -gt 0 ] || refuse not-mounted "nothing is mounted at $mount"
            [ "$mounts" -ne 1 ] || return 0
            case $at_layers in *' autofs '*) refuse on-demand "autofs mounts $mount on demand: it would mount the old server again" ;; esac
            refuse stacked-mounts "$mounts mounts are above each other at $mount"
          }`,`
          look_at_source
          # After the switch, the gateway stands at this path.
          if [ -f "$state/switched" ]; then
            read -r _ _ switched <"$state/switched"`,'            decode switched "${switched#export=}"\n            [ "${value%/}" != "${at_source%/}" ] || refuse switched "the gateway is served at $mount: $at_source"\n          fi',"          # end: freeze",`
          need_probe_folder
          refuse_others
          refuse_own_unit`,`
          # A freeze is of one epoch, one boot and one file system: behind another it is none.
          read_boot
          note="$run epoch=\${epoch:-0} boot=$booted device=$at_device"
          frozen=already
          if ! is_read_only; then
            frozen=yes
            before=
            [ ! -f "$state/frozen" ] || read -r before <"$state/frozen" || :
            # First the marker: a source that was made read-only and then forgotten could not be explained.
            write_state frozen "$note"
            still_owner
            # With both names fstab is not asked: its options may be others than those of the mount.
            attempt_mount mount -o remount,ro "$at_source" "$mount"
            failure=$output
            look_at_source
            if ! is_read_only; then
              if [ -n "$before" ]; then write_state frozen "$before"; else rm -f -- "$state/frozen"; fi
              find_holders
              emit options "$at_options"
              emit holders "$holders"
              refuse remount-failed "$failure"
            fi
          fi
          write_state frozen "$note"
          emit options "$at_options"`,`
          probe_closed
          case $closed in
            no) refuse probe-wrote "$probe could be written although the mount says $at_options" ;;
            unknown) refuse probe-other "$output" ;;
          esac
          # A boot must not open it.
          lines=0
          if [ -f "$fstab" ] && [ ! -L "$fstab" ]; then
            fstab_get count "$fstab" "$mount"
            lines=$value
            find_old_line "$at_source"
            if [ "$lines" -eq 1 ] && [ -n "$closed_line" ]; then
              if ! set_fstab_line "$closed_line" "$closed_comment" || ! reload_units; then
                refuse fstab-failed "$fstab could not be replaced: $output"
              fi
            fi
          fi
          close_covered
          emit fstab-lines "$lines"
          emit frozen "$frozen"
`,`# Hashes files of a mount with SHA-256, as a user that can read them. Changes nothing.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Hashes files of a mount with SHA-256, as a user that can read them. Changes nothing.'
parameters:`,`  Files:
    type: String
    description: 'base64 of files relative to the mount, a NUL after each (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  User:
    type: String
    description: 'user as whom the files are read (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Group:
    type: String
    description: 'group as which the files are read (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: hashFiles
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '7200'
      runCommand:
        - |
          #!/bin/sh`,`          decode Files '{{ Files }}'
          files=$value`,`
          need_path MountPath "$mount"
          need_user
          look "$mount"
          [ "$mounts" -gt 0 ] || refuse not-mounted "nothing is mounted at $mount"
          printf '%s' "$files" | base64 -d >/dev/null 2>&1 || refuse bad-parameter 'Files is not base64'`,`
          # A file of terabytes takes its time; a dead NFS server must not take for ever.
          limit=6600`,`
          # For some paths, as the user: a line each with the file's SHA-256 or why there is none. sha256sum says nothing
          # of what it cannot read, so as many hashes as files are those of all of them in order, whatever their names
          # are. A path that was a link before or is one afterwards has no hash.
          hash='
            kind_of() {
              case /$1/ in
                *//* | */./* | */../*) kind=outside ;;
                *)
                  if [ -L "./$1" ] || [ ! -e "./$1" ]; then kind=missing
                  elif [ ! -f "./$1" ]; then kind=other
                  elif [ ! -r "./$1" ]; then kind=denied
                  else kind=file; fi ;;
              esac
            }
            # The hashes of those of the paths that are files.
            hashes() {
              for kind in $kinds; do
                [ "$kind" != file ] || set -- "$@" "./$1"
                shift
              done
              [ "$#" -gt 0 ] || return 0
              found=$(sha256sum -- "$@" | sed "s/^[^0-9a-f]//;s/ .*//")
              [ "$(printf "%s\\n" "$found" | wc -l)" -eq "$#" ] ||
                found=$(for path do sum=$(sha256sum <"$path") && echo "\${sum%% *}" || echo failed; done)
              printf "%s\\n" "$found"
            }
            kinds=
            for path do kind_of "$path"; kinds="$kinds $kind"; done
            left=$(hashes "$@")
            for was in $kinds; do
              if [ "$was" = file ]; then
                was=\${left%%[!0-9a-z]*}
                left=\${left#"$was"?}
                [ ! -L "./$1" ] || was=failed
              fi
              echo "$was"
              shift
            done
          '
          status=0
          answer=$(printf '%s' "$files" | base64 -d | as_user sh -c '
            cd -P -- "$1" || exit
            exec xargs -0 -r -n 50 sh -c "$2" sh' sh "$mount" "$hash") || status=$?
          case $status in
            0) ;;
            137) refuse hung "the files could not be read within $limit s" ;;
            *) fail "the files could not be read: exit status $status" ;;
          esac
          case $answer in
            *outside*) refuse outside-mount 'Files has a path that is not a plain one below the mount' ;;
          esac
          emit hashes "$answer"
`,`# Says what is mounted, what would mount the source again, what does not survive the move, and whether test files can be made. Changes nothing.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Says what is mounted, what would mount the source again, what does not survive the move, and whether test files can be made. Changes nothing.'
parameters:`,`  SourceMountPath:
    type: String
    description: 'mount point that the application uses (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  SourceExport:
    type: String
    description: 'export of the source, host:/path (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  GatewayMountPath:
    type: String
    description: 'mount point of the gateway share beside it (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  GatewayOptions:
    type: String
    description: 'mount options of the gateway after the switch (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  AutoMasterPath:
    type: String
    description: 'master map of autofs (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  RootPath:
    type: String
    description: 'folder in which etc, run, usr and var are: the units of systemd, and scripts that a boot runs (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  CanaryCopy:
    type: String
    description: 'file that the canary copies, relative to the mount points (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  CanaryFolder:
    type: String
    description: 'folder of the canary, relative to the mount points; empty for the mount point itself (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  ConfirmationCopy:
    type: String
    description: 'file that the confirmation file copies, relative to the mount points (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  ConfirmationFolder:
    type: String
    description: 'folder of the confirmation file, relative to the mount points; empty for the mount point itself (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Units:
    type: String
    description: "names of the application's units, a blank between two (base64)"
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Group:
    type: String
    description: "the application's group (base64)"
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: inspectServer
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '300'
      runCommand:
        - |
          #!/bin/sh`,`
          # Adds to $gateway_options what the source's options $1 say of the mount point and not of the server: it stays with the
          # mount point, unless the runbook says otherwise. $carried is what it adds. $left is what the gateway's line has neither
          # as it is nor with another value. A value between quotes may hold commas.
          carry_options() {
            carried='' left='' given=,$gateway_options, rest=$1,
            while [ -n "$rest" ]; do
              option=\${rest%%,*}
              rest=\${rest#*,}
              case $option in
                *=\\"*\\") ;;
                *=\\"*)
                  option=$option,\${rest%%\\"*}\\"
                  rest=\${rest#*\\"}
                  rest=\${rest#,}
                  ;;
              esac
              case $given in
                *,"$option",* | *,"\${option#no}",* | *,no"$option",* | *,"\${option%%=*}"=*) continue ;;
              esac
              case $option in
                nosuid | suid | nodev | dev | noexec | exec | nosymfollow) ;;
                nofail | noauto | _netdev | user | users | x-* | comment=* | *context=*) ;;
                '' | defaults | rw | ro | auto | nouser | async | relatime) continue ;;
                *)
                  left=$left\${left:+,}$option
                  continue
                  ;;
              esac
              gateway_options=$gateway_options,$option
              carried=$carried\${carried:+,}$option
            done
          }`,`          # begin: unit
          newline='
          '`,`
          # Refuses $2, names of units with blanks between them, where one is not an application's own: what carries the server or
          # this product is never stopped.
          need_units() {
            case $2 in *[!A-Za-z0-9:_.@\\ -]*) refuse bad-parameter "$1 is not a list of plain names of units" ;; esac
            for unit in $2; do
              case $unit in
                ssh[.@-]* | sshd[.@-]* | dbus[.-]* | amazon-ssm-agent.* | snap.amazon-ssm-agent.* | systemd-* | init.* | *getty@* | emergency.* | rescue.* | debug-shell.* | user@* | user-runtime-dir@* | network.* | networking.* | NetworkManager* | nfs-client* | nfs-server* | nfs-idmapd* | nfs-mountd* | nfs-utils* | nfs-cutover* | rpc-* | rpcbind.* | gssproxy.* | autofs.* | polkit.* | cloud-init* | cloud-config.* | cloud-final.*)
                  refuse essential-unit "$unit is not the application's own: the server or this product needs it"
                  ;;
                [.@-]* | *@.*) ;;
                *.service | *.socket | *.timer | *.path) [ "\${#unit}" -gt 200 ] || continue ;;
              esac
              refuse bad-parameter "$1 has what is not the name of a service, socket, timer or path: $unit"
            done
          }`,`
          # What systemd says of units $1. In $table a line for each: its own name, LoadState, ActiveState, whether it is up or about
          # to be, the state of its file, ConditionResult. A job that ends by itself is never up: what has started it starts it again.
          # $triggers can start them; $followers are stopped with them.
          read_units() {
            table='' triggers='' followers=''
            case $1 in *[!\\ ]*) ;; *) return 0 ;; esac
            # shellcheck disable=SC2086 # names of units have no blanks
            attempt bounded systemctl show \\
              -p Id,LoadState,ActiveState,Type,UnitFileState,ConditionResult,TriggeredBy,RequiredBy,BoundBy,ConsistsOf -- $1
            [ "$status" -eq 0 ] || refuse no-systemd "systemctl show $1: \${output:-exit status $status}"
            triggers=$(printf '%s\\n' "$output" | sed -n 's/^TriggeredBy=//p' | tr '\\n' ' ')
            followers=$(printf '%s\\n' "$output" | sed -nE 's/^(RequiredBy|BoundBy|ConsistsOf)=//p' | tr '\\n' ' ')
            table=$(printf '%s\\n\\n' "$output" | awk '
              /=/ { at = index($0, "="); is[substr($0, 1, at - 1)] = substr($0, at + 1) }
              /^$/ && is["Id"] != "" && !seen[is["Id"]]++ {
                up = is["ActiveState"] ~ /^(active|activating|reloading|refreshing)$/ ? "yes" : "no"
                if (is["ActiveState"] is["Type"] == "activatingoneshot") up = "no"
                if (is["UnitFileState"] == "") is["UnitFileState"] = "none"
                print is["Id"], is["LoadState"], is["ActiveState"], up, is["UnitFileState"], is["ConditionResult"]
              }
              /^$/ { split("", is) }')
          }`,`
          # The names of those units of $table for which $1 (of awk) is so.
          names_of() {
            printf '%s\\n' "$table" | awk "$1"' { print $1 }' | tr '\\n' ' '
          }`,`
          # The same, each with its state, for people.
          states_of() {
            printf '%s\\n' "$table" | awk "$1"' { printf "%s%s (%s)", between, $1, $3; between = ", " }'
          }`,"          # end: unit",`          decode SourceMountPath '{{ SourceMountPath }}'
          mount=$value`,`          decode GatewayMountPath '{{ GatewayMountPath }}'
          gateway_mount=$value`,`          decode GatewayOptions '{{ GatewayOptions }}'
          gateway_options=$value`,`          decode AutoMasterPath '{{ AutoMasterPath }}'
          auto_master=$value`,"          decode RootPath '{{ RootPath }}'\n          root=${value%/}",`          decode ProcPath '{{ ProcPath }}'
          proc=$value`,`          decode CanaryCopy '{{ CanaryCopy }}'
          canary_copy=$value`,`          decode CanaryFolder '{{ CanaryFolder }}'
          canary_folder=$value`,`          decode ConfirmationCopy '{{ ConfirmationCopy }}'
          confirmation_copy=$value`,`          decode ConfirmationFolder '{{ ConfirmationFolder }}'
          confirmation_folder=$value`,`          decode Units '{{ Units }}'
          units=$value`,`
          need_path SourceMountPath "$mount"
          need_path GatewayMountPath "$gateway_mount"
          need_path FstabPath "$fstab"
          need_path AutoMasterPath "$auto_master"
          [ -z "$root" ] || need_path RootPath "$root"
          need_path ProcPath "$proc"
          need_relative CanaryCopy "$canary_copy"
          need_relative CanaryFolder "\${canary_folder:-root}"
          need_relative ConfirmationCopy "$confirmation_copy"
          need_relative ConfirmationFolder "\${confirmation_folder:-root}"
          need_units Units "$units"
          need_user`,`
          # ---- Whether the test files can be made: what the application's user could do. Nothing is written ----
          test_files='
          mount=$1
          inside=$(readlink -f -n -- "$mount" && printf .) || { echo unreachable && exit 0; }
          inside=\${inside%.}
          # What is at $1 below the mount, links followed: $is. Its place is $at, and $said begins with its size.
          see() {
            at=$(readlink -f -n -- "$mount/$1" && printf .) || at=.
            at=\${at%.}
            said=$(stat -L -c "%s %F" -- "$mount/$1" 2>&1) || said="- $said"
            case $said in
              "- "*": No such file or directory" | "- "*": Not a directory") is=missing ;;
              "- "*": Permission denied") is=denied ;;
              "- "*) is=unknown ;;
              *" regular file" | *" regular empty file") is=file ;;
              *" directory") is=folder ;;
              *) is=other ;;
            esac
            case $at/ in / | "$inside"/*) ;; *) is=outside ;; esac
          }
          copy() {
            see "$2"
            case $is in
              file) if [ -r "$at" ]; then is="readable \${said%% *}"; else is=denied; fi ;;
              folder) is=other ;;
            esac
            echo "$1 $is"
          }
          folder() {
            see "$2"
            case $is in
              folder) if [ -w "$at" ] && [ -x "$at" ]; then is=writable; else is=denied; fi ;;
              file) is=other ;;
            esac
            echo "$1 $is"
          }
          copy canary.copy "$2"
          folder canary.to "$3"
          copy confirmation.copy "$4"
          folder confirmation.to "$5"
          echo "free $(stat -f -c "%a %S %d %c" -- "$mount/" 2>/dev/null)"'`,`
          # Looks at both test files in the mount $2, and says it as $1; nothing where nothing is mounted.
          emit_test_files() {
            output=''
            if [ "$mounts" -gt 0 ]; then
              attempt as_user sh -c "$test_files" sh "$2" \\
                "$canary_copy" "$canary_folder" "$confirmation_copy" "$confirmation_folder"
              case $status in
                0) ;;
                137) refuse hung "no answer within $limit s" ;;
                *) fail "$output" ;;
              esac
            fi
            emit "$1-test-files" "$output"
          }`,`
          # The mount $2 as look has seen it, said as $1.
          emit_mount() {
            emit "$1-mounts" "$mounts"
            emit "$1-at" "$at_source"
            emit "$1-fstype" "$at_fstype"
            emit "$1-options" "$at_options"
            emit_test_files "$1" "$2"
          }`,`
          look "$gateway_mount"
          emit_mount gateway "$gateway_mount"
          look "$mount"
          emit_mount source "$mount"
          name_source "$source_export" "$at_superblock"`,`
          # ---- What else is mounted: of the same file system, of the same export, below the source, or by autofs ----
          read_mount_table
          new_list
          told=' '
          while read -r kind _ target fstype from; do
            [ -n "$kind" ] || continue
            add "$kind $target $fstype $from"
            told="$told$target "
          done <<END
          $(others_of_source "$at_device" "$at_target")
          END
          while read -r target from; do
            [ -z "$target" ] || add "autofs $target autofs $from"
          done <<END
          $(autofs_around)
          END
          while read -r raw_target _ fstype from _; do
            case $fstype$told in autofs* | *" $raw_target "*) continue ;; esac
            unescape "$raw_target"
            case $value in "$mount"/*) add "nested $raw_target $fstype $from" ;; esac
          done <<END
          $output
          END
          emit_list others`,`
          new_list
          add_namespaces
          emit_list namespaces-stay
          emit namespaces-follow "$follows"
          emit namespaces-unread "$unread"`,`
          # ---- What mounts it again: fstab, units of systemd, scripts of the boot, maps of autofs ----
          emit_fstab() {
            carry_options ''
            if [ ! -f "$fstab" ] || [ -L "$fstab" ]; then
              emit fstab-lines none
              return 0
            fi
            fstab_get count "$fstab" "$mount"
            emit fstab-lines "$value"
            fstab_get field1 "$fstab" "$mount"
            emit fstab-source "$(printf '%.1000s' "$value")"
            fstab_get field3 "$fstab" "$mount"
            emit fstab-type "$(printf '%.100s' "$value")"
            fstab_get field4 "$fstab" "$mount"
            emit fstab-options "$(printf '%.1000s' "$value")"
            carry_options "$value"
          }
          emit_fstab
          emit fstab-carried "$(printf '%.1000s' "$carried")"
          emit fstab-left "$(printf '%.1000s' "$left")"`,`
          # Each of the next functions prints lines as tell.awk makes them.
          other_lines_of_fstab() {
            [ -f "$fstab" ] || return 0
            file=$fstab point=$mount awk '
          # Reads fstab: a line for each other line of it that has to do with the source or its mount point.
          # A line for each place that mounts something: kind, file and line, location, mount point, text.
          function clean(text) {
            gsub(/[\\t\\r\\n]/, " ", text)
            return text
          }
          function tell(kind, place, location, point, text) {
            if (point != "/") sub(/\\/+$/, "", point)
            print kind "\\t" clean(place) "\\t" clean(location) "\\t" clean(point) "\\t" clean(text)
          }
          # What commands mount, by kind.
          function tell_commands(kind, place, commands,   i, count, words, bare) {
            if (commands !~ /mount/) return
            bare = commands
            gsub(/["\\047;|&()]/, " ", bare)
            count = split(bare, words, /[ \\t]+/)
            for (i = 1; i <= count; i++)
              if (words[i] !~ /^-/ && index(words[i], ":/") > 1) tell(kind, place, words[i], "", commands)
          }
          function plain(text,   out, n) {
            out = ""
            while (match(text, /\\\\[0-7][0-7][0-7]/)) {
              n = 64 * substr(text, RSTART + 1, 1) + 8 * substr(text, RSTART + 2, 1) + substr(text, RSTART + 3, 1)
              out = out substr(text, 1, RSTART - 1) sprintf("%c", n)
              text = substr(text, RSTART + 4)
            }
            return out text
          }
          BEGIN {
            mount = ENVIRON["point"]
            file = ENVIRON["file"]
          }
          {
            sub(/\\r$/, "")
            if (/^[ \\t]*#/ || NF < 3) next
            device = plain($1)
            at = plain($2)
            if (at != "/") sub(/\\/+$/, "", at)
            if (at == mount) next
            options = "," $4 ","
            place = file ":" NR
            waits = options ~ /,noauto,/ && options !~ /,(x-|comment=)systemd\\.automount[,=]/
            if (index(device, ":/") > 1) tell(waits ? "fstab-noauto" : "fstab", place, device, at, $0)
            else if (options ~ /,r?bind,/ && index(device "/", mount "/") == 1) tell("fstab-bind", place, "", mount, $0)
            else if (index(at, mount "/") == 1) tell("fstab-below", place, "", mount, $0)
          }
          ' <"$fstab"
          }`,`
          units() {
            set -- "$root/etc/systemd/system" "$root/run/systemd/system" "$root/usr/local/lib/systemd/system" \\
              "$root/usr/lib/systemd/system" "$root/lib/systemd/system"
            {
              find "$@" -maxdepth 1 \\( -name '*.mount' -o -name '*.automount' -o -name '*.service' \\) || :
              find "$@" -mindepth 2 -maxdepth 2 \\
                \\( -name '*.mount' -o -name '*.automount' -o -name '*.service' -o -path '*.d/*.conf' \\) || :
            } 2>/dev/null | point=$mount awk '
          # Reads paths of files of units, those of the first folders first.
          # A line for each place that mounts something: kind, file and line, location, mount point, text.
          function clean(text) {
            gsub(/[\\t\\r\\n]/, " ", text)
            return text
          }
          function tell(kind, place, location, point, text) {
            if (point != "/") sub(/\\/+$/, "", point)
            print kind "\\t" clean(place) "\\t" clean(location) "\\t" clean(point) "\\t" clean(text)
          }
          # What commands mount, by kind.
          function tell_commands(kind, place, commands,   i, count, words, bare) {
            if (commands !~ /mount/) return
            bare = commands
            gsub(/["\\047;|&()]/, " ", bare)
            count = split(bare, words, /[ \\t]+/)
            for (i = 1; i <= count; i++)
              if (words[i] !~ /^-/ && index(words[i], ":/") > 1) tell(kind, place, words[i], "", commands)
          }
          # Text as findmnt -r writes it, unsafe bytes as a backslash, x and two digits.
          function unhex(text,   out, digits, n) {
            digits = "0123456789abcdef"
            while (match(text, /\\\\x[0-9a-f][0-9a-f]/)) {
              n = 16 * (index(digits, substr(text, RSTART + 2, 1)) - 1)
              n += index(digits, substr(text, RSTART + 3, 1)) - 1
              out = out substr(text, 1, RSTART - 1) sprintf("%c", n)
              text = substr(text, RSTART + RLENGTH)
            }
            return out text
          }
          function base(path) {
            sub(/.*\\//, "", path)
            return path
          }
          function folder(path) {
            sub(/\\/[^\\/]*$/, "", path)
            return path
          }
          # The mount point that the name of a unit stands for.
          function point_of(unit) {
            sub(/\\.[a-z]+$/, "", unit)
            if (unit == "-") return "/"
            gsub(/-/, "/", unit)
            return "/" unhex(unit)
          }
          function entry(line, place,   at, key, value) {
            at = index(line, "=")
            if (at == 0) return
            key = substr(line, 1, at - 1)
            value = substr(line, at + 1)
            gsub(/^[ \\t]+|[ \\t]+$/, "", key)
            gsub(/^[ \\t]+|[ \\t]+$/, "", value)
            if (key ~ /^Exec/ && unit ~ /\\.service$/) {
              gsub(/%%/, "%", value)
              tell_commands(unit in wanted ? "service" : "service-idle", place, value)
              return
            }
            if (value ~ /^".*"$/ || value ~ /^\\047.*\\047$/) value = substr(value, 2, length(value) - 2)
            gsub(/%%/, "%", value)
            if (key ~ /^(What|Where|Options)$/) {
              set[key] = value
              said[key] = place
            }
          }
          function read_unit(path,   line, number, start, held) {
            set["What"] = set["Where"] = set["Options"] = said["What"] = said["Where"] = held = ""
            while ((getline line < path) > 0) {
              number++
              sub(/\\r$/, "", line)
              if (line ~ /^[ \\t]*[#;]/) continue
              if (held == "") start = number
              if (line ~ /\\\\$/) {
                held = held substr(line, 1, length(line) - 1) " "
                continue
              }
              entry(held line, path ":" start)
              held = ""
            }
            if (held != "") entry(held, path ":" start)
            close(path)
          }
          function is_wanted(name,   by) {
            by = name
            sub(/\\.mount$/, ".automount", by)
            return name in wanted || by in wanted
          }
          function judge(path, changes,   point, low, kind) {
            if (unit ~ /\\.service$/) return
            point = set["Where"] == "" ? point_of(unit) : set["Where"]
            if (point != "/") sub(/\\/+$/, "", point)
            if (changes) {
              if (set["What"] != "") tell("drop-in", said["What"], set["What"], point, "What=" set["What"])
              else if (point == mount && set["Options"] != "")
                tell("drop-in-options", said["Options"], "", point, "Options=" set["Options"])
              return
            }
            # Of one name, what systemd makes of fstab comes before the folders of packages, and after the others.
            low = path !~ /\\/(etc|run)\\/systemd\\/[^\\/]*\\/[^\\/]*(\\/[^\\/]*)?$/
            kind = is_wanted(unit) ? "unit" : "unit-idle"
            if (unit ~ /\\.automount$/) {
              if (point == mount) tell(low ? kind : "unit", said["Where"] == "" ? path : said["Where"], "", point, "Where=" point)
              return
            }
            if (point == mount) kind = low ? "unit-low" : "unit"
            if (set["What"] != "") tell(kind, said["What"], set["What"], point, "What=" set["What"])
          }
          BEGIN { mount = ENVIRON["point"] }
          {
            paths[NR] = $0
            if (folder($0) ~ /\\.(wants|requires)$/) wanted[base($0)] = 1
          }
          END {
            for (i = 1; i <= NR; i++) {
              path = paths[i]
              unit = base(path)
              if (unit ~ /\\.conf$/) {
                unit = base(folder(path))
                if (unit !~ /\\.(mount|automount|service)\\.d$/) continue
                sub(/\\.d$/, "", unit)
                read_unit(path)
                judge(path, 1)
                continue
              }
              # The first file of a name is the unit; one that is masked leads to /dev/null.
              if (unit in seen) continue
              seen[unit] = 1
              read_unit(path)
              judge(path, 0)
            }
          }
          '
          }`,`
          scripts() {
            for script in "$root"/etc/rc.local "$root"/etc/rc.d/rc.local "$root"/etc/crontab "$root"/etc/cron.d/* \\
              "$root"/var/spool/cron/* "$root"/var/spool/cron/crontabs/*; do
              [ -f "$script" ] || continue
              file=$script awk '
          # A line for each place that mounts something: kind, file and line, location, mount point, text.
          function clean(text) {
            gsub(/[\\t\\r\\n]/, " ", text)
            return text
          }
          function tell(kind, place, location, point, text) {
            if (point != "/") sub(/\\/+$/, "", point)
            print kind "\\t" clean(place) "\\t" clean(location) "\\t" clean(point) "\\t" clean(text)
          }
          # What commands mount, by kind.
          function tell_commands(kind, place, commands,   i, count, words, bare) {
            if (commands !~ /mount/) return
            bare = commands
            gsub(/["\\047;|&()]/, " ", bare)
            count = split(bare, words, /[ \\t]+/)
            for (i = 1; i <= count; i++)
              if (words[i] !~ /^-/ && index(words[i], ":/") > 1) tell(kind, place, words[i], "", commands)
          }
          !/^[ \\t]*#/ { tell_commands("script", ENVIRON["file"] ":" NR, $0) }
          ' <"$script"
            done
          }`,`
          # Where autofs looks for what a name stands for: files, and what else.
          map_sources=$(awk '
            sub(/^[ \\t]*automount:/, "") {
              sub(/#.*/, "")
              gsub(/\\[[^]]*\\]/, "")
              $1 = $1
              said = $0
            }
            END { print said }' "$root/etc/nsswitch.conf" 2>/dev/null) || map_sources=
          no_files=no
          case " \${map_sources:=files} " in *' files '*) ;; *) no_files=yes ;; esac`,`
          # The map $1, below point $2, included $3 times.
          read_map() {
            case $1 in
              file:/* | file,*:/*) map_file=\${1#*:} ;;
              /*) map_file=$1 ;;
              *:* | -* | '') return 1 ;;
              *)
                [ "$no_files" = no ] || return 1
                map_file=\${auto_master%/*}/$1
                ;;
            esac
            if [ ! -f "$map_file" ] || [ -x "$map_file" ] || [ "$3" -gt 4 ]; then return 1; fi
            map_lines=$(file=$map_file top=$2 awk '
          # Reads a map of autofs: a line for each location of each entry, and for each map that it includes.
          # A line for each place that mounts something: kind, file and line, location, mount point, text.
          function clean(text) {
            gsub(/[\\t\\r\\n]/, " ", text)
            return text
          }
          function tell(kind, place, location, point, text) {
            if (point != "/") sub(/\\/+$/, "", point)
            print kind "\\t" clean(place) "\\t" clean(location) "\\t" clean(point) "\\t" clean(text)
          }
          # What commands mount, by kind.
          function tell_commands(kind, place, commands,   i, count, words, bare) {
            if (commands !~ /mount/) return
            bare = commands
            gsub(/["\\047;|&()]/, " ", bare)
            count = split(bare, words, /[ \\t]+/)
            for (i = 1; i <= count; i++)
              if (words[i] !~ /^-/ && index(words[i], ":/") > 1) tell(kind, place, words[i], "", commands)
          }
          # Words may stand between quotes, or have blanks behind backslashes.
          function words_of(text, words,   count, i, c, quoted, word, begun) {
            count = 0
            word = ""
            begun = quoted = 0
            for (i = 1; i <= length(text); i++) {
              c = substr(text, i, 1)
              if (c == "\\\\" && i < length(text)) {
                word = word substr(text, ++i, 1)
                begun = 1
              } else if (c == "\\"") {
                quoted = !quoted
                begun = 1
              } else if ((c == " " || c == "\\t") && !quoted) {
                if (begun) words[++count] = word
                word = ""
                begun = 0
              } else {
                word = word c
                begun = 1
              }
            }
            if (begun) words[++count] = word
            return count
          }
          # A wildcard stays: it stands for any name.
          function with_key(text, key,   out, at) {
            if (key == "*") return text
            while ((at = index(text, "&")) > 0) {
              out = out substr(text, 1, at - 1) key
              text = substr(text, at + 1)
            }
            return out text
          }
          function entry(text, place,   i, j, count, words, key, spot, at, path, hosts, servers) {
            count = words_of(text, words)
            key = words[1]
            if (key ~ /^\\+/) {
              tell("include", place, "", "", substr(key, 2))
              return
            }
            spot = top == "/-" ? key : top "/" key
            tell("autofs", place, "", spot, text)
            for (i = 2; i <= count; i++) {
              if (words[i] ~ /^-/) continue
              at = index(words[i], ":/")
              if (words[i] ~ /^\\//) tell("autofs", place, "", spot words[i], text)
              if (words[i] ~ /^\\// || at < 2) continue
              path = with_key(substr(words[i], at + 1), key)
              hosts = split(substr(words[i], 1, at - 1), servers, ",")
              for (j = 1; j <= hosts; j++) {
                sub(/\\([0-9]+\\)$/, "", servers[j])
                tell("autofs", place, with_key(servers[j], key) ":" path, spot, text)
              }
            }
          }
          BEGIN {
            top = ENVIRON["top"]
            file = ENVIRON["file"]
          }
          # Goes on with whole lines: those that end with a backslash are joined, comments are left out. One began at line start.
          {
            sub(/\\r$/, "")
            if (/^[ \\t]*(#|$)/) next
            if (held == "") start = NR
            if (/\\\\$/) {
              held = held substr($0, 1, length($0) - 1) " "
              next
            }
            $0 = held $0
            held = ""
          }
          { entry($0, file ":" start) }
          ' <"$map_file")
            places=$places$map_lines'
          '
            while read -r included; do
              [ -n "$included" ] || continue
              read_map "$included" "$2" $(($3 + 1)) || unread_maps=$unread_maps\${unread_maps:+ }+$included
            done <<END
          $(printf '%s\\n' "$map_lines" | awk -F '\\t' '$1 == "include" { print $5 }')
          END
          }`,`
          # The master map $1, included $2 times.
          read_master() {
            if [ "$2" -gt 4 ]; then return 0; fi
            while read -r number at map; do
              case $at in
                '') continue ;;
                +dir:*)
                  for included in "\${at#+dir:}"/*.autofs; do
                    if [ -f "$included" ]; then read_master "$included" $(($2 + 1)); fi
                  done
                  continue
                  ;;
                +*)
                  # One that includes itself asks the other sources for more.
                  included=\${at#+}
                  included=\${included#file:}
                  case $included in /*) ;; *) included=\${auto_master%/*}/$included ;; esac
                  if [ -f "$included" ] && [ "$included" != "$1" ]; then
                    read_master "$included" $(($2 + 1))
                  elif [ "$map_sources" != files ]; then
                    unread_maps="$unread_maps\${unread_maps:+ }$at ($map_sources)"
                  fi
                  continue
                  ;;
              esac
              case $mount/ in
                "\${at%/}"/*)
                  places=$places$(printf 'autofs\\t%s\\t\\t%s\\t%s' "$1:$number" "$mount" "$at $map")'
          '
                  ;;
              esac
              # Hosts are mounted when somebody names them, whatever is done here.
              case $map in -hosts | -null) continue ;; esac
              read_map "$map" "\${at%/}" 0 || unread_maps=$unread_maps\${unread_maps:+ }$map
            done <<END
          $(awk '
          # Goes on with whole lines: those that end with a backslash are joined, comments are left out. One began at line start.
          {
            sub(/\\r$/, "")
            if (/^[ \\t]*(#|$)/) next
            if (held == "") start = NR
            if (/\\\\$/) {
              held = held substr($0, 1, length($0) - 1) " "
              next
            }
            $0 = held $0
            held = ""
          }
          { print start, $1, $2 }' <"$1")
          END
          }`,`
          places=$(
            other_lines_of_fstab
            units
            scripts
          )'
          '
          unread_maps=
          if [ -f "$auto_master" ]; then read_master "$auto_master" 0; fi`,`
          # The places of $places that are of the source, whatever the name of its server.
          places_of_source() {
            printf '%s' "$places" | hosts_only=$1 point=$mount awk '
          # Of lines as tell makes them, those of the source: of its mount point, or of a location of its path. With hosts_only
          # the names of servers that are not known to be that of the source; else the lines of those that are.
          # Whether a mount is of the source: of a server with one of the names in source_names, and of the export source_path,
          # of a folder of it, or of one that holds it.
          # The address of the server, of the options of a mount; empty where they do not say it.
          function address_in(options) {
            if (!match("," options, /,addr=[^,]*/)) return ""
            return tolower(substr("," options, RSTART + 6, RLENGTH - 6))
          }
          function know_source(   i, count, list) {
            count = split(tolower(ENVIRON["source_names"]), list, " ")
            for (i = 1; i <= count; i++) own_names[list[i]] = 1
            own_path = ENVIRON["source_path"] "/"
            gsub(/\\/+/, "/", own_path)
          }
          function same_path(path) {
            path = path "/"
            gsub(/\\/+/, "/", path)
            return index(path, own_path) == 1 || index(own_path, path) == 1
          }
          function same_source(source, options,   at, server, address) {
            at = index(source, ":/")
            if (at == 0) return 0
            server = tolower(substr(source, 1, at - 1))
            gsub(/[][]/, "", server)
            address = address_in(options)
            if (!(server in own_names) && !(address != "" && (address in own_names))) return 0
            return same_path(substr(source, at + 1))
          }
          # A wildcard stands for any name.
          function is_path(kind, path,   at) {
            at = kind == "autofs" ? index(path, "&") : 0
            if (at == 0) return same_path(path)
            path = substr(path, 1, at - 1)
            gsub(/\\/+/, "/", path)
            return index(path, own_path) == 1 || index(own_path, path) == 1
          }
          BEGIN {
            FS = "\\t"
            know_source()
            mount = ENVIRON["point"]
          }
          {
            at = index($3, ":/")
            server = tolower(substr($3, 1, at - 1))
            gsub(/[][]/, "", server)
            path = at > 1 && is_path($1, substr($3, at + 1))
            if (ENVIRON["hosts_only"] != "") {
              if (path && server != "" && !(server in own_names) && !told[server]++) print server
              next
            }
            if (!(path && server in own_names) && $4 != mount) next
            line = $1 " " $2 ": " $5
            if (!told[line]++) print line
          }
          '
          }`,`
          # Another name may be the source's: its addresses tell.
          limit=3
          while read -r name; do
            case $name in '' | -*) continue ;; esac
            for address in $(bounded getent ahosts "$name" 2>/dev/null | awk '{ print $1 }'); do
              case " $source_names " in *" $address "*) source_names="$source_names $name" ;; esac
            done
          done <<END
          $(places_of_source yes | head -n 20)
          END
          limit=20
          new_list
          while read -r place; do
            [ -z "$place" ] || add "$place"
          done <<END
          $(places_of_source '')
          END
          emit_list returns
          emit autofs-unread "$(printf '%.500s' "$unread_maps" | tr -c '[:print:]' '?')"`,`
          # ---- What S3 and the gateway do not keep: ACLs, attributes of users, locks; and who is there ----
          # Asks tool $1 about the names $3 and so on, by $2 at once; after each answer it says how many names that were.
          ask_about='
          tool=$1 at_once=$2
          shift 2
          echo "of $#"
          ask() {
            case $tool in
              getfacl) getfacl -s -p -n -- "$@" ;;
              getfattr) getfattr -h --absolute-names -- "$@" ;;
              nfs4_getfacl)
                [ $# -gt 1 ] || printf "# file: %s\\n" "$1"
                nfs4_getfacl "$@"
                ;;
            esac
            echo "asked $#"
          }
          while [ $# -gt 0 ]; do
            if [ "$at_once" -eq 1 ]; then
              ask "$1"
              shift
            else
              ask "$1" \${2+"$2"} \${3+"$3"} \${4+"$4"} \${5+"$5"} \${6+"$6"} \${7+"$7"} \${8+"$8"} \${9+"$9"} \${10+"\${10}"}
              if [ $# -gt 10 ]; then shift 10; else shift $#; fi
            fi
          done'`,`
          # What the tools have said, counted. A file without any is not named; what is not supported has none.
          count_answers='
          $1 == "of" && NF == 2 { of += $2; next }
          $1 == "asked" && NF == 2 { asked += $2; next }
          /^# file: / { name = substr($0, 9); found = 0; next }
          /^#/ || /^$/ || /not supported/ { next }
          /^(getfacl|getfattr): / || /^Failed / || /^Invalid filename/ || /^Attribute not found/ { failed++; next }
          tool == "nfs4_getfacl" {
            if (split($0, ace, ":") < 4 || ace[3] ~ /^(OWNER|GROUP|EVERYONE)@$/) next
          }
          name != "" && !found {
            found = 1
            has++
            if (has == 1) first = substr(name, 1, 200)
          }
          END {
            none = asked - has - failed
            printf "seen %d %d %d %d %d %s", has, none < 0 ? 0 : none, failed, of, limit, first
          }'`,`
          # Asks tool $2 about the first fifty files and folders of the source, as the application's user, and says it as $1: how
          # many have something, how many have not, how many could not be read, how many names there are, after how many seconds
          # nobody waited any more, and the first that has something.
          survey() {
            if ! command -v "$2" >/dev/null 2>&1; then
              emit "$1" "no-tool $2"
              return 0
            fi
            at_once=10
            # Older ones take one name.
            if [ "$2" = nfs4_getfacl ] && ! nfs4_getfacl -h 2>&1 | grep -q 'file \\.\\.\\.'; then at_once=1; fi
            attempt as_user sh -c '
              find -H "$1" -xdev \\( -type f -o -type d \\) -print0 2>/dev/null | head -z -n 50 |
                xargs -0 -r sh -c "$2" sh "$3" "$4"' sh "$mount" "$ask_about" "$2" "$at_once"
            emit "$1" "$(printf '%s\\n' "$output" | awk -v tool="$2" -v limit="$limit" "$count_answers" | tr -c '[:print:]' '?')"
          }`,`
          if [ -n "$at_device" ]; then
            limit=40
            case $at_fstype in
              nfs4) survey acls nfs4_getfacl ;;
              *) survey acls getfacl ;;
            esac
            survey attributes getfattr
            limit=20`,`
            new_list
            locks_known=no
            device_hex=$(printf '%02x:%02x:' "\${at_device%:*}" "\${at_device#*:}")
            if locks=$(awk -v device="$device_hex" '
              / (POSIX|FLOCK|OFDLCK) / {
                for (i = 1; i <= NF; i++) if (index($i, device) == 1) print $(i - 4), $(i - 2), "by process", $(i - 1)
              }' <"$proc/locks" 2>/dev/null); then
              locks_known=yes
              while read -r line; do
                [ -z "$line" ] || add "$line"
              done <<END
          $locks
          END
            fi
            emit locks-known "$locks_known"
            emit_list locks`,`
            users_known=no
            if command -v fuser >/dev/null 2>&1; then users_known=yes; fi
            find_holders
            [ "$status" -ne 137 ] || users_known=no
            emit users-known "$users_known"
            emit users "$holders"
          fi
          emit user-id "$uid"
          read_units "$units"
          emit units "$table"
          has_curl=no
          if command -v curl >/dev/null 2>&1; then has_curl=yes; fi
          emit curl "$has_curl"
          emit inspected yes
`,`# Lists some folders of a mount, sorted and packed, as base64: each without what lies below its own folders, or all.
# Every value is base64: the text that the agent puts into the script can be nothing else. Changes nothing in the tree.
schemaVersion: '2.2'
description: 'Lists some folders of a mount, sorted and packed, as base64. Changes nothing in the tree.'
parameters:`,`  Folders:
    type: String
    description: 'one folder below the mount per line, in base64, and . for the mount itself (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Below:
    type: String
    description: 'yes: all that lies below them; no: only what lies directly in them (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  ManifestUser:
    type: String
    description: 'user as whom the folders are read (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  ManifestGroup:
    type: String
    description: 'group as which the folders are read (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  MostBytes:
    type: String
    description: 'most bytes of the packed list, 65536 to 47185920 (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  LimitSeconds:
    type: String
    description: 'how long the listing may take, 60 to 21600 (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  StatePath:
    type: String
    description: "folder of this product's notes on the server (base64)"
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: listFolders
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '21700'
      runCommand:
        - |
          #!/bin/sh`,`          # begin: spool
          # Where this run keeps the listing of a name: $spool.
          name_spool() {
            case $2 in
              '' | -* | *[!a-z0-9-]*) refuse bad-parameter 'Label is not a plain name' ;;
            esac
            [ "\${#2}" -le 40 ] || refuse bad-parameter 'Label is too long'
            spool=$state/$1/tree-$2
          }`,`
          # Refuses a $2 that is no whole number between $3 and $4.
          need_number() {
            case $2 in
              '' | 0?* | *[!0-9]* | ??????????*) refuse bad-parameter "$1 is not a whole number" ;;
            esac
            if [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
              refuse bad-parameter "$1 is not between $3 and $4"
            fi
          }`,"          # end: spool",`          decode Folders '{{ Folders }}'
          folders=$value`,`          decode Below '{{ Below }}'
          below=$value`,`          decode ManifestUser '{{ ManifestUser }}'
          user=$value`,`          decode ManifestGroup '{{ ManifestGroup }}'
          group=$value`,`          decode MostBytes '{{ MostBytes }}'
          most_bytes=$value`,`          decode LimitSeconds '{{ LimitSeconds }}'
          limit_seconds=$value`,`
          need_path MountPath "$mount"
          need_path StatePath "$state"
          need_run "$run"
          case $below in
            yes) depth=1000000 ;;
            no) depth=1 ;;
            *) refuse bad-parameter 'Below is neither yes nor no' ;;
          esac
          need_number MostBytes "$most_bytes" 65536 47185920
          need_number LimitSeconds "$limit_seconds" 60 21600
          need_user
          # The application comes first.
          renice -n 10 -p $$ >/dev/null 2>&1 || :`,`
          # The first paths that $work/notes call pruned, each with a NUL behind it, as base64: an answer has little room.
          first_pruned() {
            sed -zn 's/^P\\(\\.\\/\\)\\{0,1\\}//p' "$work/notes" | sort -z -u | head -z -n 10 | head -c 1200 | base64 -w 0
          }`,`
          # What is mounted, and proof that the user may list it: $device and $at_source.
          inspect() {
            look "$mount"
            [ "$mounts" -gt 0 ] || refuse not-mounted "nothing is mounted at $mount"
            attempt as_user find "$mount/." -maxdepth 0 -readable -executable -printf %D
            case $status:$output in
              137:*) refuse hung "no answer within $limit s" ;;
              *'Permission denied'* | 0:) refuse denied "$user cannot list $mount" ;;
              0:*[!0-9]*) fail "$output" ;;
              0:*) device=$output ;;
              *) fail "$output" ;;
            esac
          }
          inspect
          source=$at_source
          began=$(date +%s)`,`
          (umask 077 && mkdir -p -- "$state/$run")
          umask 077
          work=$(mktemp -d -- "$state/$run/folders.XXXXXX")
          tidy() {
            code=$?
            rm -rf -- "$work"
            (exit "$code") || leave
          }
          trap tidy EXIT`,`
          # Each begins with ./, so that find reads none as an expression.
          while read -r encoded; do`,`            decode 'a folder' "$encoded"
            if [ "$value" != . ]; then
              need_relative 'a folder' "$value"
              value=./$value
            fi
            printf '%s\\0' "$value" >>"$work/folders"
          done <<EOF
          $folders
          EOF`,`
          # Lists the folders that it is given, to the depth $6, as the user. On standard error, besides messages, records D of
          # the file system of each folder, and P of what is pruned.
          cat >"$work/list" <<'PROGRAM'
          limit=$1 uid=$2 gid=$3 groups=$4 mount=$5 depth=$6
          shift 6
          hex='[0-9a-fA-F]'
          silly=.nfs$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex
          meta='%s %T@ %C@ %m %U %G %n'
          status=0
          timeout --foreground -s KILL "$limit" setpriv --reuid="$uid" --regid="$gid" --groups="$groups" -- \\
            sh -c 'cd -P -- "$1" || exit 1; shift; exec find "$@"' sh "$mount" "$@" \\
            -ignore_readdir_race -xdev -maxdepth "$depth" \\
            \\( ! -type d -name "$silly*" -o \\
            -type d \\( -name .snapshot -o -name '~snapshot' -o -name .zfs \\) \\) \\
            -prune -fprintf /dev/stderr '\\0P%p\\0' -o \\
            -type d \\( ! -readable -o ! -executable \\) -prune -printf "u $meta/%p/\\0" -o \\
            -type d -fprintf /dev/stderr '\\0D%D %p\\0' -printf "d $meta/%p/\\0" -o \\
            -type f -links +1 -printf "%y $meta:%i/%p\\0" -o \\
            -printf "%y $meta/%p\\0" || status=$?
          # 255 makes xargs stop at once.
          case $status in 124 | 137) exit 255 ;; *) exit "$status" ;; esac
          PROGRAM`,`
          # Rows are <meta>/<path>, sorted by the bytes of the path, the mount itself left out; what two folders both show, once.
          {
            {
              {
                xargs -0 -r sh "$work/list" "$limit_seconds" "$uid" "$gid" "$groups" "$mount" "$depth" \\
                  <"$work/folders" 2>&1 >&3 3>&- || echo "$?" >"$work/failed"
              } | sed -zn "/^\\$/d;/^D$device /d;p" >"$work/notes"
            } 3>&1 | sed -z 's/\\/\\.\\//\\//;/^[^/]*\\/$/d' |
              sort -z -s -u -t / -k 2 -S 64M -T "$work" --compress-program=gzip >"$work/rows"
          } || fail 'the rows could not be sorted'`,`
          foreign=$(sed -zn '/^D/{s/^[^ ]* //;p}' "$work/notes" | head -z -n 5 | tr '\\0' '\\n')
          [ -z "$foreign" ] || refuse other-file-system "$foreign"
          # Folders that are not there are no failure: whoever asks sees that they are missing.
          sed -zn '/^[DP]/!p' "$work/notes" | tr '\\0' '\\n' >"$work/said"
          said=$(grep -av ': No such file or directory$' "$work/said" | head -c 2000) || :
          if grep -q '^124$' "$work/failed" 2>/dev/null; then
            refuse hung "the folders could not be listed within $limit_seconds s"
          elif [ -n "$said" ]; then
            fail "the listing failed: $said"
          elif [ -f "$work/failed" ] && { [ ! -s "$work/said" ] || ! grep -q '^123$' "$work/failed"; }; then
            fail "the listing failed with status $(cat "$work/failed")"
          fi`,`
          # A mount that has changed meanwhile would make this the list of two trees.
          before=$device
          inspect
          if [ "$device" != "$before" ] || [ "$at_source" != "$source" ]; then
            refuse mount-changed "$mount was $source and is $at_source now"
          fi`,`
          gzip -1 <"$work/rows" >"$work/packed"
          bytes=$(stat -c %s -- "$work/packed")
          [ "$bytes" -le "$most_bytes" ] || refuse too-large "the packed list has $bytes bytes, more than $most_bytes"
          kinds() {
            grep -zac "$1" <"$work/rows" || [ $? -eq 1 ]
          }
          rows=$(tr -dc '\\0' <"$work/rows" | wc -c)
          emit listed yes
          emit source "$source"
          emit began "$began"
          emit ended "$(date +%s)"
          emit rows "$rows"
          emit folders "$(kinds '^[du] ')"
          emit pruned "$(sed -zn '/^P/p' "$work/notes" | tr -dc '\\0' | wc -c)"
          emit pruned-first "$(first_pruned)"
          emit denied "$(kinds '^u ')"
          emit sha256 "$(sha256sum <"$work/rows" | cut -c 1-64)"
          [ "$rows" -gt 0 ] || {
            emit parts 0
            exit 0
          }
          emit parts 1
          emit part-1 "$rows $bytes $(sha256sum <"$work/packed" | cut -c 1-64)"
          printf -- '-----BEGIN PART 1-----\\n'
          base64 -w 4096 -- "$work/packed"
          printf -- '-----END PART 1-----\\n'
`,`# Looks for one file of a mount and lists its folder, as the application's user. Changes nothing.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: "Looks for one file of a mount and lists its folder, as the application's user. Changes nothing."
parameters:`,`  Group:
    type: String
    description: "the application's group (base64)"
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: listPath
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '300'
      runCommand:
        - |
          #!/bin/sh`,`
          need_path MountPath "$mount"
          need_relative Target "$target"
          need_user
          look "$mount"
          [ "$mounts" -gt 0 ] || refuse not-mounted "nothing is mounted at $mount"`,`
          case $target in
            */*) folder=$mount/\${target%/*} ;;
            *) folder=$mount ;;
          esac`,`
          absent() {
            emit state absent
            emit entries "$1"
            emit listing "$2"
            exit 0
          }`,`
          need_inside "$folder"
          look_at "$folder/."
          case $kind in
            folder) ;;
            denied) refuse denied "$output" ;;
            *) absent 0 '' ;;
          esac`,`
          # The listing first: it makes the NFS client ask the server for the folder's present content.
          attempt as_user sh -c 'cd -- "$1" && find . -mindepth 1 -maxdepth 1 -printf x | wc -c' sh "$folder"
          case $status:$output in
            137:*) refuse hung "the folder could not be listed within $limit s" ;;
            *'Permission denied'*) refuse denied "$output" ;;
            0:*) ;;
            *) fail "$output" ;;
          esac
          entries=$output`,`
          # Names in ls's escapes, one a line; of a huge folder no more than its first entries, unsorted.
          attempt as_user sh -c '
            cd -- "$1" || exit 1
            if [ "$2" -le 10000 ]; then ls -la -b . ; else ls -laU -b . ; fi | head -n 201 | head -c 12000' \\
            sh "$folder" "$entries"
          [ "$status" -ne 137 ] || refuse hung "the folder could not be listed within $limit s"
          listing=$(printf '%s' "$output" | sed '1d')`,`
          attempt as_user stat -c '%s %Y' -- "$mount/$target"
          case $status:$output in
            0:*) ;;
            137:*) refuse hung "no answer within $limit s" ;;
            *': No such file or directory' | *': Not a directory') absent "$entries" "$listing" ;;
            *': Permission denied') refuse denied "$output" ;;
            *) fail "$output" ;;
          esac
          emit state present
          emit size "\${output%% *}"
          emit mtime "\${output##* }"
          emit entries "$entries"
          emit listing "$listing"
`,`# Lists a whole tree once, sorted, packed and in parts, into a spool on the server. Changes nothing in the tree.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Lists a whole tree once, sorted, packed and in parts, into a spool on the server. Changes nothing in the tree.'
parameters:`,`  Label:
    type: String
    description: 'name of the listing, such as source (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  ManifestUser:
    type: String
    description: 'user as whom the tree is read (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  ManifestGroup:
    type: String
    description: 'group as which the tree is read (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Fresh:
    type: String
    description: 'yes: list again even if this run has a listing of this name; no: find that one (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Finds:
    type: String
    description: 'how many finds may run side by side, 1 to 16 (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  PartBytes:
    type: String
    description: 'most bytes of one packed part, 65536 to 47185920 (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  OwnExport:
    type: String
    description: 'source to mount once more and read-only for this listing alone; empty: list what is mounted (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  FstabPath:
    type: String
    description: 'fstab, which has the options of that mount (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  NewerThan:
    type: String
    description: 'leave out files that have not changed since that time, in seconds since 1970; folders and first levels stay (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  From:
    type: String
    description: 'path at which the share of this server begins, in base64; empty: at the first path (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Until:
    type: String
    description: 'path before which it ends, in base64; empty: behind the last path (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  ShareLevel:
    type: String
    description: 'how many levels each server lists before it keeps its share alone; empty: no shares (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Shares:
    type: String
    description: 'list nothing, but say where the tree can be cut into so many shares, up to 20 (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  StatePath:
    type: String
    description: "folder of this product's notes on the server (base64)"
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: listTree
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      # Waiting for another listing of the same name, and then the listing itself.
      timeoutSeconds: '43200'
      runCommand:
        - |
          #!/bin/sh`,`          decode Label '{{ Label }}'
          label=$value`,`          decode Fresh '{{ Fresh }}'
          fresh=$value`,`          decode Finds '{{ Finds }}'
          finds=$value`,`          decode PartBytes '{{ PartBytes }}'
          part_bytes=$value`,`          decode NewerThan '{{ NewerThan }}'
          newer_than=$value`,"          decode From '{{ From }}'",`          decode From "$value"
          from=$value`,"          decode Until '{{ Until }}'",`          decode Until "$value"
          until=$value`,"          decode ShareLevel '{{ ShareLevel }}'\n          share_level=${value:-0}","          decode Shares '{{ Shares }}'\n          shares=${value:-1}",`
          need_path MountPath "$mount"
          need_path StatePath "$state"
          need_run "$run"
          name_spool "$run" "$label"
          case $fresh in yes | no) ;; *) refuse bad-parameter 'Fresh is neither yes nor no' ;; esac
          need_number Finds "$finds" 1 16
          need_number PartBytes "$part_bytes" 65536 47185920
          need_number ShareLevel "$share_level" 0 9
          need_number Shares "$shares" 1 20
          case $newer_than in
            *[!0-9]* | ????????????*) refuse bad-parameter 'NewerThan is not a number of seconds' ;;
          esac
          if [ -n "$own_export" ]; then
            case $own_export in [!-]*:/*) ;; *) refuse bad-parameter "not an export (host:/path): $own_export" ;; esac
            need_path FstabPath "$fstab"
            name_fstab
            [ "\${1-}" = inside ] || list_inside
            mount_own "$2"
          fi
          need_number LimitSeconds "$limit_seconds" 60 21600
          need_user
          # The application comes first.
          renice -n 10 -p $$ >/dev/null 2>&1 || :`,`
          # The first paths that $work/notes call pruned, each with a NUL behind it, as base64: an answer has little room.
          first_pruned() {
            sed -zn 's/^P\\(\\.\\/\\)\\{0,1\\}//p' "$work/notes" | sort -z -u | head -z -n 10 | head -c 1200 | base64 -w 0
          }
          (: | split -t '\\0' 2>/dev/null) || refuse old-tools 'split does not know -t: coreutils 8.25 or later is needed'`,`
          # What is mounted, and proof that the user may list it: $device and $at_source.
          inspect() {
            look "$mount"
            [ "$mounts" -gt 0 ] || refuse not-mounted "nothing is mounted at $mount"
            attempt as_user find "$mount/." -maxdepth 0 -readable -executable -printf %D
            case $status:$output in
              137:*) refuse hung "no answer within $limit s" ;;
              *'Permission denied'* | 0:) refuse denied "$user cannot list $mount" ;;
              0:*[!0-9]*) fail "$output" ;;
              0:*) device=$output ;;
              *) fail "$output" ;;
            esac
          }
          inspect
          source=$at_source`,`
          # Spools of runs that never came back for theirs, and markers of runs that nobody can start again.
          (umask 077 && mkdir -p -- "$state/$run")
          find "$state" -mindepth 2 -maxdepth 2 \\( -name 'tree-*' -mtime +7 -o -name '*.made' -mtime +60 \\) -exec rm -rf -- {} + || :`,`
          # A lost runner's listing may still be running: then this one waits for it, and finds it.
          exec 9>>"$spool.lock"
          flock -w "$limit_seconds" 9 || refuse locked "another listing $label of this run still runs"
          print_answer() {
            cat -- "$spool/answer"
            sed -n "1,150p" -- "$spool/index"
          }
          # A name may hold a newline, its base64 holds none.
          asked=$(for each in "$mount" "$newer_than" "$source" "$uid" "$gid" "$part_bytes" "$share_level" "$from" "$until"; do
            printf '%s' "$each" | base64 -w 0
            echo
          done | sha256sum | cut -c 1-64)
          known=
          [ ! -f "$spool/asked" ] || read -r known <"$spool/asked" || :
          if [ "$fresh" = no ] && [ "$known" = "$asked" ] && [ -f "$spool/answer" ] &&
            (cd -- "$spool" && sha256sum -c --status sums); then
            emit listed found
            print_answer
            exit 0
          fi`,`
          work=$spool/work
          # Half a listing is no use to anyone, and it may be large.
          tidy() {
            code=$?
            rm -rf -- "$work"
            (exit "$code") || leave
          }
          trap tidy EXIT
          # The answer goes first: without it, what is left of a spool is nothing.
          rm -f -- "$spool/answer"
          rm -rf -- "$spool"
          (umask 077 && mkdir -p -- "$work/tmp")
          umask 077
          began=$(date +%s)
          deadline=$((began + limit_seconds))`,`
          # Lists below the folders that it is given, to the depth $6, as the user; a folder's type is $7, its path as $8. With
          # the type D its inode is in the row. Files that have not changed since $9 are left out. On standard error, besides messages, records of what is not listed: U a
          # folder that the user cannot read or enter, P what is pruned, and D the file system of each folder.
          cat >"$work/list-below" <<'PROGRAM'
          limit=$1 uid=$2 gid=$3 groups=$4 mount=$5 depth=$6 folder=$7 path=$8 since=$9
          shift 9
          hex='[0-9a-fA-F]'
          silly=.nfs$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex
          meta='%s %T@ %C@ %m %U %G %n'
          inode=
          [ "$folder" = d ] || inode=:%i
          status=0
          timeout --foreground -s KILL "$limit" setpriv --reuid="$uid" --regid="$gid" --groups="$groups" -- \\
            sh -c 'exec 5>&- 9>&-; cd -P -- "$1" || exit 1; shift; exec find "$@"' sh "$mount" "$@" \\
            -ignore_readdir_race -xdev -mindepth 1 -maxdepth "$depth" \\
            ! -type d ! -newerct "@$since" ! -name "$silly*" -o \\
            -type f -links +1 ! -name "$silly*" -printf "%y $meta:%i/$path\\0" -o \\
            ! -type d ! -name "$silly*" -printf "%y $meta/$path\\0" -o \\
            \\( ! -type d -o -name .snapshot -o -name '~snapshot' -o -name .zfs \\) \\
            -prune -fprintf /dev/stderr "\\0P$path\\0" -o \\
            \\( ! -readable -o ! -executable \\) \\
            -prune -fprintf /dev/stderr "\\0U$path\\0" -printf "u $meta/$path/\\0" -o \\
            -fprintf /dev/stderr "\\0D%D $path\\0" -printf "$folder $meta$inode/$path/\\0" || status=$?
          # 255 makes xargs stop at once.
          case $status in 124 | 137) exit 255 ;; *) exit "$status" ;; esac
          PROGRAM`,`
          # The first reason why this listing cannot be one; it ends all workers.
          stop() {
            (set -C && printf '%s\\n%s' "$1" "$2" >"$work/stopped") 2>/dev/null || :
          }`,`
          search() {
            left=$((deadline - $(date +%s)))
            [ "$left" -gt 0 ] || return 124
            # Of the first levels all rows are needed, for their folders.
            since=-99999999999
            if [ "$letter" = d ]; then since=\${newer_than:-$since}; fi
            xargs -0 -r sh "$work/list-below" "$left" "$uid" "$gid" "$groups" "$mount" "$depth" "$letter" "$path" "$since" <"$1"
          }`,`
          # The batch $1 itself and all below its folders to list; names that find would read as an expression get ./
          # in front.
          pour() {
            inodes=
            [ "$letter" = D ] || inodes='s/^\\([dD] [^/]*\\):[0-9]*\\//\\1\\//;'
            sed -z "\${inodes}s/^D/d/" "$1" || echo sed >>"$1.failed"
            [ ! -s "$1.plain" ] || search "$1.plain" || echo "$?" >>"$1.failed"
            [ -s "$1.odd" ] || return 0
            { search "$1.odd" || echo "$?" >>"$1.failed"; } | sed -z 's/\\/\\.\\//\\//' || echo sed >>"$1.failed"
          }`,`
          # Rows are <meta>/<path>: sorted by the bytes of the path, as S3 sorts keys.
          sort_rows() {
            sort -z -s -t / -k 2 -S "$((256 / finds))M" -T "$work/tmp" --compress-program=gzip ||
              echo sort >>"$1.failed"
          }`,`
          # Sorted rows of a batch: whole in a file, or packed in pieces that are no larger than a part even if gzip
          # cannot make them smaller.
          keep() {
            if [ "$letter" = D ]; then
              cat >"$1.rows" || echo cat >>"$1.failed"
            else
              split -t '\\0' -C "$((part_bytes - part_bytes / 64))" -a 5 --filter='gzip -1 >"$FILE"' - "$1.piece." ||
                echo split >>"$1.failed"
            fi
          }`,`
          list_batch() {
            {
              {
                pour "$1" 2>&1 >&3 3>&- | sed -zn "/^\\$/d;/^D$device /d;p" >"$1.notes"
              } 3>&1 | sort_rows "$1" | keep "$1"
            } || echo shell >>"$1.failed"
            judge "$1"
          }`,`
          # What a batch came to. Files that vanish while they are listed are no failure: the source is in use.
          judge() {
            if [ ! -s "$1.notes" ] && [ ! -f "$1.failed" ]; then return 0; fi
            foreign=$(sed -zn '/^D/{s/^[^ ]* //;p}' "$1.notes" | head -z -n 5 | tr '\\0' '\\n')
            [ -z "$foreign" ] || stop other-file-system "$foreign"
            sed -zn '/^[DPU]/!p' "$1.notes" | tr '\\0' '\\n' >"$1.said"
            said=$(grep -av ': No such file or directory$' "$1.said" | head -c 2000) || :
            if grep -q '^124$' "$1.failed" 2>/dev/null; then
              stop hung "the tree could not be listed within $limit_seconds s"
            elif [ -n "$said" ]; then
              stop '' "the listing failed: $said"
            elif [ ! -f "$1.failed" ]; then
              return 0
            elif [ ! -s "$1.said" ] || grep -qv '^123$' "$1.failed"; then
              stop '' "the listing failed: $(sort -u "$1.failed" | tr '\\n' ' ')"
            fi
          }`,`
          # A worker takes the next batch that nobody has, until there is none.
          work_off() {
            for batch in "$work"/batch.????; do
              [ -f "$batch" ] || return 0
              [ ! -e "$work/stopped" ] || return 0
              (set -C && : >"$batch.taken") 2>/dev/null || continue
              sed -zn '/^D /{
                s/^[^/]*\\///
                s/\\/$//
                /^[-(),!]/!p
                /^[-(),!]/{
                  s/^/.\\//
                  w /dev/stderr
                }
              }' "$batch" >"$batch.plain" 2>"$batch.odd" || echo sed >>"$batch.failed"
              list_batch "$batch"
              : >"$batch.done"
              [ "$letter" = D ] || echo >&5
            done
          }`,`
          # Takes the batches in their order, each as soon as it is done: their pieces become parts, as a gzip file may
          # have several members. All rows are read once more for their digest and for what they are. A turn without a
          # batch means that the workers are gone.
          pack() {
            parts=0 size=0 rows=0 total=0
            exec 7>"$work/all" 6>"$work/kinds"
            for batch in "$work"/batch.????; do
              [ -f "$batch" ] || break
              while [ ! -e "$batch.done" ]; do
                read -r _ <&5 || return 1
              done
              [ ! -e "$work/stopped" ] || return 1
              for piece in "$batch".piece.?????; do
                [ ! -f "$piece" ] || pack_piece "$piece"
              done
            done
            end_part
            printf '%s %s\\n' "$parts" "$total" >"$work/packed"
          }`,`
          pack_piece() {
            bytes=$(stat -c %s -- "$1")
            if [ "$parts" -eq 0 ] || [ "$((size + bytes))" -gt "$part_bytes" ]; then
              end_part
              parts=$((parts + 1)) size=0 rows=0
            fi
            cat -- "$1" >>"$work/part.$parts"
            size=$((size + bytes))
            rows=$((rows + $(gzip -dc -- "$1" | tee /dev/fd/7 /dev/fd/6 | tr -dc '\\0' | wc -c)))
            rm -f -- "$1"
          }`,`
          end_part() {
            [ "$parts" -gt 0 ] || return 0
            total=$((total + rows))
            sum=$(sha256sum <"$work/part.$parts" | cut -c 1-64)
            printf '%s  part.%s\\n' "$sum" "$parts" >>"$work/sums"
            emit "part-$parts" "$rows $size $sum" >>"$work/index"
          }`,`
          # Descriptor 5 tells the packer of each batch that is done, and ends with the last worker.
          begin_packing() {
            mkfifo "$work/all" "$work/kinds" "$work/turns"
            sha256sum <"$work/all" >"$work/sha256" &
            digesting=$!
            { grep -zac '^[du] ' <"$work/kinds" || [ $? -eq 1 ]; } >"$work/folders" &
            counting=$!
            exec 5<>"$work/turns"
            pack 5<"$work/turns" &
            packing=$!
          }`,`
          end_packing() {
            exec 5>&-
            wait "$packing" || stop '' 'the rows could not be packed'
            wait "$digesting" || stop '' 'the rows could not be read again'
            wait "$counting" || stop '' 'the rows could not be counted'
          }`,`
          # Rows and folders to list of $work/rows: $rows and $folders.
          count() {
            rows=$(tr -dc '\\0' <"$work/rows" | wc -c)
            folders=$(sed -zn '/^D /p' "$work/rows" | tr -dc '\\0' | wc -c)
          }`,`
          # Whether there are too few folders to share out, as one may hold nearly all. Many rows are not sorted again
          # and again for that.
          wants_level() {
            enough=$((32 * finds))
            [ "$rows" -lt 20000 ] || enough=$((4 * finds))
            [ "$folders" -gt 0 ] && [ "$folders" -lt "$enough" ] && [ "$level" -lt 6 ]
          }`,`
          # Cuts $work/rows into batches and lists the folders in them to $depth, several at a time.
          round() {
            batches=$((folders + rows / 100000 + 1))
            [ "$batches" -le $((8 * finds)) ] || batches=$((8 * finds))
            split -t '\\0' -l "$((rows / batches + 1))" -a 4 "$work/rows" "$work/batch."
            # An empty tree has no batch.
            : >"$work/no.notes"
            pids=
            worker=0
            [ "$letter" = D ] || begin_packing
            while [ "$worker" -lt "$finds" ] && [ "$worker" -lt "$batches" ]; do
              worker=$((worker + 1))
              work_off &
              pids="$pids $!"
            done
            for pid in $pids; do
              wait "$pid" || stop '' "a worker ended with status $?"
            done
            [ "$letter" = D ] || end_packing
            end_round
          }`,`
          end_round() {
            if [ -f "$work/stopped" ]; then
              reason=$(head -n 1 "$work/stopped")
              detail=$(tail -n +2 "$work/stopped")
              [ -z "$reason" ] || refuse "$reason" "$detail"
              fail "$detail"
            fi
            cat "$work"/*.notes >>"$work/notes"
            rm -f -- "$work"/*.notes "$work"/*.taken "$work"/*.plain "$work"/*.odd "$work"/*.failed \\
              "$work"/*.said "$work"/*.done
          }`,`
          # Keeps those of the rows $1 that lie from $from on and before $until. A marker sorts before a row of the same path.
          cut_rows() {
            {
              printf '</%s\\0' "$from"
              [ -z "$until" ] || printf '>/%s\\0' "$until"
              cat -- "$1" || echo cat >>"$work/share.failed"
            } | sort_rows "$work/share" | sed -z '0,/^</d;/^>/,$d' >"$work/cut"
            [ ! -f "$work/share.failed" ] || fail 'the share of this server could not be sorted'
            mv -f -- "$work/cut" "$1"
          }`,`
          # Below the last common level each server lists its share alone. No cut is deeper than that level, so each row goes with
          # all that is below it. The notes that stand for rows, and those of what is pruned, are shared out like rows.
          of_share() {
            [ "$level" -eq "$share_level" ] || return 0
            # What all servers must see alike if they list one tree: these folders and their inodes. A copy has others.
            first_levels=$(sed -zn 's/^[dD] [^/]*:\\([0-9]*\\)\\//\\1 /p' "$work/rows" | sha256sum | cut -c 1-64)
            cut_rows "$work/rows"
            sed -zn 's/^\\([PU]\\)\\(\\.\\/\\)\\{0,1\\}/\\1\\//;/^U/s/$/\\//;/^[PU]/p' "$work/notes" >"$work/of-rows"
            cut_rows "$work/of-rows"
            sed -z 's/^\\([PU]\\)\\//\\1/' "$work/of-rows" >"$work/notes"
          }`,`
          # Where the folders of these levels can be cut into $shares shares of as many folders each, and nothing else. Their slash
          # stays: rows are sorted with it, and a cut without it may lie elsewhere.
          tell_cuts() {
            emit level "$level"
            sed -zn '/^[dD] /{s/^[^\\/]*\\///;p}' "$work/rows" >"$work/paths"
            folders=$(tr -dc '\\0' <"$work/paths" | wc -c)
            cut=1 told=0 room=16000
            while [ "$cut" -lt "$shares" ] && [ "$shares" -le "$folders" ]; do
              at=$(sed -zn "$((folders * cut / shares + 1))p" "$work/paths" | tr -d '\\0' | base64 -w 0)
              cut=$((cut + 1))
              # Fewer cuts are of more use than an answer that the agent cuts off.
              [ "\${#at}" -le "$room" ] || continue
              room=$((room - \${#at})) told=$((told + 1))
              emit "cut-$told" "$at"
            done
            rm -rf -- "$spool"
            exit 0
          }`,`
          # First the top, then level by level until there are enough folders for all finds, then all below these. A
          # batch is a range of the sorted rows, so its rows stay one range, whatever is found below its folders.
          depth=1 letter=D path=%P
          : >"$work/top"
          : >"$work/top.odd"
          printf '.\\0' >"$work/top.plain"
          list_batch "$work/top"
          end_round
          mv -f -- "$work/top.rows" "$work/rows"
          path=%p
          level=1 first_levels=
          of_share
          count
          while wants_level || [ "$level" -lt "$share_level" ]; do
            if [ "$rows" -gt 0 ]; then
              round
              cat "$work"/batch.????.rows >"$work/rows"
              rm -f -- "$work"/batch.*
            fi
            level=$((level + 1))
            of_share
            count
          done
          [ "$shares" -eq 1 ] || tell_cuts
          depth=1000000 letter=d
          : >"$work/index"
          # With its own line there is one to check, in an empty tree too.
          printf '%s\\n' "$asked" >"$work/asked"
          printf '%s  asked\\n' "$(sha256sum <"$work/asked" | cut -c 1-64)" >"$work/sums"
          round
          rm -f -- "$work/rows"
          read -r parts total <"$work/packed"`,`
          notes_of() {
            sed -zn "/^$1/p" "$work/notes" | tr -dc '\\0' | wc -c
          }
          read -r all _ <"$work/sha256"
          {
            emit source "$source"
            emit began "$began"
            emit ended "$(date +%s)"
            emit rows "$total"
            emit folders "$(cat "$work/folders")"
            emit pruned "$(notes_of P)"
            emit pruned-first "$(first_pruned)"
            emit denied "$(notes_of U)"
            emit sha256 "$all"
            emit first-levels "$first_levels"
            emit parts "$parts"
          } >"$spool/answer.new"
          [ "$parts" -eq 0 ] || mv -f -- "$work"/part.[1-9]* "$spool"
          printf '%s  index\\n' "$(sha256sum <"$work/index" | cut -c 1-64)" >>"$work/sums"
          mv -f -- "$work/asked" "$work/index" "$work/sums" "$spool"
          mv -f -- "$spool/answer.new" "$spool/answer"
          emit listed yes
          print_answer
`,`# Notes on the server that the switch of this run is confirmed. Changes no mount.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Notes on the server that the switch of this run is confirmed. Changes no mount.'
parameters:`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: markConfirmed
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '300'
      runCommand:
        - |
          #!/bin/sh`,`          decode LockPath '{{ LockPath }}'
          lock=$value
          need_path StatePath "$state"
          need_path LockPath "$lock"
          need_run "$run"
          fence_way=forward
          take_fenced_lock`,`
          # The run that note $1 names, in its first word: $noted.
          read_note() {
            noted=
            [ ! -f "$state/$1" ] || read -r noted _ <"$state/$1" || :
            noted=\${noted#run=}
          }`,`
          read_note switched
          [ "$noted" = "$run" ] || refuse not-switched "switched by \${noted:-no run}, not by run $run"
          [ ! -f "$state/changing" ] || refuse not-switched 'a change of mounts is not finished'`,`
          confirmed=already
          read_note confirmed
          if [ "$noted" != "$run" ]; then
            confirmed=yes
            write_state confirmed "run=$run at=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
          fi
          # From here on a way back stops what it finds then.
          rm -f -- "$state/services"
          emit confirmed "$confirmed"
`,`# Measures how fast the application's user reads, writes and renames through both mounts.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: "Measures how fast the application's user reads, writes and renames through both mounts."
parameters:`,`  SourceMountPath:
    type: String
    description: 'mount point of the source (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  ReadFolder:
    type: String
    description: 'folder whose files are read, relative to the mount points; empty is the mount point itself (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  WriteFolder:
    type: String
    description: 'folder to write in, relative to the mount points; empty is the mount point itself (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Files:
    type: String
    description: 'how many files (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Size:
    type: String
    description: 'bytes of each (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Write:
    type: String
    description: 'yes to write and rename too, no to read alone (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  StatePath:
    type: String
    description: "folder of this product's notes on the server (base64)"
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: measureSpeed
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '900'
      runCommand:
        - |
          #!/bin/sh`,`          decode SourceMountPath '{{ SourceMountPath }}'
          source_mount=$value`,`          decode ReadFolder '{{ ReadFolder }}'
          read_folder=$value`,`          decode WriteFolder '{{ WriteFolder }}'
          write_folder=$value`,`          decode Size '{{ Size }}'
          size=$value`,`          decode Write '{{ Write }}'
          write=$value`,`
          need_number() {
            case $2 in
              '' | 0* | *[!0-9]*) refuse bad-parameter "$1 is not a number" ;;
            esac
            if [ "\${#2}" -gt 8 ] || [ "$2" -gt "$3" ]; then refuse bad-parameter "$1 is more than $3"; fi
          }`,`
          need_path SourceMountPath "$source_mount"
          need_path GatewayMountPath "$gateway_mount"
          need_path StatePath "$state"
          need_run "$run"
          need_number Files "$files" 200
          need_number Size "$size" 16777216
          [ -z "$read_folder" ] || need_relative ReadFolder "$read_folder"
          [ -z "$write_folder" ] || need_relative WriteFolder "$write_folder"
          case $write in yes | no) ;; *) refuse bad-parameter 'Write is neither yes nor no' ;; esac
          need_user`,`
          for mount in "$source_mount" "$gateway_mount"; do
            look "$mount"
            [ "$mounts" -gt 0 ] || refuse not-mounted "nothing is mounted at $mount"
            need_inside "$mount/$read_folder"
            [ "$write" = no ] || need_inside "$mount/$write_folder"
          done`,`
          hidden=.nfs-cutover-speed-$run
          source_folder=$source_mount/\${write_folder:+$write_folder/}$hidden
          gateway_folder=$gateway_mount/\${write_folder:+$write_folder/}$hidden
          names=$state/$run/speed-names
          marker=$state/$run/speed-folders
          made=no`,`
          # Removes what this run has written into folder $1, and the folder.
          remove_folder() {
            attempt as_user sh -c '
              [ -d "$1" ] || exit 0
              find "$1" -maxdepth 1 -type f -name "[ab][0-9]*" -exec rm -f -- {} + && rmdir -- "$1"' sh "$1"
          }`,`
          # The last thing in every way out, a signal included.
          finish() {
            code=$?
            trap '' HUP INT TERM
            limit=20
            rm -f -- "$names" "$names.all"
            if [ "$made" = yes ]; then
              left=
              for folder in "$source_folder" "$gateway_folder"; do
                remove_folder "$folder"
                [ "$status" -eq 0 ] || left=$left\${left:+, }$folder
              done
              emit left "$left"
              [ -n "$left" ] || rm -f -- "$marker"
            fi
            rmdir -- "$state/$run" 2>/dev/null || :
            case $code in 0 | 3) exit "$code" ;; *) exit 1 ;; esac
          }
          (umask 077 && mkdir -p -- "$state/$run")
          trap finish EXIT
          trap 'exit 1' HUP INT TERM`,`
          # ---- Reading: files that are on both sides, with the same size ----
          as_user find "$source_mount/$read_folder" -maxdepth 1 -type f -size +0c ! -name '.nfs-cutover-*' \\
            -printf '%f\\0' 2>/dev/null | head -z -n 1000 >"$names.all" || :
          as_user xargs -0 -r sh -c '
            source=$1 gateway=$2 left=$3
            shift 3
            for name; do
              [ "$left" -gt 0 ] || exit 0
              [ -r "$source/$name" ] && [ -f "$gateway/$name" ] && [ -r "$gateway/$name" ] || continue
              [ "$(stat -c %s -- "$source/$name")" = "$(stat -c %s -- "$gateway/$name")" ] || continue
              printf "%s\\0" "$name"
              left=$((left - 1))
            done' sh "$source_mount/$read_folder" "$gateway_mount/$read_folder" "$files" \\
            <"$names.all" 2>/dev/null | head -z -n "$files" >"$names" || :
          count=$(tr -cd '\\0' <"$names" | wc -c)
          emit read-files "$count"`,`
          # $output: milliseconds for reading all of them below $1, in the way $2.
          read_side() {
            limit=120
            attempt as_user xargs -0 sh -c '
              folder=$1 size=$2 way=$3
              shift 3
              # As far as an ordinary user can: the pages of the file leave the cache of this server.
              for name; do dd if="$folder/$name" of=/dev/null iflag=nocache count=0 2>/dev/null || :; done
              begun=$(date +%s%N)
              for name; do dd if="$folder/$name" of=/dev/null bs="$size" count=1 $way 2>/dev/null || exit 1; done
              ended=$(date +%s%N)
              echo "$(((ended - begun) / 1000000))"' sh "$1/$read_folder" "$size" "$2" <"$names"
            limit=20
            [ "$status" -ne 137 ] || refuse hung "reading below $1 did not end within 120 s"
          }`,`
          # Both sides in the same way, or it would say nothing.
          read_both() {
            read_side "$source_mount" "$1"
            from_source=$output
            [ "$status" -eq 0 ] || return 1
            read_side "$gateway_mount" "$1"
            from_gateway=$output
            [ "$status" -eq 0 ]
          }`,`
          if [ "$count" -gt 0 ]; then
            way=direct
            if ! read_both iflag=direct; then
              way=cached
              read_both '' || refuse read-failed "a file that is on both sides could not be read: $output"
            fi
            bytes=$(as_user xargs -0 sh -c 'folder=$1; shift; cd -- "$folder" && stat -c %s -- "$@"' sh \\
              "$source_mount/$read_folder" <"$names" | awk -v size="$size" '{ n += $1 < size ? $1 : size } END { printf "%d", n }')
            emit read-bytes "$bytes"
            emit read-way "$way"
            emit read-source "$from_source"
            emit read-gateway "$from_gateway"
          fi`,`
          # ---- Writing and renaming: in a hidden folder of this run, on both sides ----
          write_side() {
            limit=120
            attempt as_user sh -c '
              folder=$1 size=$2 files=$3
              begun=$(date +%s%N)
              i=0
              while [ "$i" -lt "$files" ]; do
                i=$((i + 1))
                said=$(dd if=/dev/zero of="$folder/a$i" bs="$size" count=1 conv=excl,fsync 2>&1) || { echo "$said"; exit 1; }
              done
              written=$(date +%s%N)
              i=0
              while [ "$i" -lt "$files" ]; do
                i=$((i + 1))
                mv -T -- "$folder/a$i" "$folder/b$i" || exit 1
              done
              renamed=$(date +%s%N)
              echo "$(((written - begun) / 1000000)) $(((renamed - written) / 1000000))"' sh "$1" "$size" "$files"
            limit=20
            [ "$status" -ne 137 ] || refuse hung "writing into $1 did not end within 120 s"
            [ "$status" -eq 0 ] || refuse write-failed "$output"
          }`,`
          if [ "$write" = yes ]; then
            if [ -f "$marker" ]; then
              # This run was ended without a chance to remove them.
              for folder in "$source_folder" "$gateway_folder"; do
                remove_folder "$folder"
                [ "$status" -eq 0 ] || refuse not-removed "$folder: $output"
              done
            fi
            for folder in "$source_folder" "$gateway_folder"; do
              look_at "$folder"
              [ "$kind" = missing ] || refuse folder-exists "$folder"
            done
            (umask 077 && : >"$marker")
            made=yes
            for folder in "$source_folder" "$gateway_folder"; do
              attempt as_user mkdir -- "$folder"
              [ "$status" -ne 137 ] || refuse hung "no answer within $limit s"
              [ "$status" -eq 0 ] || refuse write-failed "$output"
            done
            write_side "$source_folder"
            emit write-source "\${output% *}"
            emit rename-source "\${output#* }"
            write_side "$gateway_folder"
            emit write-gateway "\${output% *}"
            emit rename-gateway "\${output#* }"
          fi
          emit measured yes
`,`# Tries to write through the mount of the gateway, as the application's user: a share that is closed refuses it.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: "Tries to write through the mount of the gateway, as the application's user: a share that is closed refuses it."
parameters:`,`  MountPath:
    type: String
    description: 'mount point of the gateway (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: probeShare
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '120'
      runCommand:
        - |
          #!/bin/sh`,`
          need_path MountPath "$mount"
          need_path StatePath "$state"
          need_run "$run"
          need_path ProcPath "$proc"
          [ -z "$folder" ] || need_relative Folder "$folder"
          need_user
          fence_way=back
          enter_fence
          look "$mount"
          [ "$mounts" -gt 0 ] || refuse not-mounted "nothing is mounted at $mount"
          # What this client itself refuses says nothing about the share.
          if is_read_only || is_flagged; then
            refuse client-read-only "$mount is mounted read-only here: $at_options"
          fi
          need_probe_folder
          probe_closed
          emit closed "$closed"
`,`# Raises the epoch that the server knows, so that nothing sent before it is done any more. Changes no mount.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Raises the epoch that the server knows, so that nothing sent before it is done any more. Changes no mount.'
parameters:`,`  Forget:
    type: String
    description: 'yes: the script that leads back by hand is needed no more (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: raiseEpoch
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '120'
      runCommand:
        - |
          #!/bin/sh`,`          # begin: forget-restore
          # The script that leads back by hand goes as soon as there is nothing that it could lead back from.
          forget_restore() {
            for note in frozen changing switched services; do
              [ ! -f "$state/$note" ] || return 0
            done
            rm -f -- "$state/restore" "$state/restore.sha256"
          }`,"          # end: forget-restore",`          decode StatePath '{{ StatePath }}'
          state=$value
          need_path StatePath "$state"
          need_path ProcPath "$proc"`,`          decode Forget '{{ Forget }}'
          forget=$value
          # Whoever goes back may raise it without the journal. Whoever goes forward sends an epoch of the journal.
          fence_way=back
          raises=yes
          alone=no
          [ -n "$epoch" ] || alone=yes
          enter_fence
          # Once the migration is over, nobody leads back any more.
          if [ -n "$forget" ]; then
            rm -f -- "$state/restore" "$state/restore.sha256"
            open_covered
          fi
          emit alone "$alone"
          emit owner "$known_owner"
`,`# Prints one part of a listing that list-tree has made, as base64, or its index, or removes it. Touches no mount.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Prints one part of a listing that list-tree has made, as base64, or its index, or removes it. Touches no mount.'
parameters:`,`  Label:
    type: String
    description: 'name of the listing (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Part:
    type: String
    description: 'number of the part from 1; index-N for the lines of the parts from N; or remove (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  StatePath:
    type: String
    description: "folder of this product's notes on the server (base64)"
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: readManifestPart
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '900'
      runCommand:
        - |
          #!/bin/sh`,`          decode Part '{{ Part }}'
          part=$value`,`
          need_path StatePath "$state"
          need_run "$run"
          name_spool "$run" "$label"`,`
          if [ "$part" = remove ]; then
            if [ -d "$spool" ]; then
              rm -f -- "$spool/answer"
              rm -rf -- "$spool"
              emit removed yes
            else
              emit removed absent
            fi
            exit 0
          fi`,`
          [ -f "$spool/answer" ] || refuse no-listing "this run has no listing $label"
          case $part in
            index-*)
              first=\${part#index-}
              need_number Part "$first" 1 999999999
              sed -n "$first,$((first + 150 - 1))p" -- "$spool/index"
              exit 0
              ;;
          esac
          need_number Part "$part" 1 999999999
          file=$spool/part.$part
          [ -f "$file" ] || refuse no-part "the listing $label has no part $part"
          emit part "$part"
          emit bytes "$(stat -c %s -- "$file")"
          printf -- '-----BEGIN PART %s-----\\n' "$part"
          base64 -w 4096 -- "$file"
          printf -- '-----END PART %s-----\\n' "$part"
`,`# Says what is mounted where, and what the documents that change mounts have noted. Changes nothing.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Says what is mounted where, and what the documents that change mounts have noted. Changes nothing.'
parameters:`,`  LockPath:
    type: String
    description: 'lock file, one for all documents that change mounts (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: readMounts
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '300'
      runCommand:
        - |
          #!/bin/sh`,`          decode LockPath '{{ LockPath }}'
          lock=$value`,`
          need_path SourceMountPath "$source_mount"
          need_path GatewayMountPath "$gateway_mount"
          need_path FstabPath "$fstab"
          need_path StatePath "$state"
          need_path LockPath "$lock"
          need_run "$run"`,`
          # Never in the middle of a change; but reading itself may be ended at any time.
          take_lock
          trap - HUP INT TERM`,`
          look "$gateway_mount"
          beside=$at_source
          emit at-gateway "$at_source"
          emit at-gateway-options "$at_options"
          look "$source_mount"
          emit at-source "$at_source"
          emit at-source-fstype "$at_fstype"
          emit at-source-options "$at_options"
          emit at-source-mounts "$mounts"`,`
          named=
          if [ -f "$fstab" ]; then
            fstab_get field1 "$fstab" "$source_mount"
            named=$value
            fstab_get line "$fstab" "$source_mount"
            emit fstab "$value"
          fi`,`
          switched_run='' switched_at='' switched_export=''
          if [ -f "$state/switched" ]; then
            read -r switched_run switched_at switched_export <"$state/switched" || :
          fi
          frozen_run=
          if [ -f "$state/frozen" ]; then read -r frozen_run _ <"$state/frozen" || :; fi
          changing=no changing_run=
          if [ -f "$state/changing" ]; then
            changing=yes
            read -r _ _ changing_run <"$state/changing" || :
          fi
          confirmed_run='' confirmed_at=''
          if [ -f "$state/confirmed" ]; then
            read -r confirmed_run confirmed_at _ <"$state/confirmed" || :
          fi
          confirmed_at=\${confirmed_at#at=}
          # How many seconds ago, by the clock that has noted it: no other clock is compared with this one.
          confirmed_age=
          if [ -n "$confirmed_at" ] && noted=$(date -u -d "$confirmed_at" +%s 2>/dev/null); then
            confirmed_age=$(($(date -u +%s) - noted))
          fi
          emit switched-run "\${switched_run#run=}"
          emit switched-at "\${switched_at#at=}"
          emit frozen-run "$frozen_run"
          emit changing "$changing"
          emit changing-run "\${changing_run#run=}"
          emit confirmed-run "\${confirmed_run#run=}"
          emit confirmed-at "$confirmed_at"
          emit confirmed-age "$confirmed_age"
          if [ -f "$state/restore" ] || [ -f "$state/.covered" ]; then emit way-back kept; fi
          read_epoch
          emit_boot`,`
          # What the server itself can tell: the gateway is what stands beside or what the switch has noted, the
          # source is what fstab names otherwise.`,`          decode switched "\${switched_export#export=}"
          served=other
          if [ "$mounts" -eq 0 ]; then
            served=none
          elif [ "$mounts" -gt 1 ]; then
            served=other
          elif [ "\${at_source%/}" = "\${beside%/}" ] || [ "\${at_source%/}" = "\${value%/}" ]; then
            served=gateway
          elif [ "\${at_source%/}" = "\${named%/}" ]; then
            served=source
          fi
          emit served "$served"
`,`# Removes a file that create-test-file made in the same run, if its content is still the same.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Removes a file that create-test-file made in the same run, if its content is still the same.'
parameters:`,`  Sha256:
    type: String
    description: 'sha256 of the file, lower-case hex (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: removeTestFile
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '600'
      runCommand:
        - |
          #!/bin/sh`,`          decode Sha256 '{{ Sha256 }}'
          wanted=$value`,`
          need_path MountPath "$mount"
          need_path StatePath "$state"
          need_run "$run"
          need_relative Target "$target"
          case $wanted in
            *[!0-9a-f]*) refuse bad-parameter 'Sha256 is not a sha256 in lower-case hex' ;;
          esac
          case \${#wanted} in
            0 | 64) ;;
            *) refuse bad-parameter 'Sha256 is not a sha256 in lower-case hex' ;;
          esac
          need_user
          fence_way=back
          enter_fence
          look "$mount"
          [ "$mounts" -gt 0 ] || refuse not-mounted "nothing is mounted at $mount"`,`
          name_state
          need_inside "$folder"
          read_marker
          look_at "$mount/$target"
          if [ "$kind" = missing ]; then
            # The copy that a killed create-test-file may have left.
            [ -z "$made" ] || as_user_write rm -f -- "$partial"
            forget_made
            emit removed absent
            exit 0
          fi
          [ "$kind" != denied ] || refuse denied "$output"
          [ -n "$made" ] || refuse not-ours 'this run has not made the target'
          [ "$kind" = file ] || refuse differs "the target is not a regular file: $kind"
          # A job that was stopped may not have said what it made: then the server's own note is all there is.
          wanted=\${wanted:-$made}
          hash_of "$mount/$target"
          if [ "$sum" != "$wanted" ] || [ "$sum" != "$made" ]; then
            refuse differs "expected sha256 $wanted, made with $made, got $sum"
          fi
          as_user_write rm -f -- "$mount/$target" "$partial"
          look_at "$mount/$target"
          [ "$kind" = missing ] || fail 'the target is still there after its removal'
          forget_made
          emit removed yes
`,`# Serves the mount point from the source again, in fstab too: the way back of switch-mount.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Serves the mount point from the source again, in fstab too: the way back of switch-mount.'
parameters:`,`  GatewayExport:
    type: String
    description: 'export of the gateway share, host:/path (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Options:
    type: String
    description: 'mount options of the export that is to be served (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Keep:
    type: String
    description: 'yes: change no mount, and keep this script on the server for use by hand (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Folder:
    type: String
    description: 'with Keep: folder to try to write in, relative to the mount point; empty is the mount point itself (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  User:
    type: String
    description: "with Keep: the application's user (base64)"
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Group:
    type: String
    description: "with Keep: the application's group (base64)"
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  UnitsPath:
    type: String
    description: "folder of systemd's units that a boot empties (base64)"
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: restoreMount
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '900'
      runCommand:
        - |
          #!/bin/sh`,`
          # In the copy that is kept on the server this is yes.
          by_hand=no
          fence_way=back`,`          # begin: change
          # The change of mounts as one transaction, the same in both directions: $want is served instead of $from, or
          # everything is as it was.`,`
          same_export() {
            [ "\${1%/}" = "\${2%/}" ]
          }`,`
          # $served: source, gateway, none, other or stacked.
          look_served() {
            look "$mount"
            case $mounts:$at_fstype in
              0:*) served=none ;;
              1:nfs | 1:nfs4)
                served=other
                if same_export "$at_source" "$source_export"; then served=source; fi
                if same_export "$at_source" "$gateway_export"; then served=gateway; fi
                ;;
              1:*) served=other ;;
              *) served=stacked ;;
            esac
          }`,`
          report() {
            look_served
            emit state "$served"
            emit source "$at_source"
            emit fstype "$at_fstype"
            emit options "$at_options"
          }`,`
          # Every refusal says what is served now, even where findmnt gives no answer any more.
          reported=yes
          before_refusal() {
            if [ "$changing" = yes ]; then go_back "$1" "$2"; fi
            case $reported in
              '')
                reported=begun
                rm -f -- "$new_fstab"
                report
                ;;
              begun) emit state unknown ;;
            esac
            reported=yes
          }`,`
          # The line of fstab to which a change goes back, and the comment above it.
          line_back='' comment_back=''`,`
          # Whatever ends this script while the mount is being changed: first to one of its two ends.
          changing=no
          leave_change() {
            code=$?
            if [ "$changing" = yes ]; then
              set +e
              go_back unexpected "exit status $code"
            fi
            case $code in 0 | 3) exit "$code" ;; *) exit 1 ;; esac
          }
          trap leave_change EXIT`,`
          # Takes the topmost mount away. Never lazily: a lazy unmount leaves writers on the old server.
          unmount() {
            still_owner
            look "$mount"
            layers=$mounts
            for try in 1 2 3; do
              attempt_mount umount "$mount"
              failure=$output
              look "$mount"
              [ "$mounts" -ge "$layers" ] || return 0
              [ "$try" -eq 3 ] || sleep 2
            done
            output=$failure
            return 1
          }`,`
          # Mounts $1 (source or gateway) and reads back that it is served; the text of a failure is in $failure.
          serve() {
            still_owner
            if [ "$1" = source ]; then
              options=$source_options
              [ "$read_only" = no ] || options=$options,ro
              attempt_mount mount -t "$source_fstype" -o "$options" "$source_export" "$mount"
            else
              attempt_mount mount -t nfs -o "$gateway_options" "$gateway_export" "$mount"
            fi
            failure=$output
            mount_status=$status
            look_served
            [ "$served" = "$1" ] && [ "$mount_status" -eq 0 ]
          }`,`
          # Back to where it began, then the refusal $1 with detail $2. First fstab: a server that is cut off now serves after its
          # boot what it would serve without that.
          go_back() {
            changing=no
            why=$2
            if [ -n "$line_back" ]; then
              if ! set_fstab_line "$line_back" "$comment_back" || ! reload_units; then
                why="$why; going back: $fstab could not be replaced: $output"
              fi
            fi
            look_served
            if [ "$served" != "$from" ] && [ "$served" != none ]; then
              unmount || why="$why; going back: $output"
              look_served
            fi
            if [ "$served" = none ] && [ "$from" != none ]; then
              for attempt_number in 1 2 3; do
                if serve "$from"; then break; fi
                [ "$attempt_number" -eq 3 ] || sleep 2
              done
              [ "$served" = "$from" ] || why="$why; going back: $failure"
            fi
            [ "$served" != "$from" ] || rm -f -- "$state/changing"
            refuse "$1" "$why"
          }`,`
          # From here to the end of the change nothing is left half done.
          begin_change() {
            write_state changing "from=$from read_only=$read_only run=$run"
            changing=yes
          }`,`
          # A killed change has left $from and $read_only as they were at its beginning.
          resume_change() {
            read -r left_from left_read_only left_run <"$state/changing"
            from=\${left_from#from=}
            read_only=\${left_read_only#read_only=}
            emit resumed "\${left_run#run=}"
            case $from:$read_only in
              source:yes | source:no | gateway:yes | gateway:no | none:yes | none:no) ;;
              *) fail "$state/changing cannot be understood" ;;
            esac
          }`,"          # end: change",`          # begin: fstab-line
          # Makes $line: export $1, type $2, options $3 and, of the line that is there, the last two fields.
          compose_line() {
            fstab_get field5 "$fstab" "$mount"
            dump=\${value:-0}
            fstab_get field6 "$fstab" "$mount"
            pass=\${value:-0}
            line=$(fstab_export=$1 fstab_path=$mount awk '
              function encoded(text,   out, i, c) {
                for (i = 1; i <= length(text); i++) {
                  c = substr(text, i, 1)
                  if (c == " ") c = "\\\\040"
                  else if (c == "\\t") c = "\\\\011"
                  else if (c == "\\n") c = "\\\\012"
                  else if (c == "\\\\") c = "\\\\134"
                  out = out c
                }
                return out
              }
              BEGIN { printf "%s %s", encoded(ENVIRON["fstab_export"]), encoded(ENVIRON["fstab_path"]) }')
            line="$line $2 $3 $dump $pass"
          }`,`
          need_change_parameters() {
            need_path ProcPath "$proc"
            need_path MountPath "$mount"
            need_path FstabPath "$fstab"
            need_path StatePath "$state"
            need_path LockPath "$lock"
            need_run "$run"
            for export_name in "$source_export" "$gateway_export"; do
              case $export_name in
                -* | '') refuse bad-parameter 'an export is empty or begins with -' ;;
                *:/*) ;;
                *) refuse bad-parameter "not an export (host:/path): $export_name" ;;
              esac
            done
            if same_export "$source_export" "$gateway_export"; then
              refuse bad-parameter 'SourceExport and GatewayExport are the same'
            fi
            case $options_given in
              -* | *[!!-~]*) refuse bad-parameter 'Options has a blank or another byte that fstab cannot hold' ;;
            esac
            reported=
          }`,"          # end: fstab-line",`          decode GatewayExport '{{ GatewayExport }}'
          gateway_export=$value`,"          decode Options '{{ Options }}'\n          options_given=${value:-defaults}",`          decode LockPath '{{ LockPath }}'
          lock=$value
          read_only=no
          source_fstype=nfs
          source_options=defaults
          gateway_options=rw,hard,nolock`,`
          # ---- A gateway that does not answer: its mount is taken away by force, on the way back alone ----`,`
          # Whether the server of the topmost mount answers one of two null calls; one that cannot be asked at the address and
          # port of the mount does: force is for a server that is known to be silent.
          server_answers() {
            command -v rpcinfo >/dev/null 2>&1 || return 0
            address=$(address_of "$at_superblock")
            port=$(printf ',%s' "$at_superblock" | sed -n 's/.*,port=\\([0-9]*\\).*/\\1/p')
            case $port in '' | 0) port=2049 ;; esac
            case ,$at_superblock, in *,proto=tcp,*) ;; *) return 0 ;; esac
            case $address in *.*.*.*) ;; *) return 0 ;; esac
            case ,$at_options, in *,vers=3,*) version=3 ;; *) version=4 ;; esac
            for call in 1 2; do
              attempt timeout -s KILL 8 rpcinfo -a "$address.$((port / 256)).$((port % 256))" -T tcp 100003 "$version"
              case $status:$output in 0:* | *[Uu]sage*) return 0 ;; esac
            done
            return 1
          }`,`
          # A line for each process that has something below the mount: its number, what, and the path. Nothing here asks the
          # server: links of proc are names. Others have chosen them: a newline in one begins no line, for whoever has one is killed.
          list_users() {
            find "$proc"/[0-9]*/fd "$proc"/[0-9]*/cwd "$proc"/[0-9]*/root "$proc"/[0-9]*/exe -maxdepth 1 -type l \\
              -printf '%p\\t%l\\0' 2>/dev/null | tr '\\n\\0' '?\\n' | proc=$proc/ mount=$mount awk -F '\\t' '
              {
                if ($2 != ENVIRON["mount"] && index($2, ENVIRON["mount"] "/") != 1) next
                what = substr($1, length(ENVIRON["proc"]) + 1)
                process = what
                sub(/\\/.*/, "", process)
                sub(/^[^\\/]*\\//, "", what)
                if (process > 1) print process, what, $2
              }'
            grep -lF " $mount/" "$proc"/[0-9]*/maps 2>/dev/null | sed 's|.*/\\([0-9]*\\)/maps$|\\1 maps|'
          }`,`
          # Those of $1 whose file is open for writing: what they have not yet written is lost.
          open_for_writing() {
            printf '%s\\n' "$1" | while read -r process what path; do
              case $what in
                fd/*)
                  flags=$(sed -n 's/^flags:[[:blank:]]*//p' "$proc/$process/fdinfo/\${what#fd/}" 2>/dev/null) || continue
                  case $flags in *[12]) printf '%s %s\\n' "$process" "$path" ;; esac
                  ;;
              esac
            done
          }`,`
          # Ends with 0 where the topmost mount is gone.
          unmount_dead() {
            plain=$output
            look "$mount"
            layers=$mounts
            if server_answers; then
              output=$plain
              return 1
            fi
            emit forced "$at_source"
            device=$at_device own=$at_target
            read_mount_table
            # The kernel ends the calls of every mount of that file system.
            emit forced-with "$(printf '%s\\n' "$output" | awk -v device="$device" -v own="$own" '
              $2 == device && $1 != own { print $1 }' | head -n 8)"
            limit=40 writers=
            for round in 1 2 3; do
              attempt_mount umount -f "$mount"
              look "$mount"
              [ "$mounts" -ge "$layers" ] || break
              users=$(list_users)
              writers=$(printf '%s\\n%s' "$writers" "$(open_for_writing "$users")" | sort -u | sed '/^$/d' | head -n 40 | head -c 1500)
              for process in $(printf '%s\\n' "$users" | cut -d ' ' -f 1 | sort -u); do
                [ "$process" = "$$" ] || bounded kill -9 "$process" >/dev/null 2>&1 || :
              done
              sleep 1
            done
            emit open-files "$writers"
            limit=20
            if [ "$mounts" -ge "$layers" ]; then
              # What hangs in it keeps the file system in memory until the boot, and may be written until then; the path is free.
              # Noted first: nobody could see it any more.
              read_boot
              write_state detached "boot=\${booted:-unknown} run=$run"
              attempt_mount umount -l "$mount"
              look "$mount"
              [ "$mounts" -lt "$layers" ] || return 1
              emit detached "\${booted:-unknown}"
            fi
          }`,`
          # A plain unmount of a server that is dead would hang until it is killed.
          leave_topmost() {
            still_owner
            output=
            if server_answers && unmount; then return 0; fi
            unmount_dead
          }`,`
          # ---- The same script, kept on the server for a night on which nothing else works ----`,`          decode Keep '{{ Keep }}'
          keep=$value`,`          decode UnitsPath '{{ UnitsPath }}'
          units_folder=$value`,`          decode Group '{{ Group }}'
          group=$value
          if [ "$keep:$by_hand" = yes:no ]; then
            need_change_parameters
            need_path UnitsPath "$units_folder"
            name_fstab
            [ -z "$folder" ] || need_relative Folder "$folder"
            need_user
            [ -n "$epoch" ] || refuse bad-parameter 'Keep needs an epoch: by hand it is raised'
            [ -f "$0" ] || fail "the script is not a file: $0"
            fence_way=forward
            take_fenced_lock
            script=$(sed 's/^by_hand=no$/by_hand=yes/' <"$0")
            sum=$(printf '%s\\n' "$script" | sha256sum)
            kept=$(sha256sum <"$state/restore" 2>/dev/null) || kept=
            # Killed in between, one of both is right.
            write_state restore.sha256 "\${sum%% *} \${kept%% *}"
            write_state restore "$script"
            chmod 700 "$state/restore"
            write_state restore.sha256 "\${sum%% *}"
            emit kept "\${sum%% *}"
            exit 0
          fi`,`
          # ---- By hand: somebody has started the copy that was kept on the server ----
          begin_by_hand() {
            # Names that others have chosen reach root's terminal here: none of their bytes may command it.
            printable() {
              tr -c '\\n -~' '?'
            }
            fail() {
              printf '%.4000s\\n' "$1" | printable >&2
              exit 1
            }
            emit() {
              [ -n "$2" ] || return 0
              set -- "$1" "$(printf '%s' "$2" | printable)"
              case $1 in
                refusal) printf 'Refused: %s. ' "$2" ;;
                detail) printf '%s\\n' "$2" ;;
                holders) printf 'These use %s. End them, then start this once more:\\n%s\\n' "$mount" "$2" ;;
                forced) printf 'The gateway %s does not answer: it is unmounted by force.\\n' "$2" ;;
                forced-with) printf 'The calls of these mounts were ended with it:\\n%s\\n' "$2" ;;
                open-files) printf 'What these had not yet written through the gateway is lost:\\n%s\\n' "$2" ;;
                detached) printf 'The old mount stays in memory: boot this server as soon as you can.\\n' ;;
                probe) printf 'The source is mounted for writing, but a write as %s fails, and nothing was started. Cure that, then start this once more.\\n' "$user" ;;
                covered-closed) printf 'The folder below the mount still takes no files. %s\\n' "$2" ;;
                reload) printf 'systemd has not read %s: run "systemctl daemon-reload". %s\\n' "$fstab" "$2" ;;
              esac
            }
            case $* in '' | --although-confirmed) ;; *) refuse bad-parameter "expected nothing or --although-confirmed, got $*" ;; esac
            sum=$(sha256sum <"$state/restore") && read -r wanted before _ <"$state/restore.sha256" ||
              [ -n "\${wanted-}" ] || refuse state-lost "$state/restore.sha256 is missing: go by docs/operations.md"
            case \${sum%% *} in
              "$wanted" | "$before") ;;
              *) refuse changed "$state/restore has been changed since it was put here: go by docs/operations.md" ;;
            esac
            switched_at=
            [ ! -f "$state/switched" ] || read -r _ switched_at _ <"$state/switched" || :
            switched_at=\${switched_at#at=}
            if [ -f "$state/confirmed" ] && [ -z "$*" ]; then
              refuse confirmed "The gateway has served since $switched_at. What was written since then is not at the source, and applications would miss it. The workflow Rollback with undo-confirmed lists it. To go back without it: sh $state/restore --although-confirmed"
            fi
            # The next epoch, whatever this server knows: what was sent before does nothing here any more. The job that had it goes
            # above it without the journal, too.
            read_epoch
            [ "$known_epoch" -ge "$epoch" ] || known_epoch=$epoch
            epoch=$((known_epoch + 1)) nonce=by-hand-$(date -u +%Y%m%dT%H%M%SZ)-$$ approval=$known_approval
            owner=\${known_owner:-$owner}
            owner=\${owner%/*}/by-hand
          }
          [ "$by_hand" = no ] || begin_by_hand "$@"`,`          # begin: change-parameters
          need_change_parameters
          name_fstab
          take_fenced_lock
          if [ ! -f "$fstab" ] || [ -L "$fstab" ]; then
            refuse fstab-failed "$fstab is not a regular file"
          fi
          look_served
          case $served in
            other) refuse unexpected-mount "$at_source ($at_fstype) is mounted at $mount" ;;
          esac
          from=$served
          if [ -f "$state/changing" ] && [ "$served" != source ]; then resume_change; fi
          if [ -f "$state/frozen" ]; then read_only=yes; fi
          fstab_get count "$fstab" "$mount"
          lines=$value
          fstab_get field1 "$fstab" "$mount"
          named=$value`,"          # end: change-parameters",`
          # Whoever leads back by hand opens the source at once.
          [ "$by_hand" = no ] || read_only=no
          source_options=$options_given
          case $served:$at_source in
            gateway:* | stacked:"\${gateway_export%/}" | stacked:"\${gateway_export%/}/") from=gateway ;;
            stacked:*) from=source ;;
          esac
          find_old_line "$source_export"
          if [ -z "$old_line" ]; then
            # Nobody knows the line any more: one from the parameters takes its place.
            compose_line "$source_export" "$source_fstype" "$source_options"
            write_state fstab-before "$line"
            find_old_line "$source_export"
          fi
          wanted_line=$old_line
          if [ "$read_only" = yes ]; then wanted_line=$closed_line; fi
          case $source_fstype in nfs | nfs4) ;; *) source_fstype=nfs ;; esac
          comment=
          [ "$read_only" = no ] || comment=$closed_comment
          fstab_note=
          if [ "$lines" -eq 1 ] && same_export "$named" "$gateway_export"; then
            fstab_get field4 "$fstab" "$mount"
            gateway_options=\${value:-defaults}
          fi`,`
          restored=already
          if [ "$served" != source ]; then
            restored=yes
            begin_change
            # First fstab: a server that is cut off from here on serves the source after its boot. What is served comes first,
            # though: that it could not be written is told at the end.
            if [ "$lines" -eq 1 ] && same_export "$named" "$gateway_export"; then
              if [ "$from" = gateway ]; then
                fstab_get line "$fstab" "$mount"
                line_back=\${value%?}
                switched_note=
                [ ! -f "$state/switched" ] || read -r switched_note <"$state/switched" || :
                comment_back="# nfs-cutover \${switched_note% export=*}"
              fi
              set_fstab_line "$wanted_line" "$comment" || fstab_note=$output
            fi
            # Takes away what stands above the source: the gateway, and the source again where the gateway was mounted above it.
            while [ "$served" = gateway ] || [ "$served" = stacked ]; do
              if [ "$served" = stacked ] && ! same_export "$at_source" "$gateway_export" && ! same_export "$at_source" "$source_export"; then
                go_back unexpected-mount "$at_source ($at_fstype) is the topmost of $mounts mounts at $mount"
              fi
              if ! leave_topmost; then
                failure=$output
                find_holders
                emit holders "$holders"
                go_back busy "$failure"
              fi
              look_served
            done
            if [ "$served" != source ] && ! serve source; then
              case $served in
                other | stacked) go_back unexpected-mount "$at_source ($at_fstype) was mounted; $failure" ;;
                *) go_back mount-failed "$failure" ;;
              esac
            fi
            changing=no
          fi`,`
          # The source is served: from here on there is nothing to go back from, only fstab to follow.
          fstab_get count "$fstab" "$mount"
          [ "$value" -eq 1 ] || refuse fstab-line-missing "$fstab has $value lines for $mount"
          fstab_get field1 "$fstab" "$mount"
          if same_export "$value" "$gateway_export"; then
            restored=yes
          elif ! same_export "$value" "$source_export"; then
            refuse fstab-line-missing "$fstab names $value for $mount"
          fi
          if [ "$restored" = yes ] || [ -f "$fstab_before" ]; then
            set_fstab_line "$wanted_line" "$comment" || refuse fstab-failed "$fstab could not be replaced: $output $fstab_note"
          fi
          if [ "$restored:$by_hand" != already:no ]; then reload_units || emit reload "$output"; fi
          [ "$read_only" = yes ] || forget_fstab
          # Under the lock nobody else writes: what is half written was left by one that was killed.
          rm -f -- "$state/confirmed" "$state/switched" "$state/changing" "$state"/*.new
          report
          [ "$served" = source ] || fail "expected the source at $mount, got $served"
          emit restored "$restored"`,`
          [ "$by_hand" = yes ] || exit 0`,`
          look_at_source() {
            look_served
          }
          thawed=already
          if is_flagged; then
            thawed=yes
            still_owner
            attempt_mount mount -o remount,rw "$at_source" "$mount"
            failure=$output
            look_at_source
            if is_flagged; then
              emit options "$at_options"
              refuse remount-failed "$failure"
            fi
          fi
          emit options "$at_options"
          need_user
          prove_open
          open_covered
          rm -f -- "$state/frozen" "$state/frozen.new"
          # As long as this file is there, the units do not start. It is gone after a boot, and so are the files that ask for it.
          mark=\${lock%/*}/closed-\${state##*/}`,`
          # $noted: the lines of the units. Whoever owns the epoch goes on with them, whichever run has noted them.
          noted='' noted_boot=''
          if [ -f "$state/services" ]; then
            read -r _ noted_boot <"$state/services"
            noted=$(sed 1d "$state/services")
          fi`,`
          # The names of those units of $noted that match pattern $1 of sed.
          names_noted() {
            printf '%s\\n' "$noted" | sed -n "/$1/s/ .*//p" | tr '\\n' ' '
          }
          rm -f -- "$mark"
          for unit in $(names_noted .); do
            rm -f -- "$units_folder/$unit.d/nfs-cutover.conf"
            rmdir -- "$units_folder/$unit.d" 2>/dev/null || :
          done
          # Without the mark the units start, even where systemd has not read that the files are gone.
          attempt bounded systemctl daemon-reload
          [ "$status" -eq 0 ] || emit reload "\${output:-exit status $status}"`,`
          wanted=$(names_noted '^[^ ]* yes ')
          if [ -n "$wanted" ]; then
            still_owner
            # The starts that had no effect count for StartLimitBurst=.
            # shellcheck disable=SC2086 # names of units have no blanks
            attempt bounded systemctl reset-failed -- $wanted
            # shellcheck disable=SC2086 # as above
            attempt bounded systemctl start --no-block -- $wanted
          fi
          [ -z "$wanted" ] || [ "$status" -eq 0 ] || refuse service-not-started "$output"
          rm -f -- "$state/services"
          printable <<END
          $mount comes from $at_source on this server, and takes writes: one as $user succeeded. Started: \${wanted:-nothing, because nothing was stopped}
          Commands that were sent before now do nothing here any more: the epoch is $epoch.
          Left to do:
          - Do the same on every other server of the runbook, at once. One on the gateway and one on the source would both take writes.
          - What was written through the gateway\${switched_at:+ since $switched_at} is not at the source.
          - When GitHub and AWS answer again: run the job rollback of run $run, or the workflow Rollback with undo-confirmed.
            It lists what was written through the gateway. No run may begin before.
          END
`,`# Starts the application's units that were stopped, as they were, and looks whether the application is healthy.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: "Starts the application's units that were stopped, as they were, and looks whether the application is healthy."
parameters:`,`  Seconds:
    type: String
    description: 'how long they may take to start and to be healthy (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Way:
    type: String
    description: 'forward keeps the note for a way back; back removes it (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  HealthUnits:
    type: String
    description: 'names of units that must be active, a blank between two (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  HealthUrl:
    type: String
    description: 'URL on this server that must answer 2xx or 3xx (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  HealthPort:
    type: String
    description: 'TCP port on which something must listen (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  UnitsPath:
    type: String
    description: "folder of systemd's units that a boot empties (base64)"
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: startServices
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '900'
      runCommand:
        - |
          #!/bin/sh`,"          # begin: services\n          # The application's units: stopped and kept from starting, or started as they were. What they were stands in the note\n          # `services`: the run and the boot, then for each unit its name, whether it was up, and the state of its file.",`          decode Seconds '{{ Seconds }}'
          seconds=$value`,`          decode Way '{{ Way }}'
          fence_way=$value
          need_path UnitsPath "$units_folder"
          need_digits Seconds "$seconds"
          case $fence_way in forward | back) ;; *) refuse bad-parameter "Way is neither forward nor back" ;; esac`,`
          take_fenced_lock
          read_boot`,"\n          # As long as this file is there, the units do not start. It is gone after a boot, and so are the files that ask for it.\n          mark=${lock%/*}/closed-${state##*/}",`
          # The names of those units of $noted that match pattern $1 of sed.
          names_noted() {
            printf '%s\\n' "$noted" | sed -n "/$1/s/ .*//p" | tr '\\n' ' '
          }
          [ -z "$noted_boot" ] || [ "$noted_boot" = "boot=$booted" ] || emit rebooted "\${noted_boot#boot=}"`,"          # end: services",`          decode HealthUnits '{{ HealthUnits }}'
          health_units=$value`,`          decode HealthUrl '{{ HealthUrl }}'
          health_url=$value`,`          decode HealthPort '{{ HealthPort }}'
          health_port=$value
          need_units HealthUnits "$health_units"
          need_digits HealthPort "$health_port"
          case $health_url in *[![:graph:]]*) refuse bad-parameter 'HealthUrl has a blank or a control character' ;; esac
          # Of this server alone: with another URL it could be made to ask whatever it reaches.
          if [ -n "$health_url" ] && ! printf '%s\\n' "$health_url" |
            grep -qxE 'https?://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\])(:[0-9]{1,5})?(/.*)?'; then
            refuse bad-parameter 'HealthUrl is not a URL of localhost'
          fi`,`
          # What check $1 has found, $2: one line in $health; in $sick, too, where it is not ok.
          note_check() {
            health="$health\${health:+$newline}$1: $2"
            [ "$2" = ok ] || sick="$sick\${sick:+$newline}$1: $2"
          }`,`
          check_health() {
            health='' sick=''
            read_units "$health_units"
            off=$(states_of 'NF && $3 != "active"')
            [ -z "$health_units" ] || note_check "units $health_units" "\${off:-ok}"
            if [ -n "$health_url" ]; then
              # A certificate is of the name that others use, so that none fits this one.
              attempt bounded curl -q -sS -o /dev/null -w '%{http_code}' --globoff --insecure --noproxy '*' --proto =http,https \\
                --max-time 5 -- "$health_url"
              case $status:$output in
                0:[23]??) note_check "$health_url" ok ;;
                *) note_check "$health_url" "exit status $status of curl, answer $(printf '%.200s' "$output")" ;;
              esac
            fi
            if [ -n "$health_port" ]; then
              # proc_net(5): 0A is LISTEN, and the port stands at the end of the second column.
              listens=$(cat "$proc/net/tcp" "$proc/net/tcp6" 2>/dev/null | awk '$4 == "0A" { sub(/.*:/, "", $2); print $2 }') || :
              case $newline$listens$newline in
                *"$newline$(printf %04X "$health_port")$newline"*) note_check "port $health_port" ok ;;
                *) note_check "port $health_port" 'nobody listens' ;;
              esac
            fi
          }`,`
          # From here on a stop of this epoch comes too late. A full disk must not keep the application from running.
          if [ -n "$epoch" ]; then (umask 077 && printf 'epoch=%s\\n' "$epoch" >"$state/started") 2>/dev/null || :; fi
          if [ -z "$noted" ]; then
            emit started none
            exit 0
          fi`,`
          rm -f -- "$mark"
          for unit in $(names_noted .); do
            rm -f -- "$units_folder/$unit.d/nfs-cutover.conf"
            rmdir -- "$units_folder/$unit.d" 2>/dev/null || :
          done
          # Without the mark the units start, even where systemd has not read that the files are gone.
          attempt bounded systemctl daemon-reload
          [ "$status" -eq 0 ] || emit reload "\${output:-exit status $status}"`,`
          wanted=$(names_noted '^[^ ]* yes ')
          if [ -n "$wanted" ]; then
            still_owner
            # The starts that had no effect count for StartLimitBurst=.
            # shellcheck disable=SC2086 # names of units have no blanks
            attempt bounded systemctl reset-failed -- $wanted
            # shellcheck disable=SC2086 # as above
            attempt bounded systemctl start --no-block -- $wanted
          fi`,`
          # Healthy is what is so at two looks: a service that ends at once was active, too.
          tries=$((seconds / 3 + 2)) looks=0
          while [ "$looks" -eq 1 ] || { [ "$looks" -lt 2 ] && [ "$tries" -gt 0 ]; }; do
            [ "$tries" -gt $((seconds / 3 + 1)) ] || sleep 3
            tries=$((tries - 1)) looks=$((looks + 1))
            check_health
            read_units "$wanted"
            off=$(states_of 'NF && $3 != "active"')
            [ -z "$off$sick" ] || looks=0
          done
          emit health "$health"
          [ -z "$off" ] || refuse service-not-started "after $seconds s these are not active: $off"
          if [ -n "$sick" ]; then
            emit unhealthy "$sick"
            [ "$fence_way" = back ] || refuse service-unhealthy "after $seconds s: $sick"
          fi
          emit units "$noted"
          # Going forward, the note stays until the switch is confirmed: on a way back the units are what they were at first.
          if [ "$fence_way" = back ]; then
            rm -f -- "$state/services"
            forget_restore
          fi
          read_boot
          emit served-uptime "$uptime"
          emit started yes
`,`# Stops the application's units, keeps them from starting, and proves it by a start that has no effect.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: "Stops the application's units, keeps them from starting, and proves it by a start that has no effect."
parameters:`,`  Units:
    type: String
    description: 'names of the units, a blank between two (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Seconds:
    type: String
    description: 'how long they may take to stop (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Way:
    type: String
    description: 'forward, or back: on the way back it stops what it can (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  MountPath:
    type: String
    description: 'mount point that the application uses (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: stopServices
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '900'
      runCommand:
        - |
          #!/bin/sh`,`          decode MountPath '{{ MountPath }}'
          mount=$value
          need_path MountPath "$mount"
          need_units Units "$units"`,`
          # A copy of the stop whose start has come already was delivered late: the application runs, and must go on.
          started=
          [ ! -f "$state/started" ] || read -r started <"$state/started" || :
          if [ -n "$epoch" ] && [ "$started" = "epoch=$epoch" ]; then
            refuse ended "the services were started since, under the same epoch $epoch"
          fi`,`
          # Refuses on the way forward alone: on the way back, what is left is told, and the change of mounts deals with it.
          refuse_forward() {
            emit "left" "$2"
            [ "$fence_way" = back ] || refuse "$1" "$2"
          }`,`
          # The units and what can start them, each by its own name.
          known='($2 == "loaded" || $2 == "masked")'
          read_units "$units"
          gone=$(states_of "NF && !$known")
          [ -z "$gone" ] || refuse_forward no-unit "systemd does not have these units: $gone"
          read_units "$(names_of "$known") $triggers"
          targets=$(names_of "$known")
          need_units Units "$targets"
          found=$(printf '%s\\n' "$table" | awk "$known"' { print $1, $4, $5 }')`,`
          # What systemd would stop with them, and nobody would start again.
          read_units "$followers"
          others=$(targets=" $targets" states_of '$4 == "yes" && $1 !~ /\\.target$/ && !index(ENVIRON["targets"], " " $1 " ")')
          [ -z "$others" ] || refuse_forward stops-others "systemd stops these units with them: $others"`,`
          # First the note, on the disk. What it says already stays: now the units may be stopped.
          noted=$(printf '%s\\n%s\\n' "$noted" "$found" | awk 'NF && !seen[$1]++')
          all=$(names_noted .)
          if [ -z "$all" ]; then
            emit stopped none
            exit 0
          fi
          write_state services "run=$run boot=$booted$newline$noted"
          still_owner
          for unit in $all; do
            if ! mkdir -p -- "$units_folder/$unit.d" ||
              ! printf '[Unit]\\nConditionPathExists=!%s\\n' "$mark" >"$units_folder/$unit.d/nfs-cutover.conf"; then
              refuse no-space "$units_folder/$unit.d/nfs-cutover.conf could not be written"
            fi
          done
          : >"$mark"
          attempt bounded systemctl daemon-reload
          [ "$status" -eq 0 ] || refuse_forward units-unread "systemctl daemon-reload: \${output:-exit status $status}"`,`
          # Does $2 and so on with the units, then waits for $1 seconds until none is up any more; what is left: $left.
          stop_within() {
            still_owner
            tries=$(($1 / 3)) left=asked
            shift
            # shellcheck disable=SC2086 # names of units have no blanks
            attempt bounded "$@" -- $all
            while [ -n "$left" ] && [ "$tries" -ge 0 ]; do
              [ "$left" = asked ] || sleep 3
              read_units "$all"
              left=$(states_of '$3 !~ /^(inactive|failed)$/')
              tries=$((tries - 1))
            done
          }
          stop_within "$seconds" systemctl stop --no-block
          if [ -n "$left" ] && [ "$fence_way" = back ]; then stop_within 12 systemctl kill -s KILL; fi
          [ -z "$left" ] || refuse_forward service-not-stopped "after $seconds s these still run: $left"`,`
          # A service may leave processes behind (KillMode=).
          find_holders
          holding=
          for process in $(printf '%s\\n' "$holders" | awk '$2 ~ /^[0-9]+$/ { print $2 }'); do
            for unit in $all; do
              grep -qE "/$unit(/|\\$)" "$proc/$process/cgroup" 2>/dev/null || continue
              holding="$holding\${holding:+, }process $process of $unit"
            done
          done
          [ -z "$holding" ] || refuse_forward service-holds "the units are stopped, and still use $mount: $holding"`,`
          # A start that has no effect, without the units that these need.
          if [ "$fence_way" = forward ]; then
            still_owner
            # shellcheck disable=SC2086 # as above
            attempt bounded systemctl start --job-mode=ignore-dependencies -- $all
            read_units "$all"
            open='!($3 ~ /^(inactive|failed)$/ && ($2 == "masked" || $6 == "no"))'
            left=$(states_of "$open")
            if [ -n "$left" ]; then
              # shellcheck disable=SC2046 # as above
              attempt bounded systemctl stop --no-block -- $(names_of "$open")
              refuse service-starts "these can still be started: $left"
            fi
          fi
          emit units "$noted"
          emit stopped yes
`,`# Serves the mount point from the gateway instead of the source, in fstab too. Any failure goes back.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Serves the mount point from the gateway instead of the source, in fstab too. Any failure goes back.'
parameters:`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: switchMount
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '900'
      runCommand:
        - |
          #!/bin/sh`,`
          gateway_options=$options_given
          # What was copied last is all there is only where nobody could write since: frozen by this run, and still so.
          case $served in
            source)
              is_read_only || refuse not-frozen "the source takes writes at $mount: $at_options"
              frozen_run='' frozen_boot='' frozen_device=''
              [ ! -f "$state/frozen" ] || read -r frozen_run _ frozen_boot frozen_device _ <"$state/frozen" || :
              [ "$frozen_run" = "$run" ] ||
                refuse not-frozen "the source at $mount is read-only, frozen by \${frozen_run:-no run}, not by run $run"
              # Where the server was booted or the source mounted anew, somebody may have written in between.
              read_boot
              if [ "$frozen_boot:$frozen_device" != "boot=$booted:device=$at_device" ]; then
                refuse not-frozen "the source at $mount was frozen as \${frozen_boot:-no boot} \${frozen_device:-no device}; now it is boot=$booted device=$at_device"
              fi
              read_only=yes
              ;;
            stacked) refuse stacked-mounts "$mounts mounts are above each other at $mount" ;;
            none) [ -f "$state/changing" ] || refuse unexpected-mount "nothing is mounted at $mount" ;;
          esac
          if [ "$served" != source ] && [ -f "$state/changing" ] && [ "\${left_run#run=}" != "$run" ]; then
            refuse not-frozen "run \${left_run#run=} has left a change at $mount half done: restore-mount ends it"
          fi
          # Whatever fails from here on, the way back is the source.
          from=source`,`
          [ "$lines" -eq 1 ] || refuse fstab-line-missing "$fstab has $lines lines for $mount"
          find_old_line "$source_export"
          if ! same_export "$named" "$gateway_export" && ! same_export "$named" "$source_export"; then
            refuse fstab-line-missing "$fstab names $named for $mount"
          fi
          case \${source_fstype:-nfs} in
            nfs | nfs4) ;;
            *) refuse fstab-line-missing "$fstab has type $source_fstype for $mount" ;;
          esac`,`
          at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
          switched=already
          same_export "$named" "$gateway_export" || switched=yes
          carry_options "$source_options"
          emit carried "$carried"`,`
          if [ "$served" = source ]; then
            refuse_others
            refuse_own_unit
          fi`,`
          if [ "$served" != gateway ] || [ "$switched" = yes ]; then
            # A confirmation is of one change: none is left from before.
            rm -f -- "$state/confirmed"
            begin_change
          fi
          line_back=$closed_line
          comment_back=$closed_comment
          if [ "$served" != gateway ]; then
            switched=yes
            # Until the gateway is served, a boot must serve nothing that takes writes.
            if [ -n "$closed_line" ]; then
              set_fstab_line "$closed_line" "$comment_back" || go_back fstab-failed "$fstab could not be replaced: $output"
            fi
            if [ "$served" != none ] && ! unmount; then
              failure=$output
              find_holders
              emit holders "$holders"
              go_back busy "$failure"
            fi
            if ! serve gateway; then
              case $served in
                other | stacked) go_back unexpected-mount "$at_source ($at_fstype) was mounted; $failure" ;;
                *) go_back mount-failed "$failure" ;;
              esac
            fi
          fi
          compose_line "$gateway_export" nfs "$gateway_options"
          if ! set_fstab_line "$line" "# nfs-cutover run=$run at=$at" || ! reload_units; then
            go_back fstab-failed "$fstab could not be replaced: $output"
          fi`,`
          switched_at=
          if [ "$switched" = already ] && [ -f "$state/switched" ]; then
            read -r _ switched_at _ <"$state/switched"
          fi
          if [ -n "$switched_at" ]; then
            at=\${switched_at#at=}
          else
            write_state switched "run=$run at=$at export=$(printf '%s' "$gateway_export" | base64 -w 0)"
          fi
          changing=no
          rm -f -- "$state/changing"
          report
          [ "$served" = gateway ] || fail "expected the gateway at $mount, got $served"
          emit switched "$switched"
          emit at "$at"
`,`# Makes the source mount writable again, and proves it by a write.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Makes the source mount writable again, and proves it by a write.'
parameters:`,`  Deadline:
    type: String
    description: 'seconds since that boot until which it may begin (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: thawSource
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '600'
      runCommand:
        - |
          #!/bin/sh`,`
          fence_way=back`,`
          thawed=already
          if is_flagged; then
            thawed=yes
            still_owner
            attempt_mount mount -o remount,rw "$at_source" "$mount"
            failure=$output
            look_at_source
            if is_flagged; then
              emit options "$at_options"
              refuse remount-failed "$failure"
            fi
          fi
          emit options "$at_options"`,`
          # Only now: a folder that is gone must not keep the source read-only.
          prove_open
          if [ -f "$fstab_before" ]; then
            find_old_line "$at_source"
            if [ -n "$old_line" ]; then
              set_fstab_line "$old_line" '' || refuse fstab-failed "$fstab could not be replaced: $output"
              reload_units || emit reload "$output"
            fi
            forget_fstab
          fi`,`
          open_covered
          rm -f -- "$state/frozen" "$state/frozen.new"
          forget_restore
          read_boot
          emit served-uptime "$uptime"
          emit thawed "$thawed"
`,`# Uploads parts of a listing that list-tree has made, each by a presigned URL for this part alone. Touches no mount.
# Every value is base64: the text that the agent puts into the script can be nothing else.
schemaVersion: '2.2'
description: 'Uploads parts of a listing that list-tree has made, each by a presigned URL for this part alone. Touches no mount.'
parameters:`,`  Uploads:
    type: String
    description: 'a line for each part: its number, its bytes, its SHA-256 as base64, its URL (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  BucketOwner:
    type: String
    description: 'account that must own the bucket (base64)'
    allowedPattern: '^[A-Za-z0-9+/=]*$'`,`  StatePath:
    type: String
    description: "folder of this product's notes on the server (base64)"
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: uploadParts
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '1500'
      runCommand:
        - |
          #!/bin/sh`,`          decode Uploads '{{ Uploads }}'
          uploads=$value`,`          decode BucketOwner '{{ BucketOwner }}'
          owner=$value`,`
          need_path StatePath "$state"
          need_run "$run"
          name_spool "$run" "$label"
          case $owner in '' | *[!0-9]*) refuse bad-parameter 'BucketOwner is no account' ;; esac`,`
          # $protocol, the only one that curl may speak. Parts go to S3 alone, and to a lab on this machine.
          need_url() {
            case $1 in
              *[!A-Za-z0-9:/?=%.\\&_~-]*) refuse bad-parameter 'a URL has a character that no presigned URL has' ;;
            esac
            need_url_rest=\${1#*://}
            case \${1%%://*}:\${need_url_rest%%[/?]*} in
              https:*[!a-z0-9.-]*) refuse bad-parameter 'a URL has another host than S3' ;;
              https:*.amazonaws.com | https:*.amazonaws.com.cn | https:*.amazonaws.eu) protocol=https ;;
              http:127.0.0.1:*[!0-9]*) refuse bad-parameter 'a URL has another host than S3' ;;
              http:127.0.0.1:*) protocol=http ;;
              *) refuse bad-parameter 'a URL has another host than S3' ;;
            esac
          }`,`
          need_upload() {
            need_number 'a part' "$1" 1 999999999
            need_number 'the bytes of a part' "$2" 1 47185920
            case $3 in
              *[!A-Za-z0-9+/=]*) refuse bad-parameter 'a SHA-256 is not base64' ;;
              ???????????????????????????????????????????=) ;;
              *) refuse bad-parameter 'a SHA-256 has not 44 characters' ;;
            esac
            need_url "$4"
            [ -z "$5" ] || refuse bad-parameter 'an upload has more than four fields'
          }`,`
          # All of them before any part leaves.
          while read -r number bytes sum url more; do
            need_upload "$number" "$bytes" "$sum" "$url" "$more"
          done <<END
          $uploads
          END`,`
          [ -f "$spool/answer" ] || refuse no-listing "this run has no listing $label"
          attempt curl -q --version
          [ "$status" -eq 0 ] || refuse no-curl 'there is no curl'
          # The application comes first.
          renice -n 10 -p $$ >/dev/null 2>&1 || :`,`
          umask 077
          work=$(mktemp -d -- "$state/$run/upload.XXXXXX")
          tidy() {
            code=$?
            rm -rf -- "$work"
            (exit "$code") || leave
          }
          trap tidy EXIT
          began=$(date +%s)`,`
          # The URL stands in no list of processes: curl reads it from standard input. Nothing in it needs a quote.
          curl_settings() {
            printf 'url = "%s"\\n' "$url"
            printf 'header = "%s"\\n' 'If-None-Match: *' "x-amz-checksum-sha256: $sum" "x-amz-expected-bucket-owner: $owner"
          }`,`
          # Uploads one part: $status of curl, $answer of S3 and the $code in it. No second try: the runner decides.
          upload() {
            code='' status=0
            rm -f -- "$work/answer"
            answer=$(curl_settings | curl -q --config - --silent --globoff --proto "=$protocol" --retry 0 \\
              --connect-timeout 10 --speed-limit 1024 --speed-time 30 --max-time 600 \\
              --max-filesize 65536 --upload-file "$spool/part.$number" --output "$work/answer" \\
              --write-out '%{http_code}' 2>/dev/null) || status=$?
            answer=\${answer:-000}
            [ ! -f "$work/answer" ] ||
              code=$(sed -n 's/.*<Code>\\([A-Za-z0-9]*\\)<\\/Code>.*/\\1/p' -- "$work/answer" | head -n 1)
          }`,`
          # Ends with the first part that did not arrive: the next ones would fare no better.
          while read -r number bytes sum url; do
            [ "$(($(date +%s) - began))" -lt 780 ] || break
            [ -f "$spool/part.$number" ] || refuse no-part "the listing $label has no part $number"
            [ "$(stat -c %s -- "$spool/part.$number")" = "$bytes" ] ||
              refuse part-changed "part $number of $label has not the bytes that were listed"
            need_url "$url"
            upload
            emit "upload-$number" "$status $answer $code"
            case $status:$answer in 0:200 | 0:412) ;; *) break ;; esac
          done <<END
          $uploads
          END
          emit uploaded tried
`],u={"calibration-folder":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,37,45,46,47,48,49,50,51,52,53,37,54,55,56,37,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,37,86,87,88,89,90,91,92,93,94,95,96,97,98,99,100,101],"carry-files":[102,103,104,105,106,107,108,6,7,8,9,10,11,12,13,14,15,16,109,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,37,45,46,47,48,49,50,51,52,53,37,54,55,56,37,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,37,110,111,112,37,113,114,115,116,117,118,119,120,37,121,122,123,124,91,92,125,126,127,128,129,130,131,132,133,134,135,136,137,138,139,140],"create-test-file":[141,1,142,143,4,5,6,7,8,9,10,11,12,13,14,15,16,144,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,37,45,46,47,48,49,50,51,52,53,37,54,55,56,37,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,37,86,145,87,89,90,91,92,146,147,148,149,150,151,152,153,154],"freeze-source":[155,1,156,4,5,6,7,107,157,158,9,10,11,12,13,14,15,16,159,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,37,160,161,162,37,163,164,37,165,166,167,168,169,170,37,171,172,173,174,175,176,177,178,179,180,181,37,182,183,37,184,185,186,187,188,37,110,111,112,37,189,113,114,115,190,191,192,193,194,195,37,54,55,56,37,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,37,196,86,197,89,90,91,92,198,199,200,201,202,203,204,205,206,207],"hash-files":[208,1,209,210,211,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,37,86,212,89,90,213,214,215],"inspect-server":[216,217,218,219,220,107,221,222,157,223,224,225,226,227,4,228,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,37,163,164,37,110,111,112,37,171,172,173,174,175,176,177,178,179,180,181,229,37,230,231,232,233,234,235,37,236,122,237,238,118,239,240,241,242,243,244,245,246,89,90,247,248,249,250,251,252,253,254,255,256,257,258,259,260,261,262,263,264,265,266,267,268,269],"list-folders":[270,1,271,272,273,274,275,276,6,277,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,37,278,279,280,37,86,281,282,283,284,285,286,91,92,287,288,289,290,291,292,293,294,295,296,297],"list-path":[298,1,143,4,299,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,37,86,87,89,90,300,301,302,303,304,305,306],"list-tree":[307,1,308,309,310,311,312,313,276,314,315,316,317,318,319,320,6,321,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,37,278,279,280,37,110,111,112,37,113,114,115,116,117,118,119,120,37,86,322,283,284,323,324,325,286,326,327,328,329,330,331,332,91,92,333,334,335,336,337,338,339,340,341,342,343,344,345,346,347,348,349,350,351,352,353,354,355,356,357,358,359,360,296,361],"mark-confirmed":[362,6,7,158,8,9,10,11,12,13,14,15,16,363,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,160,161,162,37,54,55,56,37,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,37,91,92,364,365,366,367],"measure-speed":[368,369,219,370,371,372,373,374,4,5,6,375,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,37,376,237,377,378,212,379,380,89,90,91,92,381,382,383,384,385,386,387,388,389,390,391,392],"probe-share":[393,394,156,4,5,6,7,8,9,10,11,12,13,14,15,16,395,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,38,39,40,41,42,43,44,165,166,167,168,169,170,54,55,56,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,86,197,89,90,91,92,396],"raise-epoch":[397,7,8,398,9,10,11,12,13,14,15,16,399,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,54,55,56,37,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,37,400,401,37,184,185,186,187,37,402,403],"read-manifest-part":[404,405,406,6,407,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,278,279,280,37,322,408,91,92,409,410,411],"read-mounts":[412,217,219,107,7,6,8,413,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,160,161,162,37,110,111,112,37,67,68,69,70,71,72,73,37,376,237,118,92,91,414,415,416,417,418,419,420,421],"remove-test-file":[422,1,143,423,4,5,6,7,8,9,10,11,12,13,14,15,16,424,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,37,45,46,47,48,49,50,51,52,53,37,54,55,56,37,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,37,86,87,425,89,90,91,92,426,427],"restore-mount":[428,1,107,218,429,430,6,7,157,158,431,432,433,434,435,9,10,11,12,13,14,15,16,436,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,437,37,38,39,40,41,42,43,44,37,165,166,167,168,169,170,37,160,161,162,37,54,55,56,37,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,37,163,164,37,110,111,112,37,189,113,114,115,190,191,192,193,194,195,37,438,439,440,441,442,443,444,445,446,447,448,449,450,37,451,229,452,453,37,86,118,122,454,455,91,92,456,457,458,459,460,461,462,37,184,185,186,187,463,464,465,197,89,466,467,37,468,469,470,471,472,473,474,475,476,477],"start-services":[478,479,480,481,482,483,6,7,158,484,157,9,10,11,12,13,14,15,16,485,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,160,161,162,37,54,55,56,37,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,37,230,231,232,233,234,235,37,486,91,92,198,465,487,488,489,490,475,491,492,37,400,401,37,493,494,495,496,497,498,499,500,501],"stop-services":[502,503,504,505,506,6,7,158,484,157,9,10,11,12,13,14,15,16,507,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,160,161,162,37,54,55,56,37,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,37,230,231,232,233,234,235,37,486,91,92,198,465,487,488,489,490,475,491,492,37,163,164,37,246,508,509,510,511,512,513,514,515,516],"switch-mount":[517,1,107,218,429,430,6,7,157,158,9,10,11,12,13,14,15,16,518,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,188,37,160,161,162,37,54,55,56,37,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,37,163,164,37,110,111,112,37,189,113,114,115,190,191,192,193,194,195,37,438,439,440,441,442,443,444,445,446,447,448,449,450,37,451,229,452,453,37,86,118,122,454,455,91,92,456,37,468,469,37,171,172,173,174,175,176,177,178,179,180,181,37,182,183,519,520,521,522,523,524],"thaw-source":[525,1,156,4,5,6,7,107,158,157,9,10,11,12,13,14,15,16,526,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,37,160,161,162,37,165,166,167,168,169,170,527,37,110,111,112,37,189,113,114,115,190,191,192,193,194,195,37,54,55,56,37,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,37,196,86,197,89,90,91,92,198,199,200,201,202,203,204,37,400,401,528,529,184,185,186,187,530],"upload-parts":[531,405,532,533,6,534,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,278,279,280,37,322,535,536,91,92,537,538,539,540,541,542,543,544,545]},l=e=>e.map(n=>d[n]).join(`
`),o=Object.fromEntries(Object.entries(u).map(([e,n])=>[e,l(n)]));import{document_limits$DOCUMENT_TIMEOUT_SECONDS as $}from"../../core.mjs";import{errors$CutoverError as c}from"../../core.mjs";import{document_run$deployedName as f}from"../../plan.mjs";var i=Object.fromEntries(Object.keys($).map(e=>[e,p(e)]));function p(e){let n=o[e];if(n===void 0)throw new Error(`infra/documents.yml has no document ${e}`);return n}async function m(e,n){let a=f(n),t=await e.document(a);if(t===void 0)throw s(a,"no document of that name");if(t.status!=="Active")throw s(a,`status ${t.status}`);if(!w(t.content,i[n]))throw s(a,`other content in its default version ${t.version}`);if(t.hash===""||t.version==="")throw s(a,"a description without hash or version");return{name:a,version:t.version,hash:t.hash}}function w(e,n){if(e===n)return!0;try{return h(r(e),r(n))}catch{return!1}}var s=(e,n)=>new c("document-differs",{what:`SSM document ${e}`,expected:"the text of infra/documents at this commit",got:n,cure:"deploy the documents of this commit and make them the default version"});export{i as DOCUMENTS,m as pinDocument};
