// A log's files judged by golang.org/x/mod/sumdb, which Go's own checksum database is read with.
//
//	xmod log FOLDER VKEY_FILE
//	xmod consistency OLD_CHECKPOINT CHECKPOINT VKEY_FILE PROOF_LINES_FILE
//	xmod small COUNT
//
// It prints one line: "ok …", or why not (exit status 1). Receipts (*.tlog-proof) that lie in the
// folder are judged as well. `small` prints every root and proof of the trees of 1 to COUNT
// entries {"seq":N}, as JSON. Whatever it reads is hostile.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "log":
		return checkLog(args[1], args[2])
	case len(args) == 5 && args[0] == "consistency":
		return checkConsistency(args[1], args[2], args[3], args[4])
	case len(args) == 2 && args[0] == "small":
		count, err := strconv.ParseInt(args[1], 10, 64)
		if err != nil {
			return err
		}
		return printSmall(count)
	}
	return fmt.Errorf("no such question: %q", args)
}

// open verifies a checkpoint's signature and reads its three lines.
func open(data []byte, vkeyFile string) (tlog.Tree, error) {
	text, err := os.ReadFile(vkeyFile)
	if err != nil {
		return tlog.Tree{}, err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(text)))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("not the three lines of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("size %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}
