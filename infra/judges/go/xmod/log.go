package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// files reads tiles where C2SP has them: x/mod writes the height into the path as well.
type files struct{ folder string }

func (f files) Height() int                     { return 8 }
func (f files) SaveTiles([]tlog.Tile, [][]byte) {}
func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(f.folder, place(tile)))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func place(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
}

// memory holds the hashes of a tree that is rebuilt from its entries.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for at, index := range indexes {
		if index < 0 || index >= int64(len(m)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		found[at] = m[index]
	}
	return found, nil
}

// rebuild reads every entry bundle of a log.
func rebuild(folder string, size int64) (memory, error) {
	var stored memory
	index := int64(0)
	for number := int64(0); number*256 < size; number++ {
		width := min(256, int(size-number*256))
		tile := tlog.Tile{H: 8, L: 0, N: number, W: width}
		path := strings.Replace(place(tile), "tile/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return nil, err
		}
		for ; width > 0; width-- {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("entry %d is cut off", index)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			hashes, err := tlog.StoredHashes(index, data[2:end], stored)
			if err != nil {
				return nil, err
			}
			stored = append(stored, hashes...)
			data = data[end:]
			index++
		}
		if len(data) != 0 {
			return nil, fmt.Errorf("bytes after the last entry of %s", path)
		}
	}
	return stored, nil
}

func checkLog(folder, vkeyFile string) error {
	data, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := open(data, vkeyFile)
	if err != nil {
		return err
	}
	stored, err := rebuild(folder, tree.N)
	if err != nil {
		return err
	}
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("the entries have another root than the checkpoint")
	}
	if err := checkTiles(folder, tree, stored); err != nil {
		return err
	}
	records, err := checkRecords(folder, tree, stored)
	if err != nil {
		return err
	}
	trees, err := checkTrees(folder, tree, stored)
	if err != nil {
		return err
	}
	receipts, err := filepath.Glob(filepath.Join(folder, "*.tlog-proof"))
	if err != nil {
		return err
	}
	for _, receipt := range receipts {
		if err := checkReceipt(receipt, vkeyFile, stored); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(receipt), err)
		}
	}
	fmt.Println("ok: size", tree.N, "inclusion", records, "consistency", trees, "receipts", len(receipts))
	return nil
}

// checkTiles compares every hash tile with what x/mod would write.
func checkTiles(folder string, tree tlog.Tree, stored memory) error {
	for _, tile := range tlog.NewTiles(8, 0, tree.N) {
		due, err := tlog.ReadTileData(tile, stored)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(filepath.Join(folder, place(tile)))
		if err != nil {
			return err
		}
		if !bytes.Equal(data, due) {
			return fmt.Errorf("%s has other hashes", place(tile))
		}
	}
	return nil
}

// checkRecords proves entries from the tiles, about a thousand of them.
func checkRecords(folder string, tree tlog.Tree, stored memory) (int, error) {
	reader, count := tlog.TileHashReader(tree, files{folder}), 0
	for index := int64(0); index < tree.N; index += 1 + tree.N/997 {
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		if err != nil {
			return count, err
		}
		leaf, err := stored.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		if err != nil {
			return count, err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf[0]); err != nil {
			return count, fmt.Errorf("entry %d: %w", index, err)
		}
		count++
	}
	return count, nil
}

// checkTrees proves earlier sizes from the tiles, about five hundred of them.
func checkTrees(folder string, tree tlog.Tree, stored memory) (int, error) {
	reader, count := tlog.TileHashReader(tree, files{folder}), 0
	for size := int64(1); size <= tree.N; size += 1 + tree.N/499 {
		proof, err := tlog.ProveTree(tree.N, size, reader)
		if err != nil {
			return count, err
		}
		old, err := tlog.TreeHash(size, stored)
		if err != nil {
			return count, err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, size, old); err != nil {
			return count, fmt.Errorf("size %d: %w", size, err)
		}
		count++
	}
	return count, nil
}
