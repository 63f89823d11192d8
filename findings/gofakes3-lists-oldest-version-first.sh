#!/usr/bin/env bash
# gofakes3 lists the versions of a key from the oldest to the newest. S3 lists the newest first.
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
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

func main() {
	server := httptest.NewServer(gofakes3.New(s3mem.New()).Server())
	defer server.Close()
	ask := func(method, path, body string) (string, http.Header) {
		request, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
		if err != nil {
			panic(err)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			panic(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			panic(err)
		}
		return string(text), answer.Header
	}
	ask("PUT", "/bucket-1", "")
	ask("PUT", "/bucket-1?versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
	names := map[string]string{}
	for _, body := range []string{"first", "second", "third"} {
		_, headers := ask("PUT", "/bucket-1/file", body)
		names[headers.Get("x-amz-version-id")] = body
	}
	listing, _ := ask("GET", "/bucket-1?versions", "")
	id := regexp.MustCompile("<VersionId>([^<]*)</VersionId>")
	latest := regexp.MustCompile("<IsLatest>([^<]*)</IsLatest>")
	for _, version := range regexp.MustCompile("(?s)<Version>.*?</Version>").FindAllString(listing, -1) {
		fmt.Println(names[id.FindStringSubmatch(version)[1]], latest.FindStringSubmatch(version)[1])
	}
}
EOF
go mod tidy >/dev/null 2>&1
seen=$(go run .)
expected='first false
second false
third true'
echo "version: gofakes3 $(go list -m -f '{{.Version}}' github.com/johannesboyne/gofakes3)"
echo 'behaviour: GET ?versions lists the versions of one key from the oldest to the newest; S3 lists the newest first'
printf 'seen (body, IsLatest):\n%s\n' "$seen"
[ "$seen" = "$expected" ]
