// A log's files judged by transparency-dev/tessera's fsck: it rebuilds every tile from the entries.
//
//	tessera FOLDER VKEY_FILE
//
// It prints one line: "ok", or why not (exit status 1).
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Println("ok")
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("a folder and a file with a vkey are due, not %q", args)
	}
	vkey, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		return err
	}
	files := client.FileFetcher{Root: args[0]}
	// A worker ends with the first tile that it finds wrong; without another one fsck hangs.
	check := fsck.New(verifier.Name(), verifier, files, leaves, fsck.Opts{N: 64})
	return check.Check(context.Background())
}

// leaves hashes the entries of a bundle.
func leaves(bundle []byte) ([][]byte, error) {
	read := api.EntryBundle{}
	if err := read.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	var hashes [][]byte
	for _, entry := range read.Entries {
		hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return hashes, nil
}
