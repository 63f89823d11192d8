decode User '{{ User }}'
user=$value
decode Group '{{ Group }}'
group=$value
