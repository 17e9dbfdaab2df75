package main

import (
	"encoding/binary"
	"fmt"
)

// rejection is what require panics with; entry points recover it. No other panic is expected.
type rejection string

func (r rejection) Error() string { return string(r) }

func require(ok bool, format string, arguments ...interface{}) {
	if !ok {
		panic(rejection(fmt.Sprintf(format, arguments...)))
	}
}

// catch turns a rejection into an error; every other panic goes on.
func catch(err *error) {
	if p := recover(); p != nil {
		r, ok := p.(rejection)
		if !ok {
			panic(p)
		}
		*err = r
	}
}

// reader walks a file: little-endian words of 32 bits, nearly all of them canonical elements (§11).
type reader struct {
	data []byte
	at   int // next word
	name string

	// The words that follow are messages over Keccak: big-endian, digests as 32 bytes.
	keccak bool
}

const formatVersion = 3

// Second words of files: four letters each.
const (
	kindMachine = 0x4843414D
	kindKey     = 0x59454B56
	kindFile    = 0x454C4946
	kindRun     = 0x204E5552
	kindFinal   = 0x4C4E4946
	kindL1      = 0x5250314C
)

func newReader(name string, data []byte) *reader {
	require(len(data)%4 == 0, "%s: %d bytes are no whole number of words", name, len(data))
	return &reader{data: data, name: name}
}

func (r *reader) header(kind uint32) {
	r.expect(0x50464B5A, "magic number")
	r.expect(kind, "file kind")
	r.expect(formatVersion, "format version")
}

func (r *reader) left() int { return len(r.data)/4 - r.at }

func (r *reader) word() uint32 {
	if r.left() == 0 {
		require(false, "%s: ends at word %d", r.name, r.at)
	}
	r.at++
	if r.keccak {
		return binary.BigEndian.Uint32(r.data[4*r.at-4:])
	}
	return binary.LittleEndian.Uint32(r.data[4*r.at-4:])
}

// peek is the word at a distance, 0 beyond the end.
func (r *reader) peek(distance int) uint32 {
	if r.left() <= distance {
		return 0
	}
	return binary.LittleEndian.Uint32(r.data[4*(r.at+distance):])
}

func (r *reader) expect(w uint32, what string) {
	got := r.word()
	require(got == w, "%s: word %d: %s %#x, expected %#x", r.name, r.at-1, what, got, w)
}

// element reads one canonical element.
func (r *reader) element() Fp {
	w := r.word()
	if w >= prime {
		require(false, "%s: word %d: %d is no canonical element", r.name, r.at-1, w)
	}
	return Fp(w)
}

// count reads a number that is at most limit.
func (r *reader) count(limit int, what string) int {
	w := r.word()
	require(int64(w) <= int64(limit), "%s: word %d: %s %d exceeds %d", r.name, r.at-1, what, w, limit)
	return int(w)
}

// counts reads how many numbers follow, at most most, and the numbers, each at most limit.
func (r *reader) counts(most, limit int, what string) []int {
	list := make([]int, r.count(most, what+" count"))
	for i := range list {
		list[i] = r.count(limit, what)
	}
	return list
}

func (r *reader) elements(n int) []Fp {
	require(n <= r.left(), "%s: ends before %d elements at word %d", r.name, n, r.at)
	e := make([]Fp, n)
	for i := range e {
		e[i] = r.element()
	}
	return e
}

func (r *reader) digest() Digest {
	if !r.keccak {
		return *(*Digest)(r.elements(digestLength))
	}
	var hash [32]byte
	for i := 0; i < len(hash); i += 4 {
		binary.BigEndian.PutUint32(hash[i:], r.word())
	}
	return limbs(hash)
}

func (r *reader) ext() Ext { return *(*Ext)(r.elements(5)) }

func (r *reader) exts(n int) []Ext {
	require(5*n <= r.left(), "%s: ends before %d extension elements at word %d", r.name, n, r.at)
	e := make([]Ext, n)
	for i := range e {
		e[i] = r.ext()
	}
	return e
}

func (r *reader) end() {
	require(r.left() == 0, "%s: %d words after the end", r.name, r.left())
}

// since returns the words from a place to here as elements, for hashing.
func (r *reader) since(at int) []Fp {
	return (&reader{data: r.data[:4*r.at], at: at, name: r.name}).elements(r.at - at)
}
