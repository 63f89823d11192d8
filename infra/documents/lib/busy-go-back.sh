failure=$output
find_holders
emit holders "$holders"
go_back busy "$failure"
