package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		found = append(found, hash)
	}
	return found, nil
}

// checkReceipt judges a .tlog-proof file of an entry that the log has.
func checkReceipt(file, vkeyFile string, stored memory) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, checkpoint, found := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("no proof file")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil || lines[1] != fmt.Sprintf("index %d", index) {
		return fmt.Errorf("no index: %q", lines[1])
	}
	proof, err := parseHashes(lines[2:])
	if err != nil {
		return err
	}
	tree, err := open(checkpoint, vkeyFile)
	if err != nil {
		return err
	}
	if index < 0 || index >= tree.N {
		return fmt.Errorf("no index %d in a tree of %d", index, tree.N)
	}
	leaf, err := stored.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf[0])
}

// checkConsistency judges a proof between two signed checkpoints, base64 a line.
func checkConsistency(oldFile, newFile, vkeyFile, proofFile string) error {
	var trees [2]tlog.Tree
	for at, file := range []string{oldFile, newFile} {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if trees[at], err = open(data, vkeyFile); err != nil {
			return err
		}
	}
	data, err := os.ReadFile(proofFile)
	if err != nil {
		return err
	}
	proof, err := parseHashes(strings.Fields(string(data)))
	if err != nil {
		return err
	}
	old, now := trees[0], trees[1]
	if old.N < 1 || old.N > now.N {
		return fmt.Errorf("%d is no earlier size of %d", old.N, now.N)
	}
	if err := tlog.CheckTree(proof, now.N, now.Hash, old.N, old.Hash); err != nil {
		return err
	}
	fmt.Println("ok:", now.N, "continues", old.N)
	return nil
}

func encode(hashes []tlog.Hash) []string {
	found := []string{}
	for _, hash := range hashes {
		found = append(found, base64.StdEncoding.EncodeToString(hash[:]))
	}
	return found
}

type small struct {
	Root        string     `json:"root"`
	Inclusion   [][]string `json:"inclusion"`
	Consistency [][]string `json:"consistency"`
}

func printSmall(count int64) error {
	var stored memory
	var trees []small
	for size := int64(1); size <= count; size++ {
		entry := fmt.Sprintf(`{"seq":%d}`, size-1)
		hashes, err := tlog.StoredHashes(size-1, []byte(entry), stored)
		if err != nil {
			return err
		}
		stored = append(stored, hashes...)
		root, err := tlog.TreeHash(size, stored)
		if err != nil {
			return err
		}
		one := small{Root: encode([]tlog.Hash{root})[0]}
		for index := int64(0); index < size; index++ {
			proof, err := tlog.ProveRecord(size, index, stored)
			if err != nil {
				return err
			}
			one.Inclusion = append(one.Inclusion, encode(proof))
		}
		for old := int64(1); old <= size; old++ {
			proof, err := tlog.ProveTree(size, old, stored)
			if err != nil {
				return err
			}
			one.Consistency = append(one.Consistency, encode(proof))
		}
		trees = append(trees, one)
	}
	return json.NewEncoder(os.Stdout).Encode(trees)
}
