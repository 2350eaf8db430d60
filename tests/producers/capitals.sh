#!/bin/sh
# A producer of proposals that needs nothing but a POSIX shell: words that begin with a capital letter, as NAME.
#
#     [extractors.capitals]
#     command = ["sh", "capitals.sh"]
#
# It reads {"id", "text"} a line and answers each with a line. Its spans have no offsets: gloss looks for their words.
# Real producers parse JSON; see the Python ones beside this. Some words in a text make it misbehave, for the tests.
export LC_ALL=C
echo "capitals: started" >&2
while IFS= read -r line; do
    id=$(printf '%s\n' "$line" | sed 's/^{"id":\("[^"]*"\),.*/\1/')
    case $line in
        *CRASH*) printf 'capitals: \033[2Jout of ideas\n' >&2; exit 3 ;;
        *ONCE*) last=yes ;;
        *HANG*) sleep 600 ;;
        *FLOOD*) yes 'capitals: a flood' | head -n 50000 >&2 ;;
        *GARBAGE*) echo 'Loading the model …'; continue ;;
        *STRANGER*) echo '{"id":"somebody else","spans":[]}'; continue ;;
        *TWICE*) echo '{"spans":[]}'; echo '{"spans":[]}'; continue ;;
        *REFUSE*) printf '{"id":%s,"error":"too hard for me"}\n' "$id"; continue ;;
        *SILENT*) printf '{"id":%s,"spans":[]}\n' "$id"; continue ;;
    esac
    spans=$(printf '%s\n' "$line" | sed 's/.*"text":"//; s/\\n/ /g' | tr -cs 'A-Za-z' '\n' | grep '^[A-Z][a-z]' | sort -u |
        sed 's/.*/{"label":"NAME","text":"&"}/' | paste -s -d, -)
    printf '{"id":%s,"spans":[%s]}\n' "$id" "$spans"
    [ -z "$last" ] || exit 0
done
