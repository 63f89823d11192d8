. ../lib/fenced.sh

. ../lib/holders.sh

. ../lib/fstab.sh

. ../lib/change-fstab.sh

. ../lib/change.sh

. ../lib/fstab-line.sh
