package main

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// Keccak-256 and what proofs for L1 hash with it, protocol.md §15.

const keccakRate = 136

// Rotations of lane x + 5y, and where π puts it.
var rotations, targets = func() (r, t [25]int) {
	x, y := 1, 0
	for i := 1; i <= 24; i++ {
		r[x+5*y] = i * (i + 1) / 2 % 64
		x, y = y, (2*x+3*y)%5
	}
	for x := 0; x < 5; x++ {
		for y := 0; y < 5; y++ {
			t[x+5*y] = y + 5*((2*x+3*y)%5)
		}
	}
	return r, t
}()

var roundConstants = func() (c [24]uint64) {
	state := uint(1)
	for i := range c {
		for j := 0; j < 7; j++ {
			if state&1 == 1 {
				c[i] |= 1 << (1<<j - 1)
			}
			state <<= 1
			if state&0x100 != 0 {
				state ^= 0x171
			}
		}
	}
	return c
}()

func keccakF(a *[25]uint64) {
	for _, constant := range roundConstants {
		var column [5]uint64
		for i, lane := range a {
			column[i%5] ^= lane
		}
		var b [25]uint64
		for i, lane := range a {
			lane ^= column[(i+4)%5] ^ bits.RotateLeft64(column[(i+1)%5], 1)
			b[targets[i]] = bits.RotateLeft64(lane, rotations[i])
		}
		for i := range a {
			row := i / 5 * 5
			a[i] = b[i] ^ ^b[row+(i+1)%5]&b[row+(i+2)%5]
		}
		a[0] ^= constant
	}
}

func keccak256(message []byte) (digest [32]byte) {
	padded := append(append([]byte{}, message...), make([]byte, keccakRate-len(message)%keccakRate)...)
	padded[len(message)] ^= 1
	padded[len(padded)-1] ^= 0x80
	var a [25]uint64
	for ; len(padded) > 0; padded = padded[keccakRate:] {
		for i := 0; i < keccakRate/8; i++ {
			a[i] ^= binary.LittleEndian.Uint64(padded[8*i:])
		}
		keccakF(&a)
	}
	for i := 0; i < 4; i++ {
		binary.LittleEndian.PutUint64(digest[8*i:], a[i])
	}
	return digest
}

// Last bytes of what is hashed.
const (
	tagLeaf = iota
	tagNode
	tagStep
	tagWork
)

const (
	sliceBits   = 51
	digestLimbs = 29 // bits
)

func slice(state [32]byte, bit, width int) uint64 {
	n := new(big.Int).SetBytes(state[:])
	n.Rsh(n, uint(bit))
	return n.And(n, new(big.Int).SetUint64(1<<width-1)).Uint64()
}

// limbs is a digest of 32 bytes as nine elements.
func limbs(hash [32]byte) (d Digest) {
	for i := range d {
		d[i] = Fp(slice(hash, digestLimbs*i, digestLimbs))
	}
	return d
}

// bytes is the other way round.
func (d Digest) bytes() (hash [32]byte) {
	n := new(big.Int)
	for i := len(d) - 1; i >= 0; i-- {
		n.Or(n.Lsh(n, digestLimbs), new(big.Int).SetUint64(uint64(d[i])))
	}
	require(n.BitLen() <= 256, "a digest of more than 256 bits")
	n.FillBytes(hash[:])
	return hash
}

func elementBytes(elements []Fp) (b []byte) {
	for _, e := range elements {
		b = binary.BigEndian.AppendUint32(b, uint32(e))
	}
	return b
}

func keccakLeaf(row []Fp) Digest { return limbs(keccak256(append(elementBytes(row), tagLeaf))) }

func keccakNode(l, r Digest) Digest {
	left, right := l.bytes(), r.bytes()
	return limbs(keccak256(append(append(left[:], right[:]...), tagNode)))
}

// chain is the transcript of §15.
type chain struct {
	state   [32]byte
	pending []byte
	indices int // left in the state
}

func (c *chain) step() {
	c.state = keccak256(append(append(append([]byte{}, c.state[:]...), c.pending...), tagStep))
	c.pending, c.indices = nil, 0
}

func (c *chain) sample() (e Ext) {
	c.step()
	for i := range e {
		e[i] = Fp(slice(c.state, sliceBits*i, sliceBits) % prime)
	}
	return e
}

func (c *chain) sampleBits(width int) int {
	if len(c.pending) > 0 || c.indices == 0 {
		c.step()
		c.indices = 5
	}
	c.indices--
	return int(slice(c.state, sliceBits*(4-c.indices), width))
}

func (c *chain) grind(width int, nonce Fp) bool {
	c.step()
	b := elementBytes([]Fp{nonce})
	hash := keccak256(append(append(append([]byte{}, c.state[:]...), b...), tagWork))
	c.pending = b
	return slice(hash, 0, width) == 0
}
