decode Run '{{ Run }}'
run=$value
decode StatePath '{{ StatePath }}'
state=$value
