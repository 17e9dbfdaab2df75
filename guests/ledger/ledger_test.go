package main

import (
	"encoding/hex"
	"testing"
)

// Nothing, three bytes, RLP of the empty string. Longer ones are compared with another implementation where the oracle is tested.
func TestKeccak(t *testing.T) {
	for text, want := range map[string]string{
		"":     "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
		"abc":  "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
		"\x80": "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
	} {
		if got := keccak256([]byte(text)); hex.EncodeToString(got[:]) != want {
			t.Errorf("%q: %x, expected %s", text, got, want)
		}
	}
}

func refused(f func()) (why string) {
	defer func() {
		if e, ok := recover().(malformed); ok {
			why = string(e)
		}
	}()
	f()
	return
}

func TestItemsThatAreNone(t *testing.T) {
	for _, b := range [][]byte{{}, {0x81}, {0xb8}, {0xb8, 0x00}, {0xb8, 56}, {0xbf, 1}, {0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, {0xc2, 1}} {
		if refused(func() { next(b) }) == "" {
			t.Errorf("%x was read", b)
		}
	}
	for _, b := range [][]byte{{0x80}, {0xc0, 0}, {0xc1, 0x81}} {
		if refused(func() { fields(b) }) == "" {
			t.Errorf("%x was read as a list", b)
		}
	}
	if len(fields([]byte{0xc3, 1, 0x80, 0xc0})) != 3 {
		t.Error("three items")
	}
}

func TestStatesThatAreNone(t *testing.T) {
	s := &state{chain: 1, accounts: []account{{address{1}, 0, 1 << 63}, {address{2}, 0, 1<<63 - 1}}}
	good := s.encode()
	if decodeState(good).accounts[1].balance != 1<<63-1 {
		t.Error("a state is not read as it was written")
	}
	change := func(at int, to byte) []byte {
		b := append([]byte(nil), good...)
		b[at] = to
		return b
	}
	for name, b := range map[string][]byte{
		"short": good[:headBytes-1], "half an account": good[:len(good)-1], "another magic": change(0, 'L'),
		"out of order": change(headBytes, 3), "the same twice": change(headBytes, 2), "too much": change(len(good)-8, 0x80),
	} {
		if refused(func() { decodeState(b) }) == "" {
			t.Errorf("%s: was read", name)
		}
	}
}
