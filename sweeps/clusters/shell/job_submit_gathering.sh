folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
