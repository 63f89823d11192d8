decode ManifestUser '{{ ManifestUser }}'
user=$value
decode ManifestGroup '{{ ManifestGroup }}'
group=$value
