package main

import "sort"

// Openings of Merkle trees, protocol.md §6.

type committed struct {
	root   Digest
	depth  int // 2^depth rows
	width  int // base elements per row
	keccak bool
}

// leaf is the cells themselves where they fit a digest, else their hash.
func leaf(cells []Fp) (d Digest) {
	if len(cells) > digestLength {
		return hashRow(cells)
	}
	copy(d[:], cells)
	return d
}

// leafLog is log2 of the rows that share a leaf: as many as fit a digest.
func (t committed) leafLog() (log int) {
	if t.keccak {
		return 0
	}
	for t.width<<(log+1) <= digestLength && log < t.depth {
		log++
	}
	return log
}

// open reads an opening of the tree at the given indices and returns the rows of the leaves that they are in.
func (r *reader) open(t committed, indices []int) map[int][]Fp {
	log := t.leafLog()
	distinct := make([]int, len(indices))
	for i, x := range indices {
		distinct[i] = x >> log
	}
	sort.Ints(distinct)
	n := 0
	for i, x := range distinct {
		if i == 0 || x != distinct[n-1] {
			distinct[n] = x
			n++
		}
	}
	distinct = distinct[:n]
	at := r.at
	elements, digests := r.word(), r.word()
	require(uint64(elements) == uint64(n*t.width<<log), "opening at word %d: %d elements, expected %d", at, elements, n*t.width<<log)
	leaf, compress := leaf, compress
	if t.keccak {
		leaf, compress = keccakLeaf, keccakNode
	}
	rows := map[int][]Fp{}
	level := make([]Digest, n)
	for i, x := range distinct {
		cells := r.elements(t.width << log)
		for k := 0; k < 1<<log; k++ {
			rows[x<<log+k] = cells[k*t.width : (k+1)*t.width]
		}
		level[i] = leaf(cells)
	}
	used := uint32(0)
	sibling := func() Digest {
		used++
		require(used <= digests, "opening at word %d: %d digests are too few", at, digests)
		return r.digest()
	}
	for d := 0; d < t.depth-log; d++ {
		parents := 0
		for i := 0; i < len(distinct); i++ {
			x := distinct[i]
			var parent Digest
			switch {
			case x&1 == 1: // its left sibling is not known, else it would have been taken with it
				parent = compress(sibling(), level[i])
			case i+1 < len(distinct) && distinct[i+1] == x+1:
				parent = compress(level[i], level[i+1])
				i++
			default:
				parent = compress(level[i], sibling())
			}
			distinct[parents], level[parents] = x>>1, parent
			parents++
		}
		distinct, level = distinct[:parents], level[:parents]
	}
	require(used == digests, "opening at word %d: %d digests, expected %d", at, digests, used)
	require(level[0] == t.root, "opening at word %d: the root does not match", at)
	return rows
}
