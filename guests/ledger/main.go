// Ledger is a client of the preimage oracle, as op-program is one: it knows five local keys (L1 head, agreed root, claimed root, block,
// chain id), asks for everything else by its hash, and ends with 0 where the claim is what follows, with 1 where it is not. What is no
// answer to that question (a state that is none, L1 data that hashes and cannot be read) ends with 2. docs/rollup.md has the rules.
package main

import (
	"encoding/binary"
	"encoding/hex"
	"os"
	"strconv"
)

const (
	confirmed = iota
	refuted
	noVerdict
)

// An error that leaves the question open. Whatever a proposer or a sender of batches may choose must not get here.
type malformed string

func main() {
	defer func() {
		if e := recover(); e != nil {
			if why, ok := e.(malformed); ok {
				os.Stderr.WriteString("ledger: " + string(why) + "\n")
			} else {
				os.Stderr.WriteString("ledger: internal error\n")
			}
			os.Exit(noVerdict)
		}
	}()
	os.Exit(judge(newOracle(), func(line string) { os.Stdout.WriteString(line + "\n") }))
}

// Source is what the program asks: the oracle, or a test.
type source interface {
	local(index byte) []byte
	keccak(hint string, hash [32]byte) []byte
	precompile(address byte, gas uint64, input []byte) []byte
}

func judge(from source, say func(string)) int {
	head, agreed, claimed := hash(from.local(1)), hash(from.local(2)), hash(from.local(3))
	block, chain := number(from.local(4)), number(from.local(5))
	state := decodeState(from.keccak("ledger-state", agreed))
	if state.chain != chain {
		panic(malformed("the agreed state is of another chain"))
	}
	if why := state.advance(from, head, block, say); why != "" {
		say("block " + strconv.FormatUint(block, 10) + ": " + why)
		return refuted
	}
	root := keccak256(state.encode())
	say("block " + strconv.FormatUint(block, 10) + ": root " + hex.EncodeToString(root[:]))
	if root != claimed {
		return refuted
	}
	return confirmed
}

func hash(b []byte) (h [32]byte) {
	if len(b) != len(h) {
		panic(malformed("a local key of 32 bytes has " + strconv.Itoa(len(b))))
	}
	copy(h[:], b)
	return
}

func number(b []byte) uint64 {
	if len(b) != 8 {
		panic(malformed("a local key of 8 bytes has " + strconv.Itoa(len(b))))
	}
	return binary.BigEndian.Uint64(b)
}
