#!/usr/bin/env bash
# gofakes3 keeps the condition of a PUT and ignores the one of a DELETE: "remove it only if it is still that object" removes any.
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
mkdir "$work/probe"; cd "$work/probe"
export GOFLAGS=-modcacherw GOPATH=$work/go
go mod init probe >/dev/null 2>&1
go get github.com/johannesboyne/gofakes3@v1.2.0 >/dev/null 2>&1
cat >main.go <<'EOF'
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

func main() {
	server := httptest.NewServer(gofakes3.New(s3mem.New()).Server())
	defer server.Close()
	ask := func(method, path, header, value string) {
		request, err := http.NewRequest(method, server.URL+path, strings.NewReader(""))
		if err != nil {
			panic(err)
		}
		if header != "" {
			request.Header.Set(header, value)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			panic(err)
		}
		answer.Body.Close()
		fmt.Println(strings.TrimSpace(method+" "+header+" "+value), answer.StatusCode)
	}
	ask("PUT", "/bucket-1", "", "")
	ask("PUT", "/bucket-1/file", "If-None-Match", "*")
	ask("PUT", "/bucket-1/file", "If-None-Match", "*")
	ask("DELETE", "/bucket-1/file", "If-Match", `"00000000000000000000000000000000"`)
	ask("HEAD", "/bucket-1/file", "", "")
}
EOF
go mod tidy >/dev/null 2>&1
seen=$(go run .)
expected='PUT 200
PUT If-None-Match * 200
PUT If-None-Match * 412
DELETE If-Match "00000000000000000000000000000000" 204
HEAD 404'
echo "version: gofakes3 $(go list -m -f '{{.Version}}' github.com/johannesboyne/gofakes3)"
echo 'behaviour: If-None-Match on a PUT is refused with 412; If-Match with another ETag on a DELETE removes the object. S3 answers 412.'
printf 'seen:\n%s\n' "$seen"
[ "$seen" = "$expected" ]
