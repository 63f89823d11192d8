. ../lib/change-tools.sh

. ../lib/change-values.sh

. ../lib/change-parameters.sh
