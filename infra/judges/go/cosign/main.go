// Checkpoints cosigned and verified by transparency-dev/formats, with Ed25519 and ML-DSA-44.
//
//	cosign verify CHECKPOINT VKEY_FILE    every key in the file, one a line, must have signed
//	cosign sign CHECKPOINT SKEY_FILE      prints the checkpoint's text, signed by this key alone
//
// It prints "ok" or the note, or why not (exit status 1).
package main

import (
	"fmt"
	"os"
	"strings"

	formats "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("verify or sign, a checkpoint and a file of keys are due, not %q", args)
	}
	data, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	keys, err := os.ReadFile(args[2])
	if err != nil {
		return err
	}
	if args[0] == "sign" {
		return sign(data, strings.TrimSpace(string(keys)))
	}
	return verify(data, strings.Fields(string(keys)))
}

func verify(data []byte, vkeys []string) error {
	var verifiers []note.Verifier
	for _, vkey := range vkeys {
		verifier, err := formats.NewVerifier(vkey)
		if err != nil {
			return err
		}
		verifiers = append(verifiers, verifier)
	}
	opened, err := note.Open(data, note.VerifierList(verifiers...))
	if err != nil {
		return err
	}
	if len(opened.Sigs) != len(verifiers) {
		return fmt.Errorf("%d of %d keys have signed", len(opened.Sigs), len(verifiers))
	}
	fmt.Println("ok")
	return nil
}

func sign(data []byte, skey string) error {
	signer, err := formats.NewSignerForCosignatureV1(skey)
	if err != nil {
		return err
	}
	text, _, found := strings.Cut(string(data), "\n\n")
	if !found {
		return fmt.Errorf("no note")
	}
	signed, err := note.Sign(&note.Note{Text: text + "\n"}, signer)
	if err != nil {
		return err
	}
	fmt.Print(string(signed))
	return nil
}
